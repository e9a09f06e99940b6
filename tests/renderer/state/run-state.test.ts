import { describe, expect, it } from 'vitest'
import type { Transport } from '../../../src-shared/client'
import type { AppEvent } from '../../../src-shared/contract'
import type { Reply } from '../../../src-shared/errors'
import type { EpochColumns, RunStatus } from '../../../src-shared/run'
import { noEpochs } from '../../../src-shared/run'
import { createClient } from '../../../src-shared/client'
import { dropEpochsAfter, mergeEpochs } from '../../../src-renderer/state/epoch-merge'
import { endedRun } from '../../support/run-summary'
import { RunState } from '../../../src-renderer/state/run-state.svelte'

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
const epochs = (from: number, to: number): EpochColumns => ({
  epoch: upTo(from, to),
  loss: upTo(from, to).map((epoch) => 1 / epoch),
  validationLoss: upTo(from, to).map(() => null),
  seconds: upTo(from, to).map(() => 0.01),
  learningRate: upTo(from, to).map(() => 0.1),
})

const summary = (status: RunStatus, epoch: number) => endedRun({ status, epoch })

/** A host that has stored `stored` epochs, and answers a history only when told to. */
class Host implements Transport {
  stored = 0
  /** A branch's history begins after its parent's epoch. */
  first = 1
  asked: number[] = []
  #answers: (() => void)[] = []
  #listeners = new Set<(event: AppEvent) => void>()

  send(_command: string, input: unknown): Promise<Reply<unknown>> {
    const { after } = input as { after: number }
    this.asked.push(after)
    return new Promise((resolve) => {
      this.#answers.push(() => resolve({ ok: true, value: epochs(Math.max(this.first, after + 1), this.stored) }))
    })
  }

  listen(listener: (event: AppEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(event: AppEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  epochs(from: number, to: number): void {
    this.emit({ name: 'run.epochs', payload: { runId: 1, epochs: epochs(from, to), rowsPerSecond: 300, seconds: 1 } })
  }

  changed(status: RunStatus, epoch: number): void {
    this.emit({ name: 'run.changed', payload: { run: summary(status, epoch) } })
  }

  async answer(): Promise<void> {
    this.#answers.shift()!()
    for (let turn = 0; turn < 8; turn++) await Promise.resolve()
  }
}

function follow(status: RunStatus = 'running') {
  const host = new Host()
  const runs = new RunState(createClient(host))
  const end = runs.start()
  return { host, runs, end, open: () => runs.history({ id: 1, status }) }
}

describe('a branch', () => {
  it('is shown whole when all its epochs and its end come while an empty history is on its way', async () => {
    const { host, open } = follow()
    const history = open()
    host.epochs(4, 100)
    host.changed('completed', 100)
    await host.answer()
    host.first = 4
    host.stored = 100
    await host.answer()
    expect(history.columns).toEqual(epochs(4, 100))
    expect(history.status).toBe('ready')
  })
})

describe('merging epochs', () => {
  it('appends what is new and skips what is known', () => {
    const columns = epochs(1, 5)
    expect(mergeEpochs(columns, epochs(4, 8))).toEqual({ added: 3, gap: false })
    expect(columns).toEqual(epochs(1, 8))
  })

  it('adds nothing across a gap, and says so', () => {
    const columns = epochs(1, 5)
    expect(mergeEpochs(columns, epochs(7, 8))).toEqual({ added: 0, gap: true })
    expect(columns).toEqual(epochs(1, 5))
  })

  it('takes a gap when told that there is no more, and stays strictly increasing', () => {
    const columns = epochs(1, 2)
    mergeEpochs(columns, { ...noEpochs(), epoch: [4, 4, 3, 5], loss: [1, 2, 3, 4], seconds: [1, 1, 1, 1] }, true)
    expect(columns.epoch).toEqual([1, 2, 4, 5])
    expect(columns.loss.slice(2)).toEqual([1, 4])
    expect(columns.validationLoss.slice(2)).toEqual([null, null])
  })

  it('drops what comes after an epoch from every column', () => {
    const columns = epochs(1, 10)
    expect(dropEpochsAfter(columns, 6)).toBe(4)
    expect(columns).toEqual(epochs(1, 6))
  })
})

describe('the history of a run', () => {
  it('joins the stored epochs with those that came live meanwhile, without gap or double', async () => {
    const { host, open } = follow()
    host.stored = 20
    const history = open()
    host.epochs(19, 22)
    host.epochs(23, 25)
    expect(history.columns.epoch).toEqual([])
    await host.answer()
    host.epochs(26, 30)
    expect(history.columns).toEqual(epochs(1, 30))
    expect(history.status).toBe('ready')
    expect(host.asked).toEqual([0])
  })

  it('asks for what it missed when live epochs leave a gap', async () => {
    const { host, open } = follow()
    host.stored = 10
    const history = open()
    await host.answer()
    host.stored = 40
    host.epochs(39, 40)
    expect(history.columns).toEqual(epochs(1, 10))
    await host.answer()
    expect(host.asked).toEqual([0, 10])
    expect(history.columns).toEqual(epochs(1, 40))
  })

  it('asks after the last known epoch when the connection is back', async () => {
    const { host, runs, open } = follow()
    host.stored = 10
    const history = open()
    await host.answer()
    host.stored = 55
    const done = runs.catchUp()
    await host.answer()
    await done
    expect(host.asked).toEqual([0, 10])
    expect(history.columns).toEqual(epochs(1, 55))
  })

  it('waits for a history that lags behind the live epochs', async () => {
    const { host, open } = follow()
    const history = open()
    await host.answer()
    host.stored = 5
    host.epochs(8, 9)
    await host.answer()
    expect(history.columns).toEqual(epochs(1, 5))
    host.stored = 9
    host.epochs(10, 11)
    await host.answer()
    expect(history.columns).toEqual(epochs(1, 11))
  })

  it('goes back to the checkpoint when a failed run is resumed', async () => {
    const { host, open } = follow('failed')
    host.stored = 37
    const history = open()
    await host.answer()
    host.changed('running', 30)
    expect(history.columns).toEqual(epochs(1, 30))
    host.epochs(31, 33)
    expect(history.columns).toEqual(epochs(1, 33))
  })

  it('keeps its epochs when a paused run goes on and its summary is a little behind', async () => {
    const { host, open } = follow('paused')
    host.stored = 37
    const history = open()
    await host.answer()
    host.changed('running', 30)
    expect(history.columns).toEqual(epochs(1, 37))
  })

  it('fetches the end that it did not see', async () => {
    const { host, open } = follow()
    host.stored = 90
    const history = open()
    await host.answer()
    host.stored = 100
    host.changed('completed', 100)
    await host.answer()
    expect(history.columns).toEqual(epochs(1, 100))
  })

  it('tells readers of every change by its version', async () => {
    const { host, open } = follow()
    const history = open()
    await host.answer()
    const before = history.version
    host.epochs(1, 3)
    expect(history.version).toBeGreaterThan(before)
    expect(history.rowsPerSecond).toBe(300)
  })

  it('stops following when it is ended', async () => {
    const { host, end, open } = follow()
    const history = open()
    await host.answer()
    end()
    host.epochs(1, 3)
    expect(history.columns.epoch).toEqual([])
  })
})

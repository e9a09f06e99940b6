/**
 * The histories of runs: stored epochs by `run.history`, then live ones by `run.epochs`, as one growing list a run.
 *
 * Histories reach 100,000 epochs, so they are plain arrays that grow in place; `version` tells readers that they did.
 */
import type { Client } from '../../src-shared/client'
import type { Events } from '../../src-shared/contract'
import type { EpochColumns, RunStatus, RunSummary } from '../../src-shared/run'
import { hasEnded, noEpochs } from '../../src-shared/run'
import { dropEpochsAfter, lastEpoch, mergeEpochs } from './epoch-merge'

const pageSize = 100_000
/** So often a gap sends us back to the stored history before we believe that it has no more. */
const attemptsAtGap = 3

export class RunHistory {
  /** Grows in place: read `version` before it to be told. */
  readonly columns: EpochColumns = noEpochs()
  #version = $state(0)
  #status = $state<'loading' | 'ready' | 'failed'>('loading')
  #rowsPerSecond = $state<number | null>(null)
  #waiting: EpochColumns[] = []
  #attempts = 0
  #loading: Promise<void> | null = null

  constructor(
    readonly runId: number,
    readonly client: Client,
  ) {}

  get version(): number {
    return this.#version
  }

  get status(): 'loading' | 'ready' | 'failed' {
    return this.#status
  }

  /** As the last live event said; null before one. */
  get rowsPerSecond(): number | null {
    return this.#rowsPerSecond
  }

  /** Asks for everything after the last known epoch. One request at a time; a failure can be tried again. */
  load(): Promise<void> {
    this.#loading ??= this.#fetch().finally(() => (this.#loading = null))
    return this.#loading
  }

  take(event: Events['run.epochs']): void {
    this.#rowsPerSecond = event.rowsPerSecond
    if (this.#loading !== null) {
      this.#waiting.push(event.epochs)
      return
    }
    if (mergeEpochs(this.columns, event.epochs).gap) {
      this.#waiting.push(event.epochs)
      void this.load()
      return
    }
    this.#attempts = 0
    this.#version += 1
  }

  /** The run goes on from a checkpoint at `epoch`. */
  rewind(epoch: number): void {
    this.#waiting = []
    if (dropEpochsAfter(this.columns, epoch) > 0) this.#version += 1
  }

  /** Once what is on its way is here: asks again where that does not reach so far. */
  reach(epoch: number): void {
    const ask = (): void => {
      if (epoch > lastEpoch(this.columns)) void this.load()
    }
    if (this.#loading === null) ask()
    else void this.#loading.then(ask)
  }

  /** A gap before the events that came meanwhile sends us back: a branch's history begins late, and may have been empty yet. */
  async #fetch(): Promise<void> {
    do await this.#fetchOnce()
    while (this.#waiting.length > 0 && this.#status === 'ready')
  }

  async #fetchOnce(): Promise<void> {
    try {
      let page: EpochColumns
      do {
        page = await this.client.send('run.history', {
          runId: this.runId,
          after: lastEpoch(this.columns),
          limit: pageSize,
        })
        mergeEpochs(this.columns, page, true)
      } while (page.epoch.length === pageSize)
      this.#status = 'ready'
    } catch {
      // The connection's banner or the view's own error says it; what is known stays, and the next load goes on from there.
      if (this.#status === 'loading') this.#status = 'failed'
    }
    this.#takeWaiting()
    this.#version += 1
  }

  /** Events that came while the history was on its way. A gap that three histories did not close is real. */
  #takeWaiting(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const epochs of waiting) {
      const { gap } = mergeEpochs(this.columns, epochs, this.#attempts >= attemptsAtGap)
      if (gap) this.#waiting.push(epochs)
    }
    this.#attempts = this.#waiting.length > 0 ? this.#attempts + 1 : 0
  }
}

export class RunState {
  readonly #client: Client
  /* eslint-disable svelte/prefer-svelte-reactivity -- an address book: what changes are the histories, and they tell it themselves */
  readonly #histories = new Map<number, RunHistory>()
  readonly #statuses = new Map<number, RunStatus>()
  /* eslint-enable svelte/prefer-svelte-reactivity */

  constructor(client: Client) {
    this.#client = client
  }

  /** Follows the events until the end that it gives back. */
  start(): () => void {
    const ends = [
      this.#client.on('run.epochs', (event) => this.#histories.get(event.runId)?.take(event)),
      this.#client.on('run.changed', ({ run }) => this.#takeRun(run)),
      this.#client.on('run.deleted', ({ runId }) => this.#histories.delete(runId)),
    ]
    return () => {
      for (const end of ends) end()
    }
  }

  /** The history of a run, on its way if it was never asked for. */
  history(run: Pick<RunSummary, 'id' | 'status'>): RunHistory {
    const known = this.#histories.get(run.id)
    if (known) return known
    const history = new RunHistory(run.id, this.#client)
    this.#histories.set(run.id, history)
    this.#statuses.set(run.id, run.status)
    void history.load()
    return history
  }

  /** After a broken connection: everything that was missed. */
  async catchUp(): Promise<void> {
    await Promise.all([...this.#histories.values()].map((history) => history.load()))
  }

  #takeRun(run: RunSummary): void {
    const before = this.#statuses.get(run.id)
    this.#statuses.set(run.id, run.status)
    const history = this.#histories.get(run.id)
    if (!history) return
    if (before === 'failed' && !hasEnded(run.status)) history.rewind(run.epoch)
    // The last epochs always come before the end; if they did not reach us, the stored history has them.
    if (hasEnded(run.status) && run.epoch > lastEpoch(history.columns)) history.reach(run.epoch)
  }
}

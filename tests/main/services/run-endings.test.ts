/** Runs that end before their last epoch by themselves: early, or because the loss is no number any more. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Recipe } from '../../../src-shared/recipe'
import type { RunSummary } from '../../../src-shared/run'
import { RunFixture } from './run-fixture'

let fixture: RunFixture
afterEach(() => fixture.close())

const history = async (runId: number) => fixture.runs['run.history']({ runId, after: 0, limit: 200_000 })

const tensorsOf = async (runId: number) => (await fixture.document.runs.checkpoint(runId))!.tensors

/** A target that nothing in the row tells of: what is learned of it does not hold for other rows. */
function noiseCsv(rows: number): string {
  const noise = (i: number, salt: number): number => Math.sin((i + 1) * salt * 12.9898) * 43758.5453
  const lines = Array.from({ length: rows }, (_, i) => [1, 2, 3].map((salt) => noise(i, salt) % 1).join(','))
  return `a,b,y\n${lines.join('\n')}\n`
}

async function retrain(change: Partial<Recipe>): Promise<RunSummary> {
  await fixture.document.resetRecipe({ ...fixture.document.recipe(), ...change })
  fixture.events.length = 0
  return fixture.train()
}

describe('early stopping', () => {
  const stopping = { earlyStopping: { patience: 5, minimumChange: 0, restoreBest: true }, epochs: 5000, batchSize: 16 }

  test('ends the run in words, and predicts and measures with the weights of the best epoch', async () => {
    fixture = await RunFixture.create(noiseCsv(120), stopping)
    const run = await fixture.train()
    expect(run).toMatchObject({ status: 'completed', weights: 'best' })
    expect(run.epoch).toBe(run.best!.epoch + 5)
    expect(run.message).toBe(
      `Stopped early after epoch ${run.epoch}: the validation loss had not become lower for 5 epochs. The weights of the best epoch, ${run.best!.epoch}, are used.`,
    )
    const { validationLoss, epoch, learningRate } = await history(run.id)
    expect(epoch).toHaveLength(run.epoch)
    expect(Math.min(...validationLoss.map((loss) => loss!))).toBe(run.best!.loss)
    expect(validationLoss[run.best!.epoch - 1]).toBe(run.best!.loss)
    expect(new Set(learningRate)).toEqual(new Set([0.001]))
    // The metrics are those of the best epoch: its mean squared error is its loss.
    if (run.metrics?.kind !== 'regression') throw new Error('A regression was expected')
    const tensors = await tensorsOf(run.id)
    expect(tensors['best.parameters']).not.toEqual(tensors['parameters'])
    const shorter = await retrain({ epochs: run.best!.epoch, earlyStopping: null })
    expect(shorter.metrics).toEqual(run.metrics)
    expect((await tensorsOf(shorter.id))['parameters']).toEqual(tensors['best.parameters'])
  })

  test('without restoring says which epoch was best and keeps the last weights in use', async () => {
    fixture = await RunFixture.create(noiseCsv(120), {
      ...stopping,
      earlyStopping: { patience: 5, minimumChange: 0, restoreBest: false },
    })
    const run = await fixture.train()
    expect(run).toMatchObject({ status: 'completed', weights: 'last' })
    expect(run.message).toContain(`The best epoch was ${run.best!.epoch}; the weights of the last one are used.`)
    const shorter = await retrain({ epochs: run.epoch, earlyStopping: null })
    expect(shorter.metrics).toEqual(run.metrics)
  })

  test('waits on the training loss where no rows are held back', async () => {
    fixture = await RunFixture.tutorial({
      epochs: 100_000,
      earlyStopping: { patience: 3, minimumChange: 1, restoreBest: true },
    })
    const run = await fixture.train()
    expect(run.message).toContain('the training loss had not fallen by more than 1 for 3 epochs')
    expect(run.best!.loss).toBeLessThan(run.lastLoss! + 3)
  })
})

describe('a loss that is no number any more', () => {
  const steep: Partial<Recipe> = { standardise: false, optimizer: { kind: 'sgd', learningRate: 0.01 }, epochs: 50 }

  /** Two features of about one, and a target of them; `change` makes it hard to learn. */
  function csvOf(rows: number, change: (row: number, a: number, b: number) => [number, number]): string {
    const lines = Array.from({ length: rows }, (_, i) => {
      const [a, b] = change(i, Math.sin(i * 12.9898), Math.cos(i * 78.233))
      return `${a},${b},${Math.sin(i * 12.9898) * 2 + Math.cos(i * 78.233)}`
    })
    return `a,b,y\n${lines.join('\n')}\n`
  }

  test('names a learning rate that is too high, keeps finite weights, and offers one that holds', async () => {
    fixture = await RunFixture.tutorial({ optimizer: { kind: 'sgd', learningRate: 10 } })
    const run = await fixture.train()
    expect(run).toMatchObject({ status: 'diverged', hasWeights: true, diagnosis: { cause: { kind: 'rate' } } })
    expect(run.message).toMatch(
      /^The loss stopped being a number in epoch \d+\. The learning rate 10 is probably too high: (the learning rate 0\.1 held in a trial|try the learning rate 1)\. The weights of epoch \d+ are kept\.$/,
    )
    expect([...(await tensorsOf(run.id))['parameters']!].every(Number.isFinite)).toBe(true)
    const { learningRate, tried } = run.diagnosis!
    const again = await retrain({ optimizer: { kind: 'sgd', learningRate } })
    if (tried) expect(again.status).toBe('completed')
  })

  test('names the cell that is far outside of its column, with its row', async () => {
    fixture = await RunFixture.create(
      csvOf(200, (row, a, b) => [row === 137 ? 4e11 : a, b]),
      { ...steep, split: { kind: 'random', validationShare: 0, testShare: 0 } },
    )
    const run = await fixture.train()
    expect(run).toMatchObject({
      status: 'diverged',
      diagnosis: { cause: { kind: 'huge-cell', column: 'a', row: 138 } },
    })
    expect(run.message).toContain('“a” in row 138 is far outside of its column')
  })

  test('names features that are not on one scale', async () => {
    fixture = await RunFixture.create(
      csvOf(200, (_, a, b) => [a, 4000 * b]),
      steep,
    )
    const run = await fixture.train()
    expect(run).toMatchObject({ status: 'diverged', diagnosis: { cause: { kind: 'scales', columns: ['b', 'a'] } } })
    expect(run.message).toMatch(/“b” is about 3,\d00 times larger than “a”, and they are not standardised/)
  })

  test('names a gradient that explodes in a deep network', async () => {
    const dense = { kind: 'dense', units: 4, activation: 'linear', initialiser: 'auto' } as const
    const parameters = 2 * 4 + 4 + 3 * (4 * 4 + 4) + 4 + 1
    fixture = await RunFixture.create(
      csvOf(100, (_, a, b) => [a, b]),
      { ...steep, layers: [dense, dense, dense, dense], initialWeights: Array<number>(parameters).fill(3) },
    )
    const run = await fixture.train()
    expect(run).toMatchObject({ status: 'diverged', diagnosis: { cause: { kind: 'gradients' } } })
    expect(run.message).toContain('The gradient explodes on its way back through the layers')
  })
})

describe('a plateau', () => {
  test('lowers the rate, which each epoch tells', async () => {
    fixture = await RunFixture.create(noiseCsv(120), {
      schedule: { kind: 'plateau', factor: 0.5, patience: 3, minimumChange: 0, least: 0.1 },
      ...{ epochs: 60, batchSize: 16 },
    })
    const run = await fixture.train()
    const { learningRate, validationLoss } = await history(run.id)
    const expected: number[] = []
    let [rate, best, waited] = [0.001, Infinity, 0]
    for (const loss of validationLoss) {
      expected.push(rate)
      if (loss! < best) [best, waited] = [loss!, 0]
      else waited++
      if (waited >= 3) [rate, waited] = [Math.max(0.0001, rate / 2), 0]
    }
    expect(learningRate).toEqual(expected)
    expect(run.learningRate).toBe(expected.at(-1))
    expect(new Set(learningRate).size).toBeGreaterThan(2)
  })
})

describe('the search for a learning rate', () => {
  test('finds one that learns, keeps nothing, and leaves no process and no file', async () => {
    fixture = await RunFixture.create(noiseCsv(400), { epochs: 5 })
    const search = await fixture.runs['run.findRate']({})
    expect(search.rates.length).toBeGreaterThan(50)
    expect(search.losses).toHaveLength(search.rates.length)
    expect(await fixture.document.runs.list()).toEqual([])
    expect(await fixture.leftovers()).toEqual([])
    const told = fixture.told('task.progress').filter(({ id }) => id.startsWith('find-rate'))
    expect(told.at(-1)).toMatchObject({ done: true })
    expect(told.some(({ share }) => share !== null && share > 0 && share < 1)).toBe(true)
    await fixture.context.closeDocument()
    await expect.poll(() => fixture.living()).toEqual([])
  })

  test('is refused while a run trains, and a run while it searches', async () => {
    fixture = await RunFixture.create(noiseCsv(400), { epochs: 100_000 })
    const { id } = await fixture.start()
    await expect(fixture.runs['run.findRate']({})).rejects.toMatchObject({ code: 'run.busy' })
    await fixture.stop(id)
    const searching = fixture.runs['run.findRate']({})
    await expect(fixture.start()).rejects.toMatchObject({ code: 'run.busy' })
    await searching
  })

  test('ends when it is cancelled, and when the project closes', async () => {
    fixture = await RunFixture.create(noiseCsv(400))
    const cancelled = expect(fixture.runs['run.findRate']({})).rejects.toMatchObject({ code: 'task.cancelled' })
    const { id } = await fixture.when(({ name, payload }) => name === 'task.progress' && payload)
    fixture.context.tasks.cancel(id)
    await cancelled
    const closed = expect(fixture.runs['run.findRate']({})).rejects.toMatchObject({ code: 'task.cancelled' })
    await fixture.context.closeDocument()
    await closed
    await expect.poll(() => fixture.living()).toEqual([])
    expect(await fixture.leftovers()).toEqual([])
  })
})

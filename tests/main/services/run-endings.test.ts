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

test('a learning rate that is too high ends in plain words, with finite weights kept', async () => {
  fixture = await RunFixture.tutorial({ optimizer: { kind: 'sgd', learningRate: 10 } })
  const run = await fixture.train()
  expect(run).toMatchObject({ status: 'diverged', hasWeights: true })
  expect(run.message).toMatch(
    /^The loss stopped being a number in epoch \d+\. The learning rate 10 is probably too high: try the learning rate 1\. The weights of epoch \d+ are kept\.$/,
  )
  const tensors = await tensorsOf(run.id)
  expect([...tensors['parameters']!].every(Number.isFinite)).toBe(true)
})

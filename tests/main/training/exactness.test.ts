/**
 * A run that was cut anywhere is, byte for byte, the one that never was: weights, the optimizer's state, the curve, the
 * best epoch's weights, what is watched. Every cut goes through a real project file.
 */
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { EngineShelf } from '../../../src-main/engines/choose/shelf'
import type { Network } from '../../../src-main/program/network'
import { createRandom } from '../../../src-main/program/random'
import { fromCheckpoint, toCheckpoint } from '../../../src-main/training/checkpoint'
import { Desk } from '../../../src-main/training/desk'
import type { Progress, TrainingJob } from '../../../src-main/training/messages'
import type { Layer, OptimizerKind, Recipe, Schedule } from '../../../src-shared/recipe'
import { defaultRecipe, usualOptimizer } from '../../../src-shared/recipe'
import type { EpochColumns } from '../../../src-shared/run'
import { appendEpochs, noEpochs } from '../../../src-shared/run'
import { newRun } from '../document/support'
import type { TestTable } from '../features/table-source'
import { createNumbers } from '../features/table-source'
import { TrainerUnderTest, createTestJob } from './trainer-fixture'

const dense = (units: number): Layer => ({ kind: 'dense', units, activation: 'tanh', initialiser: 'auto' })
const dropout: Layer = { kind: 'dropout', rate: 0.2 }

/** Between them: every kind of state that is carried from step to step, and from epoch to epoch. */
const cases: { kind: OptimizerKind; layers: Layer[]; schedule: Schedule }[] = [
  { kind: 'sgd', layers: [dense(8)], schedule: { kind: 'constant' } },
  { kind: 'nesterov', layers: [dense(8), dropout], schedule: { kind: 'step', every: 3, factor: 0.5 } },
  {
    kind: 'rmsprop',
    layers: [dense(8)],
    schedule: { kind: 'plateau', factor: 0.5, patience: 1, minimumChange: 0, least: 0.01 },
  },
  {
    kind: 'adam',
    layers: [dense(8), { kind: 'batch-norm', momentum: 0.9, epsilon: 1e-5 }, dense(6), dropout],
    schedule: { kind: 'cosine', warmUp: 1.5, final: 0.1 },
  },
  {
    kind: 'lion',
    layers: [dense(8), { kind: 'layer-norm', epsilon: 1e-5 }],
    schedule: { kind: 'one-cycle', rise: 0.3, startDivisor: 10, finalDivisor: 100 },
  },
]

const points = 20

let table: TestTable
let document: Document
let runId: number

beforeAll(async () => {
  table = await createNumbers(150, 4)
  document = await Document.create(join(table.folder, 'project.epochwise'))
  runId = (await document.runs.create(newRun)).summary.id
})
afterAll(async () => {
  await document.close()
  await table.close()
})

/** 8 steps an epoch, the last of them padded; the rate is high enough for the validation loss to go up and down. */
function recipeOf({ kind, layers, schedule }: (typeof cases)[number]): Recipe {
  const usual = usualOptimizer(kind)
  return {
    ...defaultRecipe,
    ...{ layers, schedule, optimizer: { ...usual, learningRate: usual.learningRate * 10 } },
    ...{ batchSize: 16, epochs: 12, engine: 'onnx' },
    earlyStopping: { patience: 8, minimumChange: 0, restoreBest: true },
  }
}

type Outcome = { progress: Omit<Progress, 'seconds'>; history: Omit<EpochColumns, 'seconds'> }

/** Everything but the time that it took. */
function outcomeOf({ state, watch, best }: Progress, epochs: EpochColumns): Outcome {
  const { epoch, loss, validationLoss, learningRate } = epochs
  return { progress: { state, watch, best }, history: { epoch, loss, validationLoss, learningRate } }
}

/** In this process, block after block, up to an update or to the end. */
async function trainHere(job: TrainingJob, epochs: EpochColumns, untilStep = Infinity): Promise<Progress> {
  const desk = new Desk(new EngineShelf())
  await desk.open(job)
  let progress: Progress = job
  for (let over = false; !over;) {
    const block = await desk.advance({ milliseconds: 2, untilEpoch: job.epochs, untilStep })
    appendEpochs(epochs, block.epochs)
    progress = block
    const { epoch, step } = block.state
    over = epoch >= job.epochs || step >= untilStep || block.decision === 'stop'
  }
  await desk.close()
  const { state, seconds, watch, best } = progress
  return { state, seconds, watch, best }
}

/** To the file and back. */
async function keep(progress: Progress, network: Network, recipe: Recipe): Promise<Progress> {
  await document.runs.saveCheckpoint(runId, toCheckpoint(progress))
  return fromCheckpoint((await document.runs.checkpoint(runId))!, network, recipe)
}

describe.each(cases)('$kind', (one) => {
  const recipe = recipeOf(one)
  const draw = createRandom(7, 'initial-parameters', cases.indexOf(one))

  test('twice the same seed gives the same bytes', async () => {
    const [first, second] = [noEpochs(), noEpochs()]
    const one = await trainHere(await createTestJob(table, recipe), first)
    const other = await trainHere(await createTestJob(table, recipe), second)
    expect(outcomeOf(other, second)).toEqual(outcomeOf(one, first))
    expect(one.best).not.toBeNull()
  })

  test(`cut at ${points} points of its way, in the middle of an epoch too`, async () => {
    const job = await createTestJob(table, recipe)
    const unbroken = noEpochs()
    const whole = outcomeOf(await trainHere(job, unbroken), unbroken)
    const steps = whole.progress.state.step
    for (let point = 0; point < points; point++) {
      const cut = Math.floor(draw() * steps)
      const epochs = noEpochs()
      const before = cut === 0 ? job : await trainHere(job, epochs, cut)
      const start = await keep(before, job.spec.network, recipe)
      const end = await trainHere({ ...job, ...start }, epochs)
      expect({ cut, ...outcomeOf(end, epochs) }).toEqual({ cut, ...whole })
    }
  })
})

describe('a trainer process that is killed', () => {
  const trainers: TrainerUnderTest[] = []
  afterEach(async () => {
    for (const one of trainers.splice(0)) {
      one.process.kill()
      await one.ended()
    }
  })

  async function start(job: TrainingJob): Promise<TrainerUnderTest> {
    const trainer = new TrainerUnderTest()
    trainers.push(trainer)
    trainer.send({ kind: 'start', job })
    await trainer.next('started')
    return trainer
  }

  test.each(cases)('comes to the same bytes from its checkpoint: $kind', async (one) => {
    const recipe: Recipe = { ...recipeOf(one), epochs: 400, earlyStopping: null }
    const job = await createTestJob(table, recipe)
    const [unbroken, epochs] = [noEpochs(), noEpochs()]
    const whole = await trainHere(job, unbroken)
    let progress: Progress = job
    for (let kills = 0; kills < 2; kills++) {
      const trainer = await start({ ...job, ...progress })
      trainer.send({ kind: 'pause' })
      const paused = await trainer.next('paused')
      progress = await keep(paused, job.spec.network, recipe)
      appendEpochs(epochs, trainer.epochs)
      trainer.send({ kind: 'resume' })
      process.kill(trainer.process.pid!, 'SIGKILL')
      expect((await trainer.ended()).signal).toBe('SIGKILL')
    }
    const last = await start({ ...job, ...progress })
    const again = await last.next('ended')
    appendEpochs(epochs, last.epochs)
    expect(outcomeOf(again, epochs)).toEqual(outcomeOf(whole, unbroken))
  })
})

import { fork } from 'node:child_process'
import { on, once } from 'node:events'
import { resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Recipe } from '../../../src-shared/recipe'
import { defaultRecipe, tutorialRecipe } from '../../../src-shared/recipe'
import type { FromTrainer, ToTrainer } from '../../../src-main/training/messages'
import type { TestTable } from '../features/table-source'
import { createNumbers, createTable } from '../features/table-source'
import { TrainerUnderTest, createTestJob } from './trainer-fixture'

let table: TestTable
let trainer: TrainerUnderTest
const others: TrainerUnderTest[] = []

beforeEach(() => {
  trainer = new TrainerUnderTest()
})
afterEach(async () => {
  for (const one of [trainer, ...others.splice(0)]) {
    one.process.kill()
    await one.ended()
  }
  await table.close()
})

const houses = () =>
  createTable([
    { name: 'size', role: 'feature', cells: [1.5, 2, 2.5] },
    { name: 'price', role: 'target', cells: [300, 400, 500] },
  ])

/** The tutorial's loop in double: y = wx + b, the mean of the squares, plain gradient descent. */
function tutorialLosses(w: number, b: number, epochs: number): { losses: number[]; w: number; b: number } {
  const [x, y] = [
    [1.5, 2, 2.5],
    [300, 400, 500],
  ]
  const losses: number[] = []
  for (let epoch = 0; epoch < epochs; epoch++) {
    const errors = x.map((size, i) => w * size + b - y[i]!)
    losses.push(errors.reduce((sum, error) => sum + error * error, 0) / 3)
    w -= (0.01 * 2 * errors.reduce((sum, error, i) => sum + error * x[i]!, 0)) / 3
    b -= (0.01 * 2 * errors.reduce((sum, error) => sum + error, 0)) / 3
  }
  return { losses, w, b }
}

test("the tutorial's loop gives the losses of its formula at every epoch", async () => {
  table = await houses()
  const recipe: Recipe = { ...tutorialRecipe, initialWeights: [0.3, -0.2] }
  trainer.send({ kind: 'start', job: await createTestJob(table, recipe) })
  const { reason, state, figures } = await trainer.next('ended')
  expect(reason).toBe('completed')
  const [weight, bias] = [Math.fround(0.3), Math.fround(-0.2)]
  const expected = tutorialLosses(weight, bias, 100)
  expect(trainer.epochs.epoch).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
  trainer.epochs.loss.forEach((loss, i) => expect(Math.abs(loss! / expected.losses[i]! - 1)).toBeLessThan(1e-4))
  expect(trainer.epochs.loss[99]).toBeGreaterThan(200)
  expect(state.parameters[0]! * 3 + state.parameters[1]!).toBeCloseTo(expected.w * 3 + expected.b, 1)
  expect(figures).toMatchObject({ metrics: { kind: 'regression', rows: 'training', count: 3 }, testMetrics: null })
})

describe('pause', () => {
  const recipe: Recipe = { ...defaultRecipe, epochs: 12, batchSize: 32 }

  test('and resume change no byte of what is learned', async () => {
    table = await createNumbers(30_000, 8)
    trainer.send({ kind: 'start', job: await createTestJob(table, recipe) })
    const unbroken = await trainer.next('ended')
    const broken = new TrainerUnderTest()
    others.push(broken)
    broken.send({ kind: 'start', job: await createTestJob(table, recipe) })
    await broken.next('started')
    let pauses = 0
    for (; pauses < 5; pauses++) {
      broken.send({ kind: 'pause' })
      const { state } = await broken.next('paused')
      expect(state.epoch).toBeLessThan(12)
      broken.send({ kind: 'resume' })
      await broken.next('resumed')
      await broken.next('epochs')
    }
    const ended = await broken.next('ended')
    expect(ended.state).toEqual(unbroken.state)
    expect(ended.figures).toEqual(unbroken.figures)
    expect(broken.epochs.loss).toEqual(trainer.epochs.loss)
    expect(broken.epochs.validationLoss).toEqual(trainer.epochs.validationLoss)
  })

  test('leaves a state from which another process goes on to the same bytes', async () => {
    table = await createNumbers(30_000, 8)
    const job = await createTestJob(table, recipe)
    trainer.send({ kind: 'start', job })
    await trainer.next('epochs')
    trainer.send({ kind: 'pause' })
    const { state, seconds } = await trainer.next('paused')
    trainer.send({ kind: 'resume' })
    const unbroken = await trainer.next('ended')
    const second = new TrainerUnderTest()
    others.push(second)
    second.send({ kind: 'start', job: { ...job, state, seconds } })
    expect((await second.next('ended')).state).toEqual(unbroken.state)
  })

  test('and stop answer at once while a single step takes longer', async () => {
    table = await createNumbers(200_000, 20)
    const wide = { kind: 'dense', units: 128, activation: 'relu', initialiser: 'auto' } as const
    const heavy: Recipe = { ...recipe, layers: [wide, wide], batchSize: 'all', epochs: 1000 }
    trainer.send({ kind: 'start', job: await createTestJob(table, heavy) })
    await trainer.next('started')
    await trainer.next('epochs')
    const pauses: number[] = []
    let paused = trainer.epochs.epoch.length
    for (let i = 0; i < 3; i++) {
      const asked = performance.now()
      trainer.send({ kind: 'pause' })
      paused = (await trainer.next('paused')).state.epoch
      pauses.push(performance.now() - asked)
      trainer.send({ kind: 'resume' })
      await trainer.next('resumed')
    }
    const askedToStop = performance.now()
    trainer.send({ kind: 'stop' })
    const ended = await trainer.next('ended')
    const stopTook = performance.now() - askedToStop
    expect(Math.min(...pauses)).toBeLessThan(200)
    expect(stopTook).toBeLessThan(400)
    expect(ended.reason).toBe('stopped')
    expect(ended.state.epoch).toBe(paused)
    const { metrics } = ended.figures ?? (await trainer.next('measured')).figures
    expect(metrics).toMatchObject({ kind: 'regression', rows: 'validation', count: 40_000 })
  }, 60_000)
})

test('stop while paused keeps the state of the pause', async () => {
  table = await createNumbers(20_000, 5)
  trainer.send({ kind: 'start', job: await createTestJob(table, { ...defaultRecipe, epochs: 10_000 }) })
  await trainer.next('epochs')
  trainer.send({ kind: 'pause' })
  const paused = await trainer.next('paused')
  trainer.send({ kind: 'stop' })
  const ended = await trainer.next('ended')
  expect(ended.reason).toBe('stopped')
  expect(ended.state).toEqual(paused.state)
})

test('a learning rate that is too high ends as diverged with finite weights', async () => {
  table = await houses()
  const recipe: Recipe = { ...tutorialRecipe, optimizer: { kind: 'sgd', learningRate: 10 } }
  trainer.send({ kind: 'start', job: await createTestJob(table, recipe) })
  const { reason, state } = await trainer.next('ended')
  expect(reason).toBe('diverged')
  expect(state.parameters.every(Number.isFinite)).toBe(true)
  expect(state.epoch).toBeLessThan(100)
  expect(trainer.epochs.loss.every((loss) => loss !== null && Number.isFinite(loss))).toBe(true)
})

test('classes are learned, and measured on the validation rows', async () => {
  const points = Array.from({ length: 300 }, (_, i) => [Math.sin(i * 12.9898) * 2, Math.cos(i * 78.233) * 2] as const)
  const kinds = points.map(([a, b]) => (a > 0.5 ? 'right' : b > 0 ? 'top' : 'bottom'))
  table = await createTable([
    { name: 'a', role: 'feature', cells: points.map(([a]) => a) },
    { name: 'b', role: 'feature', cells: points.map(([, b]) => b) },
    { name: 'kind', role: 'target', cells: kinds },
  ])
  trainer.send({ kind: 'start', job: await createTestJob(table, { ...defaultRecipe, epochs: 150 }) })
  const { figures } = await trainer.next('ended')
  const metrics = figures?.metrics
  if (metrics?.kind !== 'classification') throw new Error('A classification was expected')
  expect(metrics).toMatchObject({ rows: 'validation', count: 60 })
  expect(metrics.accuracy).toBeGreaterThan(0.85)
})

test('a data file that is cut short fails the run in words, not the process', async () => {
  table = await houses()
  const job = await createTestJob(table, tutorialRecipe)
  trainer.send({ kind: 'start', job: { ...job, shape: { ...job.shape, training: 4 } } })
  await expect(trainer.next('ended')).rejects.toThrow('could not go on')
  expect(trainer.exit).toBeNull()
})

test('a trainer whose app is gone ends by itself, in the middle of its work', async () => {
  table = await createNumbers(20_000, 5)
  const child = fork(resolve('out/main/trainer.js'), [], { serialization: 'advanced', stdio: 'ignore' })
  const job = await createTestJob(table, { ...defaultRecipe, epochs: 100_000 })
  child.send({ kind: 'start', job } satisfies ToTrainer)
  for await (const [message] of on(child, 'message')) {
    if ((message as FromTrainer).kind === 'epochs') break
  }
  const exit = once(child, 'exit')
  child.disconnect()
  expect(await exit).toEqual([null, 'SIGKILL'])
})

/** Walking through real training: what is shown is what a hand works out, and what a run learns is not touched by it. */
import { describe, expect, it } from 'vitest'
import type { RecipeChange } from '../../../src-shared/recipe'
import { holdBack, usualOptimizer } from '../../../src-shared/recipe'
import type { LoopStep, Real } from '../../../src-shared/loop'
import { loopLimits } from '../../../src-shared/loop'
import { openLoop, tutorial, tutorialCsv, wavesCsv } from './loop-fixture'

const x = [1.5, 2, 2.5]
const y = [300, 400, 500]

type Hand = { w: number; b: number; m: [number, number]; v: [number, number]; t: number }

/** The tutorial's step in double, by hand. */
function workOut({ w, b }: Hand): {
  predicted: number[]
  rowLosses: number[]
  loss: number
  gradient: [number, number]
} {
  const predicted = x.map((one) => w * one + b)
  const errors = predicted.map((one, i) => one - y[i]!)
  const mean = (values: number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length
  const rowLosses = errors.map((one) => one * one)
  const gradient: [number, number] = [2 * mean(errors.map((one, i) => one * x[i]!)), 2 * mean(errors)]
  return { predicted, rowLosses, loss: mean(rowLosses), gradient }
}

function sgdStep(hand: Hand, rate: number): Hand {
  const { gradient } = workOut(hand)
  return { ...hand, w: hand.w - rate * gradient[0], b: hand.b - rate * gradient[1], t: hand.t + 1 }
}

function adamStep(hand: Hand, rate: number): Hand & { mHat: number; vHat: number; change: number } {
  const { gradient } = workOut(hand)
  const t = hand.t + 1
  const parts = gradient.map((g, i) => {
    const m = 0.9 * hand.m[i]! + 0.1 * g
    const v = 0.999 * hand.v[i]! + 0.001 * g * g
    const [mHat, vHat] = [m / (1 - 0.9 ** t), v / (1 - 0.999 ** t)]
    return { m, v, mHat, vHat, change: (rate * mHat) / (Math.sqrt(vHat) + 1e-8) }
  })
  const [one, two] = [parts[0]!, parts[1]!]
  return { w: hand.w - one.change, b: hand.b - two.change, m: [one.m, two.m], v: [one.v, two.v], t, ...pick(one) }
}

const pick = ({ mHat, vHat, change }: { mHat: number; vHat: number; change: number }) => ({ mHat, vHat, change })

function close(found: Real | undefined, expected: number): void {
  expect(found).not.toBeNull()
  expect(Math.abs(found! - expected)).toBeLessThanOrEqual(1e-5 * Math.max(1e-3, Math.abs(expected)))
}

function expectStage(step: LoopStep, hand: Hand, next: Hand): void {
  const { predicted, rowLosses, loss, gradient } = workOut(hand)
  const [layer] = step.layers
  x.forEach((one, row) => {
    expect(step.batch.samples[row]).toMatchObject({
      rowId: row + 1,
      cells: [String(one)],
      targetCell: String(y[row]),
      inputs: [one],
    })
    close(layer!.preactivation[row]![0], predicted[row]!)
    close(layer!.activations[row]![0], predicted[row]!)
    close(step.loss.perRow[row], rowLosses[row]!)
    close(layer!.deltas[row]![0], (2 / 3) * (predicted[row]! - y[row]!))
    expect(step.answers[row]).toMatchObject({ kind: 'regression', target: y[row], scaledTarget: y[row] })
  })
  close(step.loss.value, loss)
  if (step.loss.inUnits.kind === 'regression') close(step.loss.inUnits.rmse, Math.sqrt(loss))
  close(layer!.weights!.before[0]![0], hand.w)
  close(layer!.biases!.before[0], hand.b)
  close(layer!.weights!.gradient[0]![0], gradient[0])
  close(layer!.biases!.gradient[0], gradient[1])
  close(layer!.weights!.after[0]![0], next.w)
  close(layer!.biases!.after[0], next.b)
  close(step.line!.before.slope, hand.w)
  close(step.line!.after.intercept, next.b)
}

const start: Hand = { w: 0.5, b: 0.25, m: [0, 0], v: [0, 0], t: 0 }

describe('the tutorial, step by step', () => {
  it('shows at every stage what the hand works out, with no run yet: fresh weights', async () => {
    const { client } = await openLoop(tutorialCsv, tutorial)
    let shown = await client.send('loop.open', { runId: null, at: 'start' })
    expect(shown.source).toMatchObject({ runId: null, status: null, parameters: 2, batchSize: 3, dataChanged: false })
    expect(shown.batch).toMatchObject({ inputNames: ['size'], rows: { of: 3, shown: [0, 1, 2] } })
    let hand = start
    for (let i = 0; i < 20; i++) {
      expect(shown.position).toMatchObject({ step: i, epoch: i, stepInEpoch: 0, stepsPerEpoch: 1, epochs: 100 })
      const next = sgdStep(hand, 0.01)
      expectStage(shown, hand, next)
      hand = next
      shown = await client.send('loop.move', { step: i + 1 })
    }
  })

  it('works Adam out for one weight: m, v, their corrections, the change', async () => {
    const optimizer = { kind: 'adam', learningRate: 0.5, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const
    const { client } = await openLoop(tutorialCsv, { ...tutorial, optimizer })
    let shown = await client.send('loop.open', { runId: null, at: 'latest' })
    let hand = start
    for (let i = 0; i < 5; i++) {
      const next = adamStep(hand, 0.5)
      expectStage(shown, hand, next)
      const { update, check, history, words } = await client.send('loop.weight', {
        layer: 0,
        kind: 'weights',
        row: 0,
        column: 0,
      })
      expect(update).toMatchObject({ optimizer: { kind: 'adam', beta1: 0.9 }, number: i + 1, learningRate: 0.5 })
      const { slots, terms } = update
      close(slots['m']!.before, hand.m[0])
      close(slots['m']!.after, next.m[0])
      close(slots['v']!.before, hand.v[0])
      close(slots['v']!.after, next.v[0])
      close(terms['correction1'], 1 - 0.9 ** (i + 1))
      close(terms['correction2'], 1 - 0.999 ** (i + 1))
      close(terms['mHat'], next.mHat)
      close(terms['vHat'], next.vHat)
      expect(update.followed).toBe(update.gradient)
      close(update.change, next.change)
      close(update.after, next.w)
      close(shown.update.adam!.rate, (0.5 * Math.sqrt(1 - 0.999 ** (i + 1))) / (1 - 0.9 ** (i + 1)))
      expect(check.relativeError).toBeLessThan(1e-5)
      expect(words).toBe('size → price')
      expect(history.step).toEqual(Array.from({ length: i + 1 }, (_, step) => step))
      expect(history.gradient).not.toContain(null)
      hand = next
      shown = await client.send('loop.move', { step: i + 1 })
    }
  })

  it('a step back shows the same numbers as before, and a jump the same as walking', async () => {
    const { client } = await openLoop(tutorialCsv, tutorial)
    const seen = [await client.send('loop.open', { runId: null, at: 'start' })]
    for (let i = 1; i < 6; i++) seen.push(await client.send('loop.move', { step: i }))
    for (let i = 4; i >= 0; i--) expect(await client.send('loop.move', { step: i })).toEqual(seen[i])
    const far = await client.send('loop.move', { step: 300 })
    expect(await client.send('loop.current', {})).toEqual(far)
    await client.send('loop.move', { step: 7 })
    expect(await client.send('loop.move', { step: 300 })).toEqual(far)
    await client.send('loop.close', {})
    expect(await client.send('loop.current', {})).toBeNull()
    expect(await client.send('loop.open', { runId: null, at: { step: 300 } })).toEqual(far)
  })
})

const waves = {
  layers: [{ kind: 'dense' as const, units: 6, activation: 'tanh' as const, initialiser: 'auto' as const }],
  batchSize: 8,
  epochs: 5,
}

describe('a run', () => {
  it('ended at the step that its latest shows, and every step of it can be opened again', async () => {
    const fixture = await openLoop(wavesCsv(50), waves)
    const { client } = fixture
    const run = await fixture.train()
    const latest = await client.send('loop.open', { runId: run.id, at: 'latest' })
    expect(latest.position).toMatchObject({ step: 25, epoch: 5, stepInEpoch: 0, stepsPerEpoch: 5, runStep: 25 })
    const replayed = await client.send('loop.move', { step: 0 })
    expect(replayed.position.step).toBe(0)
    const again = await client.send('loop.open', { runId: run.id, at: 'start' })
    expect(again.layers).toEqual(replayed.layers)
    const forward = await client.send('loop.move', { step: 25 })
    expect(forward.layers).toEqual(latest.layers)
    expect(forward.source.cannotHandBack).toContain('has ended')
    await expect(client.send('loop.handBack', {})).rejects.toMatchObject({ code: 'run.state' })
    expect(fixture.events.filter(({ name }) => name === 'run.changed').at(-1)?.payload).toMatchObject({
      run: { id: run.id },
    })
  })

  it('leads, at every step that is shown, to the weights that stand before the next one', async () => {
    const { client } = await openLoop(wavesCsv(50), waves)
    let shown = await client.send('loop.open', { runId: null, at: 'start' })
    for (let i = 1; i <= 11; i++) {
      const next = await client.send('loop.move', { step: i })
      shown.layers.forEach(({ weights }, layer) => {
        weights!.after.flat().forEach((one, k) => {
          expect(next.layers[layer]!.weights!.before.flat()[k]).toBeCloseTo(one!, 6)
        })
      })
      shown = next
    }
  })

  it('that was paused, walked on and handed back ends with the very bytes of one that was never opened', async () => {
    const recipe = { ...waves, epochs: 4000 }
    const untouched = await openLoop(wavesCsv(50), recipe)
    const plain = await untouched.train()
    const expected = await untouched.kept(plain.id)

    const fixture = await openLoop(wavesCsv(50), recipe)
    const { client } = fixture
    const { id } = await client.send('run.start', {})
    await fixture.when(({ name }) => name === 'run.epochs')
    await expect(client.send('loop.open', { runId: id, at: 'latest' })).rejects.toMatchObject({ code: 'run.state' })
    const paused = await client.send('run.pause', { runId: id })
    expect(paused.status).toBe('paused')
    const opened = await client.send('loop.open', { runId: id, at: 'latest' })
    const { step } = opened.position
    expect(opened.source.cannotHandBack).toBeNull()
    await client.send('loop.move', { step: step + 1 })
    await client.send('loop.move', { step: Math.max(0, step - 3) })
    await client.send('loop.weight', { layer: 0, kind: 'weights', row: 1, column: 2 })
    const ahead = await client.send('loop.move', { step: step + 43 })
    expect(ahead.position.step).toBe(step + 43)
    const resumed = await client.send('loop.handBack', {})
    // It goes the way that was walked once more where the best epoch lies on it: nobody kept its weights.
    expect(resumed.epoch).toBeLessThanOrEqual(ahead.position.epoch)
    expect(await client.send('loop.current', {})).toBeNull()
    expect(await fixture.ended(id)).toMatchObject({ status: 'completed', epoch: 4000 })
    const found = await fixture.kept(id)
    expect(found.checkpoint.tensors).toEqual(expected.checkpoint.tensors)
    expect(found.history.epoch).toEqual(expected.history.epoch)
    expect(found.history.loss).toEqual(expected.history.loss)
    expect(found.history.validationLoss).toEqual(expected.history.validationLoss)
  })

  it('that is handed back from behind goes on from where it was paused', async () => {
    const fixture = await openLoop(wavesCsv(50), { ...waves, epochs: 3000 })
    const { client } = fixture
    const { id } = await client.send('run.start', {})
    await fixture.when(({ name }) => name === 'run.epochs')
    const paused = await client.send('run.pause', { runId: id })
    await client.send('loop.open', { runId: id, at: { step: 2 } })
    expect(await client.send('loop.handBack', {})).toMatchObject({ epoch: paused.epoch })
    const ended = await fixture.ended(id)
    expect(ended).toMatchObject({ status: 'completed', epoch: 3000 })
    const history = await client.send('run.history', { runId: id, after: 0 })
    expect(history.epoch).toEqual(Array.from({ length: 3000 }, (_, i) => i + 1))
  })
})

describe('a branch', () => {
  it('with Adam takes over the weights, sees the same batches, and counts its epochs on', async () => {
    const sgd = { kind: 'sgd', learningRate: 0.05 } as const
    const fixture = await openLoop(wavesCsv(50), { ...waves, optimizer: sgd })
    const { client } = fixture
    const run = await fixture.train()
    const from = await client.send('loop.open', { runId: run.id, at: { step: 12 } })
    const optimizer = { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const
    const branch = await client.send('loop.branch', { change: { optimizer } })
    expect(branch).toMatchObject({ parent: { runId: run.id, step: 12, epoch: 2 }, epochs: 5, recipe: { optimizer } })
    expect(await fixture.ended(branch.id)).toMatchObject({ status: 'completed', epoch: 5 })
    const history = await client.send('run.history', { runId: branch.id, after: 0 })
    expect(history.epoch).toEqual([3, 4, 5])

    const first = await client.send('loop.open', { runId: branch.id, at: 'start' })
    expect(first.position).toMatchObject({ step: 12, epoch: 2, stepInEpoch: 2, firstStep: 12 })
    expect(first.update).toMatchObject({ number: 1, learningRate: 0.01 })
    expect(first.layers.map(({ weights }) => weights!.before)).toEqual(
      from.layers.map(({ weights }) => weights!.before),
    )
    expect(first.batch.samples).toEqual(from.batch.samples)
    const walked = await client.send('loop.move', { step: 25 })
    const latest = await client.send('loop.open', { runId: branch.id, at: 'latest' })
    expect(walked.layers).toEqual(latest.layers)
    expect(await client.send('loop.move', { step: 3 })).toMatchObject({
      position: { step: 12 },
      source: { note: expect.stringContaining('first') },
    })
  })

  it('with another rate and other batches begins the epoch anew and keeps its slots', async () => {
    const fixture = await openLoop(wavesCsv(50), waves)
    const { client } = fixture
    const run = await fixture.train()
    const from = await client.send('loop.open', { runId: run.id, at: { step: 12 } })
    const branch = await client.send('loop.branch', { change: { learningRate: 0.002, batchSize: 20, epochs: 7 } })
    await fixture.ended(branch.id)
    const first = await client.send('loop.open', { runId: branch.id, at: 'start' })
    expect(first.position).toMatchObject({ step: 4, epoch: 2, stepInEpoch: 0, stepsPerEpoch: 2, epochs: 7 })
    expect(first.update).toMatchObject({ number: 13, learningRate: 0.002 })
    expect(first.layers[0]!.weights!.slots.map(({ before }) => before)).toEqual(
      from.layers[0]!.weights!.slots.map(({ before }) => before),
    )
    const end = await client.send('loop.move', { step: 14 })
    expect((await client.send('loop.open', { runId: branch.id, at: 'latest' })).layers).toEqual(end.layers)
  })

  it('off the end of a run gets as many epochs again; without a run there is none', async () => {
    const fixture = await openLoop(wavesCsv(50), waves)
    const { client } = fixture
    await client.send('loop.open', { runId: null, at: 'start' })
    await expect(client.send('loop.branch', { change: {} })).rejects.toMatchObject({ code: 'run.none' })
    await expect(client.send('loop.handBack', {})).rejects.toMatchObject({ code: 'run.none' })
    const run = await fixture.train()
    await client.send('loop.open', { runId: run.id, at: 'latest' })
    const branch = await client.send('loop.branch', { change: {} })
    expect(branch).toMatchObject({ epoch: 5, epochs: 10 })
    await fixture.ended(branch.id)
    expect((await client.send('run.history', { runId: branch.id, after: 0 })).epoch).toEqual([6, 7, 8, 9, 10])
    await client.send('run.delete', { runId: run.id })
    await expect(client.send('loop.open', { runId: branch.id, at: 'start' })).rejects.toMatchObject({
      code: 'loop.unable',
    })
    const latest = await client.send('loop.open', { runId: branch.id, at: 'latest' })
    expect(latest.position.firstStep).toBe(latest.position.step)
  })
})

describe('what is shown', () => {
  it('stays small for a batch of 10,000 rows and a layer of 1,000 units, and says what it is a sample of', async () => {
    const fixture = await openLoop(wavesCsv(12_000), {
      layers: [{ kind: 'dense', units: 1000, activation: 'relu', initialiser: 'auto' }],
      batchSize: 10_000,
      split: holdBack(0),
    })
    const shown = await fixture.client.send('loop.open', { runId: null, at: 'start' })
    const began = performance.now()
    const next = await fixture.client.send('loop.move', { step: 1 })
    const seconds = (performance.now() - began) / 1000
    expect(seconds).toBeLessThan(5)
    expect(shown.batch.rows).toEqual({ of: 10_000, shown: [...Array(loopLimits.rows).keys()] })
    expect(next.batch.rows.of).toBe(2000)
    expect(shown.layers[0]!.units).toEqual({ of: 1000, shown: [...Array(loopLimits.units).keys()] })
    expect(shown.layers[0]!.dead!.shown).toHaveLength(16)
    expect(JSON.stringify(shown).length).toBeLessThan(60_000)
  })

  it('marks dead ReLUs and saturated units over the whole batch', async () => {
    const layers = [
      { kind: 'dense' as const, units: 2, activation: 'relu' as const, initialiser: 'auto' as const },
      { kind: 'dense' as const, units: 2, activation: 'sigmoid' as const, initialiser: 'auto' as const },
    ]
    // Hidden 1: one unit below zero for every row, one above; hidden 2: one pushed to its end, one in its middle.
    const initialWeights = [1, 1, 0, 0, -10, 10, 0, 3, 0, 0.01, 9, 0, 1, 1, 0]
    const { client } = await openLoop(wavesCsv(30), { layers, batchSize: 'all', initialWeights: initialWeights })
    const { layers: shown } = await client.send('loop.open', { runId: null, at: 'start' })
    expect(shown[0]!.dead).toEqual({ count: 1, shown: [true, false] })
    expect(shown[1]!.saturated).toEqual({ count: 1, shown: [true, false] })
    expect(shown[0]!.saturated).toBeNull()
  })

  it('shows numbers for layers of every kind, and gradients that agree with differences', async () => {
    const csv = `colour,size,y\n${Array.from({ length: 60 }, (_, i) => `${i % 2 ? 'red' : 'blue'},${i % 7},${(i * 13) % 11}`).join('\n')}\n`
    const layers: RecipeChange['layers'] = [
      { kind: 'embedding', width: 2 },
      { kind: 'dense', units: 6, activation: 'gelu', initialiser: 'auto' },
      { kind: 'batch-norm', momentum: 0.9, epsilon: 1e-5 },
      { kind: 'residual', units: 4, activation: 'silu', initialiser: 'auto' },
      { kind: 'dropout', rate: 0.4 },
      { kind: 'layer-norm', epsilon: 1e-5 },
    ]
    const change: RecipeChange = {
      ...{ layers, batchSize: 16, epochs: 5 },
      optimizer: { ...usualOptimizer('adamw'), learningRate: 0.01 },
      regularisation: { l1: 0.01, l2: 0.01 },
      clip: { kind: 'norm', limit: 0.1 },
      schedule: { kind: 'cosine', warmUp: 1, final: 0 },
    }
    const { client } = await openLoop(csv, change)
    const first = await client.send('loop.open', { runId: null, at: 'start' })
    expect(first.layers.map(({ name }) => name)).toEqual([
      ...['Embedding 1', 'Hidden 2', 'Batch norm 3', 'Residual 4', 'Dropout 5', 'Layer norm 6', 'Output'],
    ])
    expect(first.layers.map(({ weights }) => weights !== null)).toEqual([false, true, false, false, false, false, true])
    expect(first.layers[2]!.perUnit.map(({ name }) => name)).toEqual(['scale', 'shift'])
    expect(first.update.learningRate).toBeCloseTo(0.01 / 3, 6)
    const shown = await client.send('loop.move', { step: 7 })
    for (const { preactivation, activations, deltas } of shown.layers) {
      expect([...preactivation, ...activations, ...deltas].flat().every((value) => value !== null)).toBe(true)
    }
    expect(shown.layers[4]!.activations.flat().filter((value) => value === 0).length).toBeGreaterThan(5)
    for (const [layer, row, column] of [
      [1, 2, 3],
      [6, 1, 0],
    ] as const) {
      const { check, update } = await client.send('loop.weight', { layer, kind: 'weights', row, column })
      expect(check.relativeError).toBeLessThan(1e-3)
      expect(update.terms['decay']).not.toBe(0)
      expect(Math.abs(update.followed!)).toBeLessThan(Math.abs(update.gradient!) + 0.1)
      expect(update.before! - update.change!).toBeCloseTo(update.after!, 5)
    }
    await expect(client.send('loop.weight', { layer: 4, kind: 'weights', row: 0, column: 0 })).rejects.toMatchObject({
      code: 'loop.unable',
    })
    expect((await client.send('loop.numbers', {})).backward.map(({ parameter }) => parameter)).toContain(
      'layers.2.scale',
    )
    expect(
      (await client.send('loop.surface', { kind: 'slice', resolution: 5 })).losses.flat().every(Number.isFinite),
    ).toBe(true)
  })

  it('gives classes with their probabilities, categories as named inputs', async () => {
    const csv = `colour,size,kind\n${Array.from({ length: 40 }, (_, i) => `${i % 2 ? 'red' : 'blue'},${i % 7},${['cat', 'dog', 'owl'][i % 3]!}`).join('\n')}\n`
    const { client } = await openLoop(csv, { layers: [], batchSize: 4 })
    const shown = await client.send('loop.open', { runId: null, at: 'start' })
    expect(shown.batch.inputNames).toEqual(['colour = red', 'colour = blue', 'colour = (other)', 'size'])
    expect(shown.source.classes).toEqual(['cat', 'dog', 'owl'])
    const answer = shown.answers[0]!
    if (answer.kind !== 'classification') throw new Error('classes')
    expect(answer.probabilities.reduce<number>((sum, one) => sum + one!, 0)).toBeCloseTo(1, 5)
    expect(answer.target).toBe(shown.batch.samples[0]!.targetCell)
    expect(shown.loss.perRow[0]).toBeCloseTo(-Math.log(answer.probability!), 4)
    const { check } = await client.send('loop.weight', { layer: 0, kind: 'biases', row: 0, column: 1 })
    expect(check.relativeError).toBeLessThan(1e-3)
  })
})

describe('the surface', () => {
  it('of two parameters is the loss itself, with the way and the lowest point in it', async () => {
    const { client } = await openLoop(tutorialCsv, tutorial)
    await client.send('loop.open', { runId: null, at: 'start' })
    await client.send('loop.move', { step: 1 })
    await client.send('loop.move', { step: 2 })
    const surface = await client.send('loop.surface', { kind: 'parameters', resolution: 11 })
    expect(surface.axes.map(({ label }) => label)).toEqual(['Weight of size', 'Bias'])
    const [weights, biases] = [surface.axes[0]!.values, surface.axes[1]!.values]
    expect(weights.at(-1)).toBeGreaterThan(200)
    biases.forEach((b, row) =>
      weights.forEach((w, i) => close(surface.losses[row]![i], workOut({ ...start, w, b }).loss)),
    )
    expect(surface.path.map(({ step }) => step)).toEqual([0, 1, 2])
    close(surface.path[0]!.loss, workOut(start).loss)
    expect(surface.current).toMatchObject({ x: surface.path[2]!.x, loss: surface.path[2]!.loss })
  })

  it.each(['gradient', 'start'] as const)('of many is a slice: %s; the way ends in its middle', async (directions) => {
    const { client } = await openLoop(wavesCsv(50), waves)
    const opened = await client.send('loop.open', { runId: null, at: 'start' })
    await client.send('loop.move', { step: 9 })
    await expect(client.send('loop.surface', { kind: 'parameters' })).rejects.toMatchObject({ code: 'loop.unable' })
    const surface = await client.send('loop.surface', { kind: 'slice', resolution: 9, directions })
    expect(surface.current.x).toBeCloseTo(0, 9)
    expect(surface.current.y).toBeCloseTo(0, 9)
    expect(surface.current.loss).toBeCloseTo(surface.losses[4]![4]!, 9)
    expect(surface.path.map(({ step }) => step)).toContain(opened.position.step)
    expect(surface.rows).toEqual({ used: 40, of: 40 })
    if (directions === 'gradient') expect(surface.losses[4]![5]).toBeLessThan(surface.losses[4]![4]!)
  })
})

describe('what can go wrong', () => {
  it('a diverged run is found and opened at the step whose loss is no number', async () => {
    const fixture = await openLoop(tutorialCsv, { ...tutorial, optimizer: { kind: 'sgd', learningRate: 10 } })
    const { client } = fixture
    const run = await fixture.train()
    expect(run.status).toBe('diverged')
    const latest = await client.send('loop.open', { runId: run.id, at: 'latest' })
    expect(latest.loss.value).not.toBeNull()
    const found = await client.send('loop.find', { what: 'nonFinite' })
    expect(found.lastFiniteStep).toBe(latest.position.step)
    const opened = await client.send('loop.move', { step: found.step! })
    expect(opened.loss.value).toBeNull()
    expect(opened.nonFinite).toContain('too large')
    expect(opened.position.lastStep).toBe(found.step)
    expect((await client.send('loop.move', { step: found.step! + 5 })).source.note).toContain(
      'steps nothing is a finite number',
    )
    expect((await client.send('loop.move', { step: found.step! - 2 })).loss.value).not.toBeNull()
    const replayed = await client.send('loop.open', { runId: null, at: { step: 1000 } })
    expect(replayed.position.step).toBe(found.step)
  })

  it('a run whose every loss is a number has no such step', async () => {
    const fixture = await openLoop(tutorialCsv, tutorial)
    const run = await fixture.train()
    await fixture.client.send('loop.open', { runId: run.id, at: 'latest' })
    expect(await fixture.client.send('loop.find', { what: 'nonFinite' })).toMatchObject({ step: null })
  })

  it('a table that has changed is said to have, and only what is known of the run is opened', async () => {
    const fixture = await openLoop(wavesCsv(50), waves)
    const { client } = fixture
    const run = await fixture.train()
    const before = await client.send('loop.open', { runId: run.id, at: 'latest' })
    const columnId = before.batch.columns[0]!.columnId
    await client.send('table.change', {
      edits: [{ rowId: before.batch.samples[0]!.rowId, columnId, text: '0.125' }],
    })
    const since = (await client.send('loop.current', {}))!
    expect(since.source).toMatchObject({ dataChanged: true, note: expect.stringContaining('since it was opened') })
    expect(since.batch.samples[0]!.cells[0]).toBe('0.125')
    expect(since.batch.samples[0]!.inputs).toEqual(before.batch.samples[0]!.inputs)
    const opened = await client.send('loop.open', { runId: run.id, at: 'latest' })
    expect(opened.source).toMatchObject({ dataChanged: true, note: expect.stringContaining('rows are those of today') })
    expect(opened.layers[0]!.weights!.before).toEqual(before.layers[0]!.weights!.before)
    expect(opened.position.firstStep).toBe(opened.position.step)
    await expect(client.send('loop.open', { runId: run.id, at: { step: 3 } })).rejects.toMatchObject({
      code: 'loop.unable',
    })
    await expect(client.send('loop.branch', { change: {} })).rejects.toMatchObject({ code: 'run.state' })
    await client.send('table.undo', {})
    expect((await client.send('loop.open', { runId: run.id, at: { step: 3 } })).source.dataChanged).toBe(false)
  })

  it('a table with other rows than the run learned from is refused in words', async () => {
    const fixture = await openLoop(wavesCsv(50), waves)
    const run = await fixture.train()
    await fixture.client.send('table.deleteRows', { rowIds: [3] })
    const opening = fixture.client.send('loop.open', { runId: run.id, at: 'latest' })
    await expect(opening).rejects.toMatchObject({ code: 'run.state' })
  })

  it('without a walk, a run or a weight the errors have their codes', async () => {
    const { client } = await openLoop(tutorialCsv, tutorial)
    await expect(client.send('loop.move', { step: 1 })).rejects.toMatchObject({ code: 'loop.none' })
    await expect(client.send('loop.open', { runId: 7, at: 'start' })).rejects.toMatchObject({ code: 'run.none' })
    await client.send('loop.open', { runId: null, at: 'start' })
    const place = { layer: 0, kind: 'weights', row: 1, column: 0 } as const
    await expect(client.send('loop.weight', place)).rejects.toMatchObject({ code: 'loop.unable' })
    await client.send('project.close', {})
    await expect(client.send('loop.open', { runId: null, at: 'start' })).rejects.toMatchObject({ code: 'project.none' })
    await expect(client.send('loop.move', { step: 1 })).rejects.toMatchObject({ code: 'loop.none' })
  })
})

/** What a recipe's layers become, where a network's numbers stand, and how they are drawn. */
import { describe, expect, it } from 'vitest'
import type { Activation, Initialiser, Layer } from '../../../src-shared/recipe'
import { optimizerKinds, usualOptimizer } from '../../../src-shared/recipe'
import type { InputBlock } from '../../../src-main/program/build-network'
import { buildNetwork } from '../../../src-main/program/build-network'
import {
  initialParameters,
  initialStatistics,
  outputsOf,
  parameterLayout,
  statisticLayout,
  widthsOf,
} from '../../../src-main/program/network'
import type { Network } from '../../../src-main/program/network'
import { optimizerSlots } from '../../../src-main/program/optimizers/optimizers'
import { createRandom, epochOrder } from '../../../src-main/program/random'

const dense = (units: number, activation: Activation, initialiser: Initialiser = 'auto'): Layer => ({
  kind: 'dense',
  units,
  activation,
  initialiser,
})

function networkOf(layers: Layer[], blocks: InputBlock[] = [{ kind: 'numbers', size: 3 }], outputs = 2): Network {
  return buildNetwork({ layers, batchSize: 32 }, blocks, { units: outputs, answer: 'value' })
}

const network = networkOf([dense(4, 'relu')])

it('lays weights and biases out layer by layer, in one vector', () => {
  expect(parameterLayout(network)).toMatchObject({
    total: 26,
    entries: [
      { name: 'layers.0.weights', shape: [3, 4], offset: 0 },
      { name: 'layers.0.biases', shape: [4], offset: 12 },
      { name: 'layers.1.weights', shape: [4, 2], offset: 16 },
      { name: 'layers.1.biases', shape: [2], offset: 24 },
    ],
  })
  expect(outputsOf(network)).toBe(2)
})

it('draws ReLU layers by He, others by Glorot, and leaves biases at zero', () => {
  const wide = networkOf([dense(200, 'relu')], [{ kind: 'numbers', size: 300 }], 100)
  const drawn = initialParameters(wide, 1)
  // 300 in; 200 in and 100 out: the same limit by either rule.
  const limit = Math.sqrt(6 / 300)
  const spread = (from: number, count: number): number =>
    Math.sqrt(drawn.subarray(from, from + count).reduce((sum, w) => sum + w * w, 0) / count)
  expect(spread(0, 60_000)).toBeCloseTo(limit / Math.sqrt(3), 3)
  expect(spread(60_200, 20_000)).toBeCloseTo(limit / Math.sqrt(3), 3)
  expect(drawn.subarray(60_000, 60_200).every((bias) => bias === 0)).toBe(true)
})

it('gives each optimizer the vectors that its rule carries', () => {
  const slots = optimizerKinds.map((kind) => [kind, optimizerSlots(usualOptimizer(kind))])
  expect(Object.fromEntries(slots)).toEqual({
    sgd: [],
    momentum: ['v'],
    nesterov: ['v'],
    rmsprop: ['v'],
    adagrad: ['v'],
    adam: ['m', 'v'],
    adamw: ['m', 'v'],
    lion: ['m'],
  })
})

it('draws numbers that are uniform and depend on seed, purpose and index alone', () => {
  const draw = (seed: number, index: number): number[] => {
    const next = createRandom(seed, 'initial-parameters', index)
    return Array.from({ length: 10_000 }, next)
  }
  expect(draw(1, 2)).toEqual(draw(1, 2))
  expect(draw(1, 2)).not.toEqual(draw(1, 3))
  expect(draw(1, 2)).not.toEqual(draw(2, 2))
  const counts = new Array<number>(10).fill(0)
  for (const x of draw(7, 0)) counts[Math.floor(x * 10)]!++
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(130)
})

it('shuffles without favourites: over many epochs every row comes first about as often', () => {
  const first = new Array<number>(5).fill(0)
  for (let epoch = 0; epoch < 5000; epoch++) first[epochOrder(5, 3, epoch)[0]!]!++
  for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(130)
})

describe('layers', () => {
  const blocks: InputBlock[] = [
    { kind: 'numbers', size: 2 },
    { kind: 'category', size: 10 },
    { kind: 'numbers', size: 1 },
    { kind: 'category', size: 4 },
  ]
  const all = networkOf(
    [
      { kind: 'embedding', width: 'auto' },
      { kind: 'residual', units: 5, activation: 'relu', initialiser: 'auto' },
      { kind: 'batch-norm', momentum: 0.9, epsilon: 1e-5 },
      dense(6, 'tanh'),
      { kind: 'layer-norm', epsilon: 1e-5 },
      { kind: 'dropout', rate: 0.5 },
    ],
    blocks,
  )

  it('keep, widen or narrow the rows that go through them', () => {
    // 1.6 · 10^0.56 = 5.8, 1.6 · 4^0.56 = 3.5
    expect(widthsOf(all)).toEqual([2 + 6 + 1 + 3, 12, 12, 6, 6, 6, 2])
    expect(all.inputs).toBe(17)
  })

  it('name their parameters, and say which of them decay', () => {
    const { entries, total } = parameterLayout(all)
    const decays = entries.filter((entry) => entry.decays).map(({ name }) => name)
    expect(decays).toEqual([
      'layers.0.table1',
      'layers.0.table3',
      'layers.1.inner.weights',
      'layers.1.outer.weights',
      'layers.3.weights',
      'layers.6.weights',
    ])
    expect(entries.filter(({ layer }) => layer === 2).map(({ name, shape }) => [name, shape])).toEqual([
      ['layers.2.scale', [12]],
      ['layers.2.shift', [12]],
    ])
    expect(total).toBe(60 + 12 + (60 + 5) + (60 + 12) + 24 + (72 + 6) + 12 + (12 + 2))
  })

  it('start normalisations as if they were not there, with means of 0 and variances of 1', () => {
    expect(statisticLayout(all).entries.map(({ name }) => name)).toEqual(['layers.2.mean', 'layers.2.variance'])
    expect(Array.from(initialStatistics(all))).toEqual([
      ...new Array<number>(12).fill(0),
      ...new Array<number>(12).fill(1),
    ])
    const { entries } = parameterLayout(all)
    const drawn = initialParameters(all, 3)
    const scale = entries.find(({ name }) => name === 'layers.2.scale')!
    expect(Array.from(drawn.subarray(scale.offset, scale.offset + 24))).toEqual([
      ...new Array<number>(12).fill(1),
      ...new Array<number>(12).fill(0),
    ])
  })

  it.each([
    ['relu', 'auto', 2 / 300],
    ['selu', 'auto', 1 / 300],
    ['tanh', 'auto', 2 / 500],
    ['tanh', 'he-normal', 2 / 300],
    ['relu', 'glorot-normal', 2 / 500],
    ['relu', 'glorot-uniform', 2 / 500],
    ['relu', 'zeros', 0],
  ] as const)('draw their weights as the initialiser says: %s, %s', (activation, initialiser, variance) => {
    const drawn = initialParameters(
      networkOf([dense(200, activation, initialiser)], [{ kind: 'numbers', size: 300 }]),
      1,
    )
    const weights = drawn.subarray(0, 60_000)
    const found = weights.reduce((sum, w) => sum + w * w, 0) / weights.length
    expect(found).toBeGreaterThanOrEqual(variance * 0.97)
    expect(found).toBeLessThanOrEqual(variance * 1.03)
  })

  it('are refused where they do not fit, at their field', () => {
    const embedding: Layer = { kind: 'embedding', width: 4 }
    expect(() => networkOf([embedding])).toThrow(
      expect.objectContaining({
        code: 'recipe.invalid',
        details: {
          field: 'layers.0',
          remedy: { label: 'Remove the embedding', action: { kind: 'recipe', change: { layers: [] } } },
        },
      }),
    )
    const normed = { layers: [{ kind: 'batch-norm', momentum: 0.9, epsilon: 1e-5 } as const], batchSize: 1 }
    expect(() => buildNetwork(normed, blocks, { units: 1, answer: 'value' })).toThrow(
      expect.objectContaining({
        code: 'recipe.invalid',
        details: {
          field: 'batchSize',
          remedy: { label: 'Take 32 rows a step', action: { kind: 'recipe', change: { batchSize: 32 } } },
        },
      }),
    )
  })
})

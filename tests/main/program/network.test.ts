/** Where a network's numbers stand, and how they are drawn. */
import { expect, it } from 'vitest'
import { initialParameters, optimizerSlots, outputsOf, parameterLayout } from '../../../src-main/program/network'
import { createRandom, epochOrder } from '../../../src-main/program/random'

const network = {
  inputs: 3,
  layers: [
    { units: 4, activation: 'relu' as const },
    { units: 2, activation: 'linear' as const },
  ],
}

it('lays weights and biases out layer by layer, in one vector', () => {
  expect(parameterLayout(network)).toEqual({
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
  const wide = {
    inputs: 300,
    layers: [
      { units: 200, activation: 'relu' as const },
      { units: 100, activation: 'linear' as const },
    ],
  }
  const drawn = initialParameters(wide, 1)
  // 300 in; 200 in and 100 out: the same limit by either rule.
  const limit = Math.sqrt(6 / 300)
  const spread = (from: number, count: number): number =>
    Math.sqrt(drawn.subarray(from, from + count).reduce((sum, w) => sum + w * w, 0) / count)
  expect(spread(0, 60_000)).toBeCloseTo(limit / Math.sqrt(3), 3)
  expect(spread(60_200, 20_000)).toBeCloseTo(limit / Math.sqrt(3), 3)
  expect(drawn.subarray(60_000, 60_200).every((bias) => bias === 0)).toBe(true)
})

it('gives Adam two slots and plain descent none', () => {
  expect(optimizerSlots({ kind: 'sgd', learningRate: 1 })).toEqual([])
  expect(optimizerSlots({ kind: 'adam', learningRate: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 })).toEqual(['m', 'v'])
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

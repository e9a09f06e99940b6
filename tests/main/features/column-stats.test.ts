import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measureColumn } from '../../../src-main/features/column-stats'

test('the median is the middle of the sorted values, whatever their order', () => {
  const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(numbers, (values) => {
      const sorted = values.toSorted((a, b) => a - b)
      const half = values.length >> 1
      const middle = values.length % 2 === 1 ? sorted[half]! : sorted[half - 1]! / 2 + sorted[half]! / 2
      expect(measureColumn(Float64Array.from(values)).median + 0).toBe(middle + 0)
    }),
  )
})

/** Where the pivot is chosen badly, this takes a million times as long, and the test's own limit ends it. */
test('values that climb and fall are as quick to measure as any', () => {
  const peak = Float64Array.from({ length: 1_000_000 }, (_, i) => Math.min(i, 1_000_000 - i))
  expect(measureColumn(peak).median).toBe(250_000)
})

test('decimals are counted as they are written', () => {
  const decimals = (...values: number[]): number => measureColumn(Float64Array.from(values)).decimals
  expect([decimals(1, 2), decimals(1.5, 2.25), decimals(1e-7), decimals(1e21)]).toEqual([0, 2, 7, 0])
})

test('no values have a scale that changes nothing', () => {
  expect(measureColumn(new Float64Array())).toMatchObject({ mean: 0, deviation: 1, median: 0 })
})

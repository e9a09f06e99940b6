import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shareOut, splitRows } from '../../../src-main/features/split'

const ids = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i)
const sum = (values: Iterable<number>): number => [...values].reduce((so, value) => so + value, 0)

describe('the split', () => {
  test('holds back its share of the rows, spread over the table', () => {
    const held = splitRows(ids(10_000), null, { seed: 1, share: 0.2 })
    expect(sum(held)).toBe(2000)
    for (let start = 0; start < 10_000; start += 1000) {
      const share = sum(held.subarray(start, start + 1000)) / 1000
      expect(share).toBeGreaterThan(0.14)
      expect(share).toBeLessThan(0.26)
    }
  })

  test('is the same for the same seed and another for another', () => {
    const first = splitRows(ids(1000), null, { seed: 1, share: 0.3 })
    expect(splitRows(ids(1000), null, { seed: 1, share: 0.3 })).toEqual(first)
    const other = splitRows(ids(1000), null, { seed: 2, share: 0.3 })
    const both = first.filter((value, i) => value === 1 && other[i] === 1).length
    expect(both).toBeGreaterThan(50)
    expect(both).toBeLessThan(140)
  })

  test('looks at the ids, not at the order of reading', () => {
    const forwards = splitRows(ids(500), null, { seed: 7, share: 0.25 })
    const backwards = splitRows(ids(500).reverse(), null, { seed: 7, share: 0.25 })
    expect(backwards.reverse()).toEqual(forwards)
  })

  test('tells apart ids beyond 32 bits', () => {
    const huge = Float64Array.from({ length: 1000 }, (_, i) => i * 4_294_967_296)
    expect(sum(splitRows(huge, null, { seed: 3, share: 0.2 }))).toBe(200)
  })

  test('gives every class its share and leaves each at least one row to train on', () => {
    const of = Float64Array.from({ length: 1000 }, (_, i) => (i < 900 ? 0 : i < 999 ? 1 : 2))
    const held = splitRows(ids(1000), { of, count: 3 }, { seed: 5, share: 0.2 })
    const perClass = [0, 1, 2].map((group) => sum(held.filter((_, i) => of[i] === group)))
    expect(perClass).toEqual([180, 20, 0])
  })

  test('holds nothing back where the share is 0, and never the only row', () => {
    expect(sum(splitRows(ids(100), null, { seed: 1, share: 0 }))).toBe(0)
    expect(sum(splitRows(ids(1), null, { seed: 1, share: 0.5 }))).toBe(0)
  })

  test('shares out exactly, whatever the classes', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (counts, share) => {
        const quotas = shareOut(counts, share)
        const total = sum(counts)
        const room = sum(counts.map((count) => count - 1))
        expect(sum(quotas)).toBe(Math.min(room, Math.max(1, Math.round(total * share))))
        quotas.forEach((quota, g) => expect(quota).toBeLessThan(counts[g]!))
      }),
    )
  })
})

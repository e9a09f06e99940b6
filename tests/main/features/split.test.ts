import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SplitBy } from '../../../src-main/features/split'
import { automatic, parts, shareOut, splitRows } from '../../../src-main/features/split'

const ids = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i)
const sum = (values: Iterable<number>): number => [...values].reduce((so, value) => so + value, 0)

/** Without a test part: 1 where the row is held back. */
function draw(
  rows: Float64Array,
  { seed, share }: { seed: number; share: number },
  by: SplitBy = { kind: 'random' },
): Uint8Array {
  return splitRows({ ids: rows, fixed: null, by }, { seed, validationShare: share, testShare: 0 })
}

describe('the split', () => {
  test('holds back its share of the rows, spread over the table', () => {
    const held = draw(ids(10_000), { seed: 1, share: 0.2 })
    expect(sum(held)).toBe(2000)
    for (let start = 0; start < 10_000; start += 1000) {
      const share = sum(held.subarray(start, start + 1000)) / 1000
      expect(share).toBeGreaterThan(0.14)
      expect(share).toBeLessThan(0.26)
    }
  })

  test('is the same for the same seed and another for another', () => {
    const first = draw(ids(1000), { seed: 1, share: 0.3 })
    expect(draw(ids(1000), { seed: 1, share: 0.3 })).toEqual(first)
    const other = draw(ids(1000), { seed: 2, share: 0.3 })
    const both = first.filter((value, i) => value === 1 && other[i] === 1).length
    expect(both).toBeGreaterThan(50)
    expect(both).toBeLessThan(140)
  })

  test('looks at the ids, not at the order of reading', () => {
    const forwards = draw(ids(500), { seed: 7, share: 0.25 })
    const backwards = draw(ids(500).reverse(), { seed: 7, share: 0.25 })
    expect(backwards.reverse()).toEqual(forwards)
  })

  test('tells apart ids beyond 32 bits', () => {
    const huge = Float64Array.from({ length: 1000 }, (_, i) => i * 4_294_967_296)
    expect(sum(draw(huge, { seed: 3, share: 0.2 }))).toBe(200)
  })

  test('gives every class its share and leaves each at least one row to train on', () => {
    const of = Float64Array.from({ length: 1000 }, (_, i) => (i < 900 ? 0 : i < 999 ? 1 : 2))
    const held = draw(ids(1000), { seed: 5, share: 0.2 }, { kind: 'stratified', of, count: 3 })
    const perClass = [0, 1, 2].map((group) => sum(held.filter((_, i) => of[i] === group)))
    expect(perClass).toEqual([180, 20, 0])
  })

  test('holds nothing back where the share is 0, and never the only row', () => {
    expect(sum(draw(ids(100), { seed: 1, share: 0 }))).toBe(0)
    expect(sum(draw(ids(1), { seed: 1, share: 0.5 }))).toBe(0)
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

describe('with a test part', () => {
  const request = { seed: 4, validationShare: 0.2, testShare: 0.1 }
  const counts = (found: Uint8Array): number[] => [0, 1, 2].map((part) => found.filter((one) => one === part).length)

  test('validation is as it is without one, and no row is in two parts', () => {
    const without = splitRows({ ids: ids(1000), fixed: null, by: { kind: 'random' } }, { ...request, testShare: 0 })
    const found = splitRows({ ids: ids(1000), fixed: null, by: { kind: 'random' } }, request)
    expect(counts(found)).toEqual([700, 200, 100])
    found.forEach((part, i) => expect(part === parts.validation).toBe(without[i] === parts.validation))
  })

  test('every class gives its share to both', () => {
    const of = Float64Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? 1 : 0))
    const found = splitRows({ ids: ids(1000), fixed: null, by: { kind: 'stratified', of, count: 2 } }, request)
    expect(counts(found.filter((_, i) => of[i] === 1))).toEqual([70, 20, 10])
  })

  test('by time, the latest rows are tested on, those before them validated on, ties by id', () => {
    const times = Float64Array.from({ length: 100 }, (_, i) => Math.floor((i * 37) % 100))
    const found = splitRows({ ids: ids(100), fixed: null, by: { kind: 'time', times } }, request)
    expect(counts(found)).toEqual([70, 20, 10])
    const range = (part: number): number[] => [...times.filter((_, i) => found[i] === part)].sort((a, b) => a - b)
    expect(range(parts.training).at(-1)).toBe(69)
    expect(range(parts.validation).at(0)).toBe(70)
    expect(range(parts.test)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99])
    const same = splitRows(
      { ids: ids(10), fixed: null, by: { kind: 'time', times: new Float64Array(10) } },
      { ...request, testShare: 0.2 },
    )
    expect([...same]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 2, 2])
  })

  test('rows without a time count as the earliest', () => {
    const times = Float64Array.from({ length: 10 }, (_, i) => (i > 6 ? NaN : i))
    const found = splitRows({ ids: ids(10), fixed: null, by: { kind: 'time', times } }, request)
    expect([...found]).toEqual([0, 0, 0, 0, 1, 1, 2, 0, 0, 0])
  })

  test('by group, no group is in two parts, and the shares are met about', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 60 }), fc.integer({ min: 0, max: 1000 }), (count, seed) => {
        const groups = Float64Array.from({ length: 600 }, (_, i) => (i * i) % count)
        const found = splitRows({ ids: ids(600), fixed: null, by: { kind: 'group', groups } }, { ...request, seed })
        const partOf = new Map<number, number>()
        found.forEach((part, i) => {
          expect(partOf.get(groups[i]!) ?? part).toBe(part)
          partOf.set(groups[i]!, part)
        })
        expect(counts(found).every((rows) => rows > 0)).toBe(new Set(groups).size >= 3)
      }),
      { numRuns: 50 },
    )
  })

  test('a part set by hand wins, and the shares are of the others', () => {
    const fixed = Uint8Array.from({ length: 100 }, (_, i) => (i < 30 ? parts.test : automatic))
    const found = splitRows({ ids: ids(100), fixed, by: { kind: 'random' } }, request)
    expect([...found.subarray(0, 30)].every((part) => part === parts.test)).toBe(true)
    expect(counts(found.subarray(30))).toEqual([49, 14, 7])
  })

  test('a group goes where a hand has put one of its rows', () => {
    const groups = Float64Array.from({ length: 40 }, (_, i) => i % 4)
    const fixed = new Uint8Array(40).fill(automatic)
    fixed[6] = parts.validation
    const found = splitRows({ ids: ids(40), fixed, by: { kind: 'group', groups } }, request)
    expect([...found].filter((_, i) => i % 4 === 2).every((part) => part === parts.validation)).toBe(true)
  })
})

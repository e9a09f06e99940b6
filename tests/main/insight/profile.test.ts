import { expect, test } from 'vitest'
import { readProfile } from '../../../src-main/insight/profile'
import { withSnapshot } from '../../../src-main/features/snapshot'
import type { TableSource } from '../../../src-main/features/snapshot'
import type { ColumnProfile } from '../../../src-shared/insight'
import { binRange } from '../../../src-shared/insight'
import { longTable, tableOf } from './table-source'

function profileOf(source: TableSource, place = 0): Promise<ColumnProfile> {
  return withSnapshot(source, (connection, { columns, rows }) => readProfile(connection, columns[place]!, rows))
}

const many = <T>(count: number, cell: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => cell(i))

test('a number column is described by its filled cells alone', async () => {
  const numbers = [1, 2, 2, 3, 10, ...many(15, () => 2)]
  const profile = await profileOf(await tableOf({ a: { kind: 'number', cells: [...numbers, 'odd', null] } }))
  const mean = numbers.reduce((sum, n) => sum + n, 0) / numbers.length
  const deviation = Math.sqrt(numbers.reduce((sum, n) => sum + (n - mean) ** 2, 0) / numbers.length)
  expect(profile).toMatchObject({ columnId: 1, rows: 22, missing: 1, odd: 1, unique: 4, others: 0 })
  expect(profile.numbers).toMatchObject({
    min: 1,
    max: 10,
    whole: true,
    approximate: false,
    // Positions (n - 1)·p in the sorted values: 1, 17 times 2, 3, 10.
    quantiles: { p5: expect.closeTo(1.95, 12), p25: 2, p50: 2, p75: 2, p95: expect.closeTo(3.35, 12) },
    outliers: null,
  })
  expect(profile.numbers!.mean).toBeCloseTo(mean, 12)
  expect(profile.numbers!.deviation).toBeCloseTo(deviation, 12)
  expect(profile.numbers!.histogram).toEqual({
    edges: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    counts: [1, 17, 1, 0, 0, 0, 0, 0, 0, 1],
    below: 0,
    above: 0,
  })
  expect(profile.top).toEqual([
    { value: '2', count: 17, place: null },
    { value: '1', count: 1, place: null },
    { value: '10', count: 1, place: null },
    { value: '3', count: 1, place: null },
  ])
})

test('outliers lie beyond one and a half times the distance of the quartiles', async () => {
  // 1 … 9: quartiles 3 and 7 with 20 and -9 added: sorted -9,1…9,20; p25 = 2.5, p75 = 7.5; fences -5 and 15.
  const profile = await profileOf(await tableOf({ a: [-9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20] }))
  expect(profile.numbers!.outliers).toEqual({ low: -5, high: 15, below: 1, above: 1 })
})

test('a category has its commonest values, at most twelve, and the count of the others', async () => {
  const profile = await profileOf(await tableOf({ a: [...many(60, (i) => `v${i % 20}`), 'v3'] }))
  expect(profile.numbers).toBeNull()
  expect(profile.top).toHaveLength(12)
  expect(profile.top[0]).toEqual({ value: 'v3', count: 4, place: null })
  expect(profile.others).toBe(61 - 4 - 11 * 3)
})

test('true/false is one value in any spelling, and an ordered category keeps its order', async () => {
  const source = await tableOf({
    paid: { kind: 'boolean', cells: ['yes', 'Yes', 'no', 'yes', null, 'perhaps'] },
    size: { kind: 'ordered', order: ['S', 'M', 'L'], cells: ['L', 'M', 'L', 'S', 'L', 'XXL'] },
  })
  expect((await profileOf(source)).top).toEqual([
    { value: 'no', count: 1, place: 0 },
    { value: 'yes', count: 3, place: 1 },
  ])
  const size = await profileOf(source, 1)
  expect(size.top.map(({ value, count, place }) => [value, count, place])).toEqual([
    ['S', 1, 0],
    ['M', 1, 1],
    ['L', 3, 2],
  ])
  expect(size).toMatchObject({ odd: 1, numbers: null })
})

test('dates are cut at months', async () => {
  const days = many(400, (i) => new Date(Date.UTC(2023, 0, 10 + i)).toISOString().slice(0, 10))
  const { numbers } = await profileOf(await tableOf({ day: { kind: 'date', cells: days } }))
  const edges = numbers!.histogram.edges.map((edge) => new Date(edge * 1000).toISOString().slice(0, 10))
  expect(edges.slice(0, 3)).toEqual(['2023-01-01', '2023-02-01', '2023-03-01'])
  expect(numbers!.histogram.counts.slice(0, 3)).toEqual([22, 28, 31])
})

const scales: Record<string, (i: number) => number> = {
  'close to a billion': (i) => 1e9 + i / 1e4,
  'up to 5e302': (i) => i * 1e300,
  negative: (i) => -i,
  'one value': () => 7,
  'two values': (i) => i % 2,
  fractions: (i) => Math.sin(i) / 3,
  'one huge cell': (i) => (i === 77 ? 1e12 : i % 10),
  'both ends far': (i) => (i < 2 ? -1e6 : i < 4 ? 1e6 : Math.cos(i)),
  'the widest there is': (i) => (i % 2 === 0 ? -1.7e308 : 1.7e308) / (1 + (i % 7)),
  tiny: (i) => i * 5e-324,
}

test.each(Object.keys(scales))(
  'every filled cell is in one bin, and the bin’s range finds the same cells: %s',
  async (name) => {
    const cells = many(500, scales[name]!)
    const { numbers } = await profileOf(await tableOf({ a: cells }))
    const { histogram, whole } = numbers!
    expect(histogram.counts.length).toBeLessThanOrEqual(24)
    expect(histogram.edges).toHaveLength(histogram.counts.length + 1)
    const found = (place: number): number => {
      const { min, max } = binRange(histogram, place, whole)
      return cells.filter((x) => x >= (min ?? -Infinity) && x <= (max ?? Infinity)).length
    }
    expect(histogram.counts.map((_, place) => found(place))).toEqual(histogram.counts)
    expect([found(-1), found(histogram.counts.length)]).toEqual(
      name.includes('huge') || name.includes('far') ? [histogram.below, histogram.above] : [0, 0],
    )
    const all = histogram.counts.reduce((sum, count) => sum + count, histogram.below + histogram.above)
    expect(all).toBe(500)
  },
)

test('a few far cells are counted beside the histogram', async () => {
  const { numbers } = await profileOf(await tableOf({ a: many(500, scales['one huge cell']!) }))
  expect(numbers!.histogram).toMatchObject({ below: 0, above: 1 })
})

test('a column without a number has no range', async () => {
  expect(await profileOf(await tableOf({ a: { kind: 'number', cells: [null, null] } }))).toMatchObject({
    missing: 2,
    numbers: null,
    top: [],
  })
})

test('numbers that hardly repeat have no commonest value', async () => {
  const source = await longTable(20_000, { x: { kind: 'number', sql: 'i / 7.0' } })
  expect(await profileOf(source)).toMatchObject({ unique: 20_000, top: [], others: 0 })
})

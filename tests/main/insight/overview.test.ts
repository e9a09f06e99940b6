import { expect, test } from 'vitest'
import { withSnapshot } from '../../../src-main/features/snapshot'
import { readCorrelations, readMissingMap, readSummary } from '../../../src-main/insight/overview'
import { longTable, tableOf } from './table-source'

const many = <T>(count: number, cell: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => cell(i))

test('the summary counts cells, whole rows and rows that repeat', async () => {
  const source = await tableOf({
    a: { kind: 'number', cells: [1, 2, 1, 'odd', null, 1] },
    b: ['x', 'y', 'x', 'x', null, 'x'],
  })
  const summary = await withSnapshot(source, (connection, table) => readSummary(connection, table))
  expect(summary).toEqual({ rows: 6, columns: 2, cells: 12, missing: 2, odd: 1, complete: 4, duplicates: 2 })
})

test('rows that are equal but for a missing cell do not repeat; rows that miss the same do', async () => {
  const source = await tableOf({ a: [1, 1, 1], b: ['x', null, null] })
  const { duplicates } = await withSnapshot(source, (connection, table) => readSummary(connection, table))
  expect(duplicates).toBe(1)
})

test('the map counts the gaps of each band in the order of the table', async () => {
  const source = await tableOf({
    a: { kind: 'number', cells: many(250, (i) => (i < 30 ? null : i === 249 ? 'odd' : i)) },
    b: many(250, (i) => (i % 50 === 0 ? null : 'x')),
  })
  const { bands, columns } = await withSnapshot(source, (connection, table) =>
    readMissingMap(connection, table.columns, table.rows),
  )
  expect(bands).toHaveLength(100)
  expect(bands.reduce((sum, { rows }) => sum + rows, 0)).toBe(250)
  expect(bands.map(({ first }) => first)).toEqual([...bands.map(({ first }) => first)].sort((x, y) => x - y))
  for (const [at, { first, rows }] of bands.entries()) {
    const inside = many(rows, (i) => first + i)
    expect(columns[0]!.counts[at]).toBe(inside.filter((i) => i < 30 || i === 249).length)
    expect(columns[1]!.counts[at]).toBe(inside.filter((i) => i % 50 === 0).length)
  }
  expect(columns[0]).toMatchObject({ columnId: 1, missing: 30, odd: 1 })
})

test.each([0, 1, 3])('a table of %i rows has a map too', async (rows) => {
  const source = await tableOf({ a: many(rows, (i) => i) })
  const map = await withSnapshot(source, (connection, table) => readMissingMap(connection, table.columns, table.rows))
  expect(map.bands).toHaveLength(rows)
})

test('correlations are those of each pair, over the rows that have both', async () => {
  const noise = (i: number): number => ((i * 7919) % 1013) / 1013
  const x = many(100, noise)
  const y = many(100, (i) => (i % 10 === 0 ? null : noise(i) * 2 + noise(i + 500)))
  const source = await tableOf({ x, y, same: many(100, () => 4), name: many(100, (i) => `n${i}`) })
  const found = await withSnapshot(source, (connection, table) =>
    readCorrelations(connection, table.columns, table.rows),
  )
  const pairs = x.flatMap((value, i) => (y[i] == null ? [] : [[value, y[i]] as const]))
  const mean = (at: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length
  const over = (a: 0 | 1, b: 0 | 1): number =>
    pairs.reduce((sum, pair) => sum + (pair[a] - mean(a)) * (pair[b] - mean(b)), 0)
  expect(found.columnIds).toEqual([1, 2, 3])
  expect(found).toMatchObject({ rows: 100, of: 100 })
  expect(found.values[0]![1]).toBeCloseTo(over(0, 1) / Math.sqrt(over(0, 0) * over(1, 1)), 10)
  expect(found.values[1]![0]).toBe(found.values[0]![1])
  expect(found.values[0]![2]).toBeNull()
  expect(found.values[0]![0]).toBe(1)
})

test('of a long table a sample is correlated, and its size is told', async () => {
  const source = await longTable(500_000, {
    x: { kind: 'number', sql: 'sin(i)' },
    y: { kind: 'number', sql: 'sin(i) + cos(i * 1.7)' },
  })
  const found = await withSnapshot(source, (connection, table) =>
    readCorrelations(connection, table.columns, table.rows),
  )
  expect(found.of).toBe(500_000)
  expect(found.rows).toBeGreaterThan(150_000)
  expect(found.rows).toBeLessThan(200_000)
  expect(found.values[0]![1]).toBeCloseTo(Math.SQRT1_2, 2)
})

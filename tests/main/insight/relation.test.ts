import { expect, test } from 'vitest'
import { withSnapshot } from '../../../src-main/features/snapshot'
import { rankRelations, readRelation } from '../../../src-main/insight/relation'
import type { Relation } from '../../../src-shared/insight'
import type { Cells, Spec } from './table-source'
import { longTable, tableOf } from './table-source'

async function relate(x: Spec | Cells, y: Spec | Cells): Promise<Relation> {
  return withSnapshot(await tableOf({ x, y }), (connection, { columns }) =>
    readRelation(connection, columns[0]!, columns[1]!, 'rows', { from: 1, to: 9 }),
  )
}

const many = <T>(count: number, cell: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => cell(i))
const noise = (i: number): number => ((i * 7919) % 104_729) / 104_729
const sum = (values: number[]): number => values.reduce((so, value) => so + value, 0)
const mean = (values: number[]): number => sum(values) / values.length

function pearson(x: number[], y: number[]): number {
  const [mx, my] = [mean(x), mean(y)]
  const over = sum(x.map((value, i) => (value - mx) * (y[i]! - my)))
  return over / Math.sqrt(sum(x.map((value) => (value - mx) ** 2)) * sum(y.map((value) => (value - my) ** 2)))
}

test('numbers: Pearson’s r over the rows that have both', async () => {
  const x = many(200, (i) => noise(i) * 10)
  const y = x.map((value, i) => 3 * value + noise(i + 1000) * 20)
  const found = await relate([...x, 5, null, 7], [...y, null, 3, null])
  expect(found).toMatchObject({ kind: 'correlation', columnId: 1, targetId: 2, rows: 200 })
  if (found.kind !== 'correlation') throw new Error()
  expect(found.r).toBeCloseTo(pearson(x, y), 10)
  expect(found.strength).toBe(Math.abs(found.r))
  expect(found.trend).toHaveLength(12)
  for (const { from, to, mean: middle, count } of found.trend) {
    const inside = y.filter((_, i) => x[i]! >= from && x[i]! < to)
    expect(count).toBe(inside.length)
    expect(middle).toBeCloseTo(mean(inside), 9)
  }
})

test('a straight line is a correlation of one, falling it is minus one', async () => {
  expect(await relate([1, 2, 3, 4], [2, 4, 6, 8])).toMatchObject({ r: expect.closeTo(1, 12) })
  expect(await relate([1, 2, 3, 4], [8, 6, 4, 2])).toMatchObject({
    r: expect.closeTo(-1, 12),
    strength: expect.closeTo(1, 12),
  })
})

test('groups and a number: means by group and the correlation ratio, worked by hand', async () => {
  // Means 2, 5, 8 of three each; all 5. Between: 3·9 + 0 + 3·9 = 54. Within: 2 each, 6. η² = 54/60; ε² = 1 − 0.1·8/6.
  const found = await relate(['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'c', null], [1, 2, 3, 4, 5, 6, 7, 8, 9, 4])
  expect(found).toMatchObject({
    kind: 'means',
    of: 'target',
    rows: 9,
    ratio: expect.closeTo(Math.sqrt(0.9), 12),
    strength: expect.closeTo(Math.sqrt(1 - 0.8 / 6), 12),
    more: 0,
    groups: [
      { value: 'a', count: 3, mean: 2, deviation: expect.closeTo(Math.sqrt(2 / 3), 12) },
      { value: 'b', count: 3, mean: 5 },
      { value: 'c', count: 3, mean: 8 },
    ],
  })
})

test('a number and classes: the same figure, with the column’s means', async () => {
  const found = await relate([1, 2, 3, 4, 5, 6, 7, 8, 9], ['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'c'])
  expect(found).toMatchObject({ kind: 'means', of: 'column', ratio: expect.closeTo(Math.sqrt(0.9), 12) })
})

test('groups and classes: Cramér’s V and the shares of the classes, worked by hand', async () => {
  // 30 a: 20 yes, 10 no; 30 b: 5 yes, 25 no. χ² = 60·(20·25 − 10·5)²/(30·30·25·35) = 15.43.
  const x = [...many(30, () => 'a'), ...many(30, () => 'b')]
  const y = [...many(20, () => 'yes'), ...many(10, () => 'no'), ...many(5, () => 'yes'), ...many(25, () => 'no')]
  const phi2 = (450 * 450) / (30 * 30 * 25 * 35)
  const free = 2 - 1 / 59 - 1
  expect(await relate(x, y)).toMatchObject({
    kind: 'shares',
    rows: 60,
    v: expect.closeTo(Math.sqrt(phi2), 12),
    strength: expect.closeTo(Math.sqrt((phi2 - 1 / 59) / free), 12),
    classes: ['no', 'yes'],
    groups: [
      { value: 'a', count: 30, shares: [10 / 30, 20 / 30] },
      { value: 'b', count: 30, shares: [25 / 30, 5 / 30] },
    ],
  })
})

test('true/false groups by what it means, whatever its spelling', async () => {
  const found = await relate({ kind: 'boolean', cells: ['yes', 'Yes', 'yes', 'no', 'No', 'no'] }, [1, 2, 3, 7, 8, 9])
  expect(found).toMatchObject({
    kind: 'means',
    groups: [
      { value: 'no', mean: 8 },
      { value: 'yes', mean: 2 },
    ],
  })
})

test('a one-to-one mapping is a full relation', async () => {
  const x = many(60, (i) => `x${i % 3}`)
  const y = many(60, (i) => `y${i % 3}`)
  const found = await relate(x, y)
  expect(found).toMatchObject({ v: expect.closeTo(1, 12), strength: expect.closeTo(1, 12) })
})

test('many groups of chance are no relation: a name that is different in every row has strength 0', async () => {
  const names = many(50, (i) => `n${i}`)
  expect(await relate(names, many(50, noise))).toMatchObject({ kind: 'means', ratio: 1, strength: 0, more: 38 })
  const shares = await relate(
    names,
    many(50, (i) => (noise(i) > 0.5 ? 'a' : 'b')),
  )
  expect(shares).toMatchObject({ kind: 'shares', v: expect.closeTo(1, 12) })
  expect(shares.strength).toBeLessThan(0.05)
})

test.each<[string, Spec | Cells, Spec | Cells, string]>([
  ['nothing in common', [1, null, 2, null], [null, 1, null, 2], 'No row has a value in both.'],
  ['two rows', [1, 2, null], [1, 2, 3], 'Too few rows have a value in both.'],
  ['a constant', [1, 1, 1, 1], [1, 2, 3, 4], 'One of the two is the same in every row.'],
  ['one group', ['a', 'a', 'a', 'a'], [1, 2, 3, 4], 'One of the two is the same in every row.'],
  ['one class', ['a', 'b', 'a', 'b'], ['c', 'c', 'c', 'c'], 'One of the two is the same in every row.'],
  ['an empty column', { kind: 'category', cells: [null, null, null] }, [1, 2, 3], 'No row has a value in both.'],
])('there is nothing to say about %s, and the reason is given', async (_, x, y, reason) => {
  expect(await relate(x, y)).toMatchObject({ kind: 'none', strength: 0, reason })
})

test('a list of relations has the figure of each, and none for what can’t be compared', async () => {
  const source = await tableOf({
    line: many(30, (i) => -i),
    group: many(30, (i) => `g${i % 2}`),
    same: many(30, () => 1),
    y: many(30, (i) => i),
  })
  const found = await withSnapshot(source, (connection, { columns, rows }) =>
    rankRelations(connection, columns, columns[3]!, rows),
  )
  expect(found.estimated).toBe(false)
  expect(found.relations).toMatchObject([
    { columnId: 1, kind: 'correlation', r: expect.closeTo(-1, 12), strength: expect.closeTo(1, 12) },
    { columnId: 2, kind: 'means', r: null, strength: 0 },
    { columnId: 3, kind: 'none', r: null, strength: 0 },
    { columnId: 4, kind: 'none' },
  ])
})

test('of a long table the list is estimated, and says so', async () => {
  const source = await longTable(450_000, {
    x: { kind: 'number', sql: 'sin(i)' },
    y: { kind: 'number', sql: 'sin(i) + cos(i * 1.7)' },
  })
  const found = await withSnapshot(source, (connection, { columns, rows }) =>
    rankRelations(connection, [columns[0]!], columns[1]!, rows),
  )
  expect(found).toMatchObject({ estimated: true, relations: [{ r: expect.closeTo(Math.SQRT1_2, 2) }] })
  expect(found.relations[0]!.rows).toBeLessThan(200_000)
})

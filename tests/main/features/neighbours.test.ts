import { afterEach, expect, test } from 'vitest'
import { encodeRow, encodeRows } from '../../../src-main/features/encode-rows'
import { fitEncoding } from './fit-encoding'
import { TrainingRows } from '../../../src-main/features/neighbours'
import { readFileCell } from '../../../src-main/features/predict-values'
import { defaultRecipe, holdBack } from '../../../src-shared/recipe'
import type { ColumnSpec, TestTable } from './table-source'
import { createTable } from './table-source'

let table: TestTable
afterEach(() => table.close())

const many = <T>(count: number, cell: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => cell(i))
const gap = (i: number): boolean => i % 11 === 6

const specs: ColumnSpec[] = [
  { name: 'size', role: 'feature', cells: many(80, (i) => (gap(i) ? null : Math.sin(i) * 50)) },
  { name: 'garden', role: 'feature', kind: 'boolean', cells: many(80, (i) => (i % 3 === 0 ? 'yes' : 'no')) },
  {
    name: 'state',
    role: 'feature',
    kind: 'ordered',
    cells: many(80, (i) => ['a', 'b', 'c'][i % 3]!),
    settings: { order: ['a', 'b', 'c'] },
  },
  {
    name: 'sold',
    role: 'feature',
    kind: 'date',
    cells: many(80, (i) => (gap(i + 3) ? null : `2023-0${1 + (i % 9)}-1${i % 10} 0${i % 8}:30`)),
  },
  { name: "o'town", role: 'feature', cells: many(80, (i) => (gap(i) ? null : `town' ${i % 5}`)) },
  { name: 'price', role: 'target', cells: many(80, (i) => i * 1000) },
]

test('the nearest training rows are those that are nearest in the encoded numbers', async () => {
  table = await createTable(specs)
  const encoding = await fitEncoding(table, { ...defaultRecipe, split: holdBack(0.2, 0.2) })
  const rows = await TrainingRows.open(table, encoding)
  const rowOf = (id: number): (number | string | null)[] =>
    encoding.features.map((feature, j) => readFileCell(encoding, feature, String(specs[j]!.cells[id] ?? '')))
  const training = new Set((await rows.nearest(rowOf(0), 1000)).map(({ rowId }) => rowId))
  expect(training.size).toBe(encoding.rows.training)
  const asked = [rowOf(3), rowOf(17), [null, null, null, null, null], [12, 1, 2, 1.69e9, 'unseen']]
  for (const row of asked) {
    const own = encodeRow(encoding, row)
    const distances = [...training].map((id) => {
      const theirs = encodeRows(encoding, [rowOf(id)])
      return { id, distance: Math.hypot(...own.map((value, k) => value - theirs[k]!)) }
    })
    const expected = distances.sort((a, b) => a.distance - b.distance || a.id - b.id).slice(0, 5)
    const found = await rows.nearest(row, 5)
    found.forEach(({ distance, rowId, targets }, k) => {
      expect(distance).toBeCloseTo(expected[k]!.distance, 4)
      expect(targets).toEqual([String(rowId * 1000)])
    })
  }
  rows.close()
})

test('a neighbour comes with its cells as they are spelled, and its place in the table', async () => {
  const places = many(80, (i) => 79 - i)
  table = await createTable(specs, { places })
  const encoding = await fitEncoding(table, { ...defaultRecipe, split: holdBack(0) })
  const rows = await TrainingRows.open(table, encoding)
  const [first] = await rows.nearest([Math.sin(20) * 50, 0, 2, Date.parse('2023-03-10T04:30Z') / 1000, "town' 0"], 1)
  expect(first).toEqual({
    rowId: 20,
    index: 59,
    distance: expect.closeTo(0, 6),
    cells: [String(Math.sin(20) * 50), 'no', 'c', '2023-03-10 04:30', "town' 0"],
    targets: ['20000'],
  })
  rows.close()
})

import { expect, test } from 'vitest'
import type { Document } from '../../../../src-main/document/document'
import type { TableView, TextQuery } from '../../../../src-shared/table'
import {
  planClear,
  planFillDown,
  planFillMissing,
  planMerge,
  planReplace,
} from '../../../../src-main/document/edits/bulk'
import { plainView } from '../../../../src-shared/table'
import { edit, projectOf } from '../support'
import { cells, thereAndBack } from './there-and-back'

const colours = 'n,colour,note\n1,red,a.b\n2,Red,a+b\n3,blue,\n4,dark red,a.b.c\n5,,red\n'
const column = async (document: Document, place: number) => (await cells(document)).map((row) => row[place])
const sorted: TableView = { sort: [{ columnId: 1, direction: 'descending' }], filters: [] }
const find = (text: string, match: TextQuery['match'] = 'contains', caseSensitive = true): TextQuery => {
  return { text, match, caseSensitive }
}

test('cells of a span are cleared, in the order of the view', async () => {
  const document = await projectOf(colours)
  const span = { first: 0, last: 1, columnIds: [2, 3] }
  expect(await thereAndBack(document, (draft) => planClear(draft, sorted, span))).toBe(3)
  expect(await column(document, 1)).toEqual(['red', 'Red', 'blue', null, null])
  expect(document.undoWords().undo).toBe('Cleared 3 cells in 2 columns')
})

test('what is empty already is not cleared again', async () => {
  const document = await projectOf(colours)
  expect(await document.change((draft) => planClear(draft, plainView, { first: 4, last: 4, columnIds: [2] }))).toBe(0)
  expect(document.undoWords().undo).toBeNull()
})

test('a span behind the end is refused, one that hangs over it ends there', async () => {
  const document = await projectOf(colours)
  const clear = (first: number, last: number) =>
    document.change((draft) => planClear(draft, plainView, { first, last, columnIds: [2] }))
  await expect(clear(5, 9)).rejects.toMatchObject({ code: 'table.row', details: { row: 6 } })
  expect(await clear(3, 999)).toBe(1)
})

test('the first row of a span is filled down, a missing cell too', async () => {
  const document = await projectOf(colours)
  const span = { first: 0, last: 3, columnIds: [2, 3] }
  await thereAndBack(document, (draft) => planFillDown(draft, plainView, span))
  expect(await column(document, 1)).toEqual(['red', 'red', 'red', 'red', null])
  const upwards = { first: 0, last: 4, columnIds: [2] }
  await thereAndBack(document, (draft) => planFillDown(draft, sorted, upwards))
  expect(await column(document, 1)).toEqual([null, null, null, null, null])
  expect(document.undoWords().undo).toBe('Filled down 4 cells in colour')
})

test.each<[TextQuery, string, (string | null)[]]>([
  [find('red'), 'green', ['green', 'Red', 'blue', 'dark green', null]],
  [find('red', 'contains', false), 'green', ['green', 'green', 'blue', 'dark green', null]],
  [find('red', 'equals', false), 'x', ['x', 'x', 'blue', 'dark red', null]],
  [find('red', 'starts'), '', [null, 'Red', 'blue', 'dark red', null]],
  [find('red', 'ends', false), '\\1$&', ['\\1$&', '\\1$&', 'blue', 'dark \\1$&', null]],
  [find('(d)(a|.)', 'regex'), '\\2\\1', ['red', 'Red', 'blue', 'adrk red', null]],
  [find('.'), '', ['red', 'Red', 'blue', 'dark red', null]],
  [find('red'), 'NA', [null, 'Red', 'blue', 'dark NA', null]],
])('%o with “%s”', async (query, replacement, expected) => {
  const document = await projectOf(colours)
  await thereAndBack(document, async (draft) => {
    const planned = await planReplace(draft, plainView, [2], query, replacement)
    return planned.plan === null ? { ...planned, plan: { label: 'nothing', changes: [] } } : planned
  })
  expect(await column(document, 1)).toEqual(expected)
})

test('a replacement counts its cells, keeps to the view, and marks what is no number any more', async () => {
  const document = await projectOf(colours)
  const few: TableView = { sort: [], filters: [{ kind: 'range', columnId: 1, min: 2, max: null }] }
  expect(await thereAndBack(document, (draft) => planReplace(draft, few, null, find('red'), 'x'))).toBe(2)
  expect(document.undoWords().undo).toBe('Replaced 2 cells in 2 columns')
  await thereAndBack(document, (draft) => planReplace(draft, plainView, [1], find('3'), 'three'))
  expect(document.table().columns[0]).toMatchObject({ odd: 1, unique: 4 })
})

test('a pattern and a replacement that are none are refused', async () => {
  const document = await projectOf(colours)
  const replace = (text: string, replacement: string) =>
    document.change((draft) => planReplace(draft, plainView, [2], find(text, 'regex'), replacement))
  await expect(replace('(', 'x')).rejects.toMatchObject({ code: 'query.invalid', details: { field: 'text' } })
  await expect(replace('a', '\\9')).rejects.toMatchObject({ code: 'query.invalid', details: { field: 'with' } })
})

test.each([
  ['mean', null, '2.5'],
  ['median', null, '2'],
  ['most', null, '1'],
  ['value', '7', '7'],
  ['above', null, '5'],
] as const)('missing numbers are filled with the %s', async (how, value, expected) => {
  const document = await projectOf('n,b\n1,x\n1,x\n3,x\n5,x\n,x\n')
  expect(await thereAndBack(document, (draft) => planFillMissing(draft, 1, how, value))).toBe(1)
  expect((await column(document, 0)).at(-1)).toBe(expected)
})

test('a filling that does not fit is refused, with the way out', async () => {
  const document = await projectOf(colours)
  const fill = (columnId: number, how: 'mean' | 'value', value: string | null) =>
    document.change((draft) => planFillMissing(draft, columnId, how, value))
  await expect(fill(2, 'mean', null)).rejects.toMatchObject({ code: 'column.kind' })
  await edit(document, 1, 1, '')
  await expect(fill(1, 'value', 'many')).rejects.toMatchObject({ code: 'cell.invalid' })
})

test('categories are merged, and an order keeps the place of the first', async () => {
  const document = await projectOf(colours)
  expect(await thereAndBack(document, (draft) => planMerge(draft, 2, ['Red', 'dark red'], 'red'))).toBe(2)
  expect(document.undoWords().undo).toBe('Merged 2 categories of colour')
  await document.setColumn(2, { kind: 'ordered', order: ['blue', 'red', 'other'] })
  await thereAndBack(document, (draft) => planMerge(draft, 2, ['red', 'other'], 'warm'))
  expect(document.table().columns[1]).toMatchObject({ odd: 0, settings: { order: ['blue', 'warm'] } })
})

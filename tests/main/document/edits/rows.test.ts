import { expect, test } from 'vitest'
import type { Document } from '../../../../src-main/document/document'
import type { TableView } from '../../../../src-shared/table'
import { planParts } from '../../../../src-main/document/edits/parts'
import { planDeleteSpan, planDropMissing, planRemoveDuplicates } from '../../../../src-main/document/edits/remove-rows'
import { planInsertRows } from '../../../../src-main/document/edits/rows'
import { plainView } from '../../../../src-shared/table'
import { edit, projectOf } from '../support'
import { thereAndBack } from './there-and-back'

const table = 'a,b\n1,x\n2,\n1,x\n,y\n2,z\n'
const descending: TableView = { sort: [{ columnId: 1, direction: 'descending' }], filters: [] }
const ids = async (document: Document, view = plainView) =>
  (await document.page(view, 0, 1000)).rows.map(({ id }) => id)

test('rows come in before a row of the view, in the order of the table', async () => {
  const document = await projectOf(table)
  expect(await thereAndBack(document, (draft) => planInsertRows(draft, plainView, 1, 2))).toEqual([6, 7])
  expect(await ids(document)).toEqual([1, 6, 7, 2, 3, 4, 5])
  await thereAndBack(document, (draft) => planInsertRows(draft, descending, 0, 1))
  expect(await ids(document)).toEqual([1, 6, 7, 8, 2, 3, 4, 5])
  await thereAndBack(document, (draft) => planInsertRows(draft, plainView, 0, 1))
  await thereAndBack(document, (draft) => planInsertRows(draft, plainView, null, 1))
  expect(await ids(document)).toEqual([9, 1, 6, 7, 8, 2, 3, 4, 5, 10])
})

test('there is always room in between, and undo brings rows back to where they were', async () => {
  const document = await projectOf(table)
  await document.deleteRows([2])
  for (let i = 0; i < 60; i++) await document.insertRows(plainView, 1, 1)
  expect(await ids(document)).toEqual([1, ...Array.from({ length: 60 }, (_, i) => 65 - i), 3, 4, 5])
  for (let i = 0; i < 61; i++) await document.undo()
  expect(await ids(document)).toEqual([1, 2, 3, 4, 5])
})

test('a span of a view is deleted', async () => {
  const document = await projectOf(table)
  expect(await thereAndBack(document, (draft) => planDeleteSpan(draft, descending, 0, 1))).toBe(2)
  expect(await ids(document)).toEqual([1, 3, 4])
  expect(document.undoWords().undo).toBe('Deleted 2 rows')
})

test('rows without a value are dropped', async () => {
  const document = await projectOf(table)
  expect(await thereAndBack(document, (draft) => planDropMissing(draft, [1, 2]))).toBe(2)
  expect(await ids(document)).toEqual([1, 3, 5])
  expect(await document.change((draft) => planDropMissing(draft, [1, 2]))).toBe(0)
})

test('of rows that are alike the first stays, also where rows have come in between', async () => {
  const document = await projectOf(table)
  const [first] = await document.insertRows(plainView, 0, 1)
  await edit(document, first!, 1, '1')
  await edit(document, first!, 2, 'x')
  expect(await thereAndBack(document, (draft) => planRemoveDuplicates(draft, [1, 2]))).toBe(2)
  expect(await ids(document)).toEqual([first, 2, 4, 5])
  expect(document.undoWords().undo).toBe('Removed 2 duplicates by 2 columns')
})

test('rows are put into a part by hand, and given back to the split', async () => {
  const document = await projectOf(table)
  expect(await thereAndBack(document, (draft) => planParts(draft, descending, 0, 1, 'test'))).toBe(2)
  const parts = async () => (await document.page(plainView, 0, 9)).rows.map(({ part }) => part)
  expect(await parts()).toEqual(['auto', 'test', 'auto', 'auto', 'test'])
  expect(await ids(document, { sort: [], filters: [{ kind: 'part', parts: ['test'] }] })).toEqual([2, 5])
  expect(await thereAndBack(document, (draft) => planParts(draft, plainView, 0, 4, 'auto'))).toBe(2)
  expect(document.undoWords().undo).toBe('Let the split decide on 2 rows')
  await document.undo()
  await thereAndBack(document, (draft) => planDeleteSpan(draft, plainView, 1, 1))
  await document.undo()
  expect((await parts())[1]).toBe('test')
})

test('the history is walked to any of its entries, and back, also across columns', async () => {
  const document = await projectOf(table)
  await edit(document, 1, 1, '5')
  await document.setColumn(1, { kind: 'category' })
  await document.change((draft) => planParts(draft, plainView, 0, 0, 'training'))
  const { entries: history } = await document.history()
  expect(history.map(({ id, label, applied }) => [id, label, applied])).toEqual([
    [1, 'Changed a in row 1 to 5', true],
    [2, 'Read a as a category', true],
    [3, 'Put 1 row into training', true],
  ])
  expect(Number.isNaN(Date.parse(history[0]!.at))).toBe(false)
  expect(await document.goTo(0)).toBe(3)
  expect((await document.history()).entries.map(({ applied }) => applied)).toEqual([false, false, false])
  expect(await document.goTo(2)).toBe(2)
  expect(document.undoWords()).toEqual({ undo: 'Read a as a category', redo: 'Put 1 row into training' })
  expect(await document.goTo(2)).toBe(0)
  await expect(document.goTo(9)).rejects.toMatchObject({ code: 'journal.empty' })
})

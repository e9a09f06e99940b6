import { expect, test } from 'vitest'
import { copyCells } from '../../../../src-main/document/copy'
import { planPaste } from '../../../../src-main/document/edits/paste'
import type { Document } from '../../../../src-main/document/document'
import type { TableView } from '../../../../src-shared/table'
import { plainView } from '../../../../src-shared/table'
import { projectOf } from '../support'
import { cells, thereAndBack } from './there-and-back'

const table = 'a,b,c\n1,x,10\n2,y,20\n3,z,30\n'
const descending: TableView = { sort: [{ columnId: 1, direction: 'descending' }], filters: [] }

const paste = (document: Document, view: TableView, index: number, columnId: number, text: string, grow = false) =>
  thereAndBack(document, (draft) => planPaste(draft, view, { index, columnId }, text, grow))

const copy = (document: Document, view: TableView, first: number, last: number, columnIds: number[]) =>
  document.look((connection, state, views) => copyCells(connection, state, views, view, { first, last, columnIds }))

test('cells are pasted from a place on, in the order of the view', async () => {
  const document = await projectOf(table)
  expect(await paste(document, descending, 0, 1, '33\tzz\r\n22\tyy\r\n')).toEqual({ cells: 4, rows: 0, columns: 0 })
  expect(await cells(document)).toEqual([
    ['1', 'x', '10'],
    ['22', 'yy', '20'],
    ['33', 'zz', '30'],
  ])
  expect(document.undoWords().undo).toBe('Pasted 2 × 2 cells')
})

test('what hangs over is refused with its counts, and nothing changes', async () => {
  const document = await projectOf(table)
  const refused = document.change((draft) =>
    planPaste(draft, plainView, { index: 2, columnId: 3 }, '1\t2\n3\n4', false),
  )
  await expect(refused).rejects.toMatchObject({
    code: 'table.overhang',
    details: { overhang: { rows: 2, columns: 1 } },
  })
  expect(document.undoWords().undo).toBeNull()
})

test('the table grows by rows and columns where that is asked for', async () => {
  const document = await projectOf(table)
  expect(await paste(document, plainView, 2, 3, '1\t2.5\n3\t4\n4\t5', true)).toEqual({ cells: 6, rows: 2, columns: 1 })
  expect(await cells(document)).toEqual([
    ['1', 'x', '10', null],
    ['2', 'y', '20', null],
    ['3', 'z', '1', '2.5'],
    [null, null, '3', '4'],
    [null, null, '4', '5'],
  ])
  expect(document.table().columns[3]).toMatchObject({ name: 'Column 4', kind: 'number', missing: 2, unique: 3 })
  expect(document.undoWords().undo).toBe('Pasted 3 × 2 cells')
})

test('a text among numbers is taken and marked; a short line leaves the rest as it is', async () => {
  const document = await projectOf(table)
  await paste(document, plainView, 0, 1, 'many\tq\nNA')
  expect(await cells(document)).toEqual([
    ['many', 'q', '10'],
    [null, 'y', '20'],
    ['3', 'z', '30'],
  ])
  expect(document.table().columns[0]).toMatchObject({ odd: 1, missing: 1, unique: 1 })
})

test('hidden columns are passed over', async () => {
  const document = await projectOf(table)
  await document.showColumns([{ columnId: 2, hidden: true, pinned: false, width: null }])
  await paste(document, plainView, 0, 1, '7\t8')
  expect((await cells(document))[0]).toEqual(['7', 'x', '8'])
})

test('what is copied is quoted as spreadsheets do, and pastes as it was', async () => {
  const document = await projectOf('a,b\n"say ""hi""","two\nlines"\n"a\ttab",\n\'007,plain\n')
  const text = await copy(document, plainView, 0, 2, [1, 2])
  expect(text).toBe(`"say ""hi"""\t"two\nlines"\n"a\ttab"\t\n'007\tplain`)
  const before = await cells(document)
  expect(await document.change((draft) => planPaste(draft, plainView, { index: 0, columnId: 1 }, text, false))).toEqual(
    {
      cells: 0,
      rows: 0,
      columns: 0,
    },
  )
  expect(await cells(document)).toEqual(before)
})

test('a copy follows the view', async () => {
  const document = await projectOf(table)
  expect(await copy(document, descending, 0, 1, [2, 1])).toBe('z\t3\ny\t2')
})

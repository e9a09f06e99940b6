import { expect, test } from 'vitest'
import { Document } from '../../../../src-main/document/document'
import { planDeleteColumns, planInsertColumn, planMove, planRename } from '../../../../src-main/document/edits/columns'
import { planSplit } from '../../../../src-main/document/edits/split-column'
import { previewKind } from '../../../../src-main/document/preview-kind'
import { plainReading } from '../../../../src-shared/table'
import { closing, edit, projectOf } from '../support'
import { cells, thereAndBack, wholeTable } from './there-and-back'

const table = 'a,b,c\n1.50,x y,10\n2,y,many\n,z w v,30\n'
const names = (document: Document) => document.table().columns.map(({ name }) => name)

test('a column comes in where it is wanted, is filled, and goes and comes with undo', async () => {
  const document = await projectOf(table)
  const id = await thereAndBack(document, (draft) => planInsertColumn(draft, 'new', 'number', 1))
  expect(id).toBe(4)
  expect(names(document)).toEqual(['a', 'new', 'b', 'c'])
  await edit(document, 2, id, '7')
  expect((await cells(document))[1]).toEqual(['2', '7', 'y', 'many'])
  await thereAndBack(document, (draft) => planInsertColumn(draft, 'first', 'category', null))
  expect(names(document)[0]).toBe('first')
  await expect(document.change((draft) => planInsertColumn(draft, 'new', 'date', 1))).rejects.toMatchObject({
    code: 'column.name',
  })
})

test('a deleted column comes back letter by letter, with its kind, role, reading and place, after a restart too', async () => {
  const document = await projectOf(table)
  await document.setColumn(3, { role: 'ignored', kind: 'number', reading: { ...plainReading, affixes: ['€'] } })
  await document.showColumns([{ columnId: 3, hidden: false, pinned: true, width: 99 }])
  const before = await wholeTable(document)
  await thereAndBack(document, (draft) => planDeleteColumns(draft, [3, 1]))
  expect(names(document)).toEqual(['b'])
  expect(document.undoWords().undo).toBe('Deleted 2 columns')
  const { path } = document
  await document.close()
  const again = closing(await Document.open(path))
  await again.undo()
  expect(await wholeTable(again)).toEqual(before)
})

test('the last column stays', async () => {
  const document = await projectOf('a\n1\n2\n')
  await expect(document.change((draft) => planDeleteColumns(draft, [1]))).rejects.toMatchObject({
    code: 'table.column',
  })
})

test('an edit of a column that was deleted and brought back can still be undone', async () => {
  const document = await projectOf(table)
  await edit(document, 1, 1, '9')
  await document.change((draft) => planDeleteColumns(draft, [1]))
  await document.change((draft) => planInsertColumn(draft, 'a', 'number', null))
  expect(document.table().columns[0]!.id).toBe(4)
  await document.undo()
  await document.undo()
  await document.undo()
  expect((await cells(document))[0]![0]).toBe('1.50')
})

test('columns are renamed and moved, and a run does not grow old by it', async () => {
  const document = await projectOf(table)
  const fingerprint = document.dataFingerprint()
  await thereAndBack(document, (draft) => planRename(draft, 1, 'size'))
  await thereAndBack(document, (draft) => planMove(draft, 1, null))
  expect(names(document)).toEqual(['b', 'c', 'size'])
  await thereAndBack(document, (draft) => planMove(draft, 1, 3))
  expect(names(document)).toEqual(['b', 'size', 'c'])
  expect(document.dataFingerprint()).toBe(fingerprint)
  await expect(document.change((draft) => planRename(draft, 1, 'b'))).rejects.toMatchObject({ code: 'column.name' })
})

test('how columns are shown is kept, and is nothing to undo', async () => {
  const document = await projectOf(table)
  await document.showColumns([{ columnId: 2, hidden: true, pinned: false, width: 240 }])
  expect(document.undoWords().undo).toBeNull()
  const { path } = document
  await document.close()
  const again = closing(await Document.open(path))
  expect(again.table().columns[1]!.settings).toMatchObject({ hidden: true, width: 240 })
})

test('a column is split into as many as it needs, and stays', async () => {
  const document = await projectOf(table)
  expect(await thereAndBack(document, (draft) => planSplit(draft, 2, ' '))).toEqual([4, 5, 6])
  expect(names(document)).toEqual(['a', 'b', 'b 1', 'b 2', 'b 3', 'c'])
  expect((await cells(document)).map((row) => row.slice(1, 5))).toEqual([
    ['x y', 'x', 'y', null],
    ['y', 'y', null, null],
    ['z w v', 'z', 'w', 'v'],
  ])
  await expect(document.change((draft) => planSplit(draft, 2, ';'))).rejects.toMatchObject({ code: 'column.kind' })
})

test('parts that are numbers become numbers', async () => {
  const document = await projectOf('size\n3x4\n10x2\n')
  await thereAndBack(document, (draft) => planSplit(draft, 1, 'x'))
  expect(document.table().columns.map(({ kind }) => kind)).toEqual(['category', 'number', 'number'])
})

test('what another kind would lose is shown, and is not lost', async () => {
  const document = await projectOf(table)
  const look = (columnId: number, kind: 'number' | 'date' | 'ordered') =>
    document.look((connection, { columns, rows }) =>
      previewKind(
        connection,
        columns.find(({ id }) => id === columnId)!,
        rows,
        kind,
      ),
    )
  expect(await look(3, 'number')).toEqual({ lost: 1, kept: 2, examples: [{ rowId: 2, text: 'many' }] })
  expect(await look(1, 'date')).toMatchObject({ lost: 2, kept: 0 })
  expect(await look(2, 'ordered')).toEqual({ lost: 0, kept: 3, examples: [] })
  const before = await cells(document)
  for (const kind of ['number', 'boolean', 'date', 'ordered', 'text', 'category'] as const) {
    await document.setColumn(3, { kind })
    expect(await cells(document)).toEqual(before)
  }
})

test('an ordered column is sorted by its order, and asks for a new value to be put in it first', async () => {
  const document = await projectOf('size,n\nsmall,1\nlarge,2\nmedium,3\n,4\n')
  await document.setColumn(1, { kind: 'ordered', order: ['small', 'medium', 'large'] })
  const page = await document.page({ sort: [{ columnId: 1, direction: 'descending' }], filters: [] }, 0, 9)
  expect(page.rows.map(({ cells: [size] }) => size)).toEqual(['large', 'medium', 'small', null])
  await expect(edit(document, 1, 1, 'huge')).rejects.toMatchObject({
    code: 'cell.invalid',
    message: expect.stringContaining('add it to the order'),
  })
})

/** Many rows out of the table and back: moved as whole columns, and the same to the last cell, also after a restart. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planParts } from '../../../../src-main/document/edits/parts'
import { planDeleteSpan, planRemoveDuplicates } from '../../../../src-main/document/edits/remove-rows'
import { Document } from '../../../../src-main/document/document'
import { planInsertRows } from '../../../../src-main/document/edits/rows'
import type { TableView } from '../../../../src-shared/table'
import { plainView } from '../../../../src-shared/table'
import { lookAt } from '../../../../src-main/document/import/look'
import { closing, edit, projectOf, temporaryFolder } from '../support'

const rows = 8000
const csv = `a,b,c,d\n${Array.from({ length: rows }, (_, i) => `${i % 7 === 0 ? '' : i},w${i % 3000},00${i % 9},2024-01-0${1 + (i % 9)}`).join('\n')}\n`
const descending: TableView = { sort: [{ columnId: 1, direction: 'descending' }], filters: [] }

async function everything(document: Document): Promise<unknown[]> {
  const sql = 'SELECT * FROM rows ORDER BY place'
  const all = await document.look(async (connection) => (await connection.runAndReadAll(sql)).getRowsJS())
  return [document.table().columns, document.table().rows, all]
}

async function tablesAside(document: Document): Promise<number> {
  const sql = `SELECT count(*)::INTEGER FROM duckdb_tables() WHERE table_name LIKE 'removed%' AND table_name <> 'removed_cells'`
  const found = await document.look(async (connection) => (await connection.runAndReadAll(sql)).getRowsJS())
  return found[0]![0] as number
}

async function reopened(document: Document): Promise<Document> {
  await document.close()
  return closing(await Document.open(document.path))
}

test('a large deletion, its undo and its redo are exact, each also after a restart', async () => {
  let document = await projectOf(csv)
  await document.setColumn(2, { kind: 'text' })
  await document.changeCells([{ rowId: 17, columnId: 2, text: 'by hand' }])
  await document.change((draft) => planParts(draft, plainView, 100, 200, 'test'))
  const before = await everything(document)
  expect(await document.change((draft) => planDeleteSpan(draft, descending, 20, 7900))).toBe(7881)
  const after = await everything(document)
  expect(after[1]).toBe(rows - 7881)
  expect(await tablesAside(document)).toBe(1)
  document = await reopened(document)
  expect(await everything(document)).toEqual(after)
  await document.undo()
  expect(await everything(document)).toEqual(before)
  expect(await tablesAside(document)).toBe(0)
  document = await reopened(document)
  await document.redo()
  expect(await everything(document)).toEqual(after)
  await document.undo()
  document = await reopened(document)
  expect(await everything(document)).toEqual(before)
})

test('many duplicates go and come back, and what can’t be redone any more is not kept', async () => {
  const document = await projectOf(csv)
  const before = await everything(document)
  expect(await document.change((draft) => planRemoveDuplicates(draft, [3]))).toBe(rows - 9)
  await document.undo()
  expect(await everything(document)).toEqual(before)
  await document.change((draft) => planInsertRows(draft, plainView, 5, 20_000))
  const longer = await everything(document)
  await document.undo()
  expect(await everything(document)).toEqual(before)
  expect(await tablesAside(document)).toBe(1)
  await document.redo()
  expect(await everything(document)).toEqual(longer)
  await document.undo()
  await edit(document, 1, 2, 'new')
  expect(await tablesAside(document)).toBe(0)
})

test('another file in place of the table takes what was set aside with it', async () => {
  const document = await projectOf(csv)
  await document.change((draft) => planDeleteSpan(draft, plainView, 0, 7000))
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'next.csv'), 'a\n1\n2\n')
  await document.importFile(await lookAt(join(folder, 'next.csv'), folder, {}))
  expect(await tablesAside(document)).toBe(0)
  expect(document.table().rows).toBe(2)
})

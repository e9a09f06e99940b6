/** The oldest changes are let go where all of them keep too much; the last ten never, and what they changed stays. */
import { expect, test } from 'vitest'
import type { JournalLimits } from '../../../src-main/document/journal'
import { planDeleteSpan } from '../../../src-main/document/edits/remove-rows'
import { Document } from '../../../src-main/document/document'
import { journalLimits, trim } from '../../../src-main/document/journal'
import { plainView } from '../../../src-shared/table'
import { transaction } from '../../../src-main/document/sql'
import { closing, edit, projectOf } from './support'

async function trimmed(document: Document, limits: Partial<JournalLimits>): Promise<Document> {
  const connection = await document.connect()
  await transaction(connection, (one) => trim(one, { ...journalLimits, ...limits }))
  connection.closeSync()
  await document.close()
  return closing(await Document.open(document.path))
}

const csv = `a,b\n${Array.from({ length: 12_000 }, (_, i) => `${i},x`).join('\n')}\n`
const labels = async (document: Document): Promise<string[]> =>
  (await document.history()).entries.map(({ label }) => label)

test('too many changes: the oldest go, and the history says how many', async () => {
  let document = await projectOf(csv)
  for (let i = 1; i <= 14; i++) await edit(document, i, 2, `v${i}`)
  const fingerprint = document.dataFingerprint()
  document = await trimmed(document, { entries: 12 })
  expect((await document.history()).forgotten).toBe(2)
  expect((await labels(document))[0]).toBe('Changed b in row 3 to v3')
  expect(document.dataFingerprint()).toBe(fingerprint)
  document = await trimmed(document, { entries: 3 })
  expect(await document.history()).toMatchObject({ forgotten: 4, entries: { length: 10 } })
  for (let i = 0; i < 10; i++) await document.undo()
  await expect(document.undo()).rejects.toMatchObject({ code: 'journal.empty' })
  const { rows } = await document.page(plainView, 0, 5)
  expect(rows.map(({ cells }) => cells[1])).toEqual(['v1', 'v2', 'v3', 'v4', 'x'])
  expect(document.isEdited()).toBe(true)
})

test('too much kept: a large deletion goes when it is the oldest, unless it is among the last ten', async () => {
  let document = await projectOf(csv)
  await document.change((draft) => planDeleteSpan(draft, plainView, 0, 10_999))
  for (let i = 1; i < 10; i++) await edit(document, 11_900 + i, 2, `v${i}`)
  document = await trimmed(document, { cells: 1000 })
  expect((await document.history()).forgotten).toBe(0)
  await edit(document, 11_950, 2, 'last')
  document = await trimmed(document, { cells: 1000 })
  expect((await document.history()).forgotten).toBe(1)
  expect(await labels(document)).not.toContain('Deleted 11,000 rows')
  const sql = `SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'removed%'`
  const tables = await document.look(async (connection) => (await connection.runAndReadAll(sql)).getRowsJS())
  expect(tables).toEqual([['removed_cells']])
  expect(document.table().rows).toBe(1000)
})

/** States that can be brought back: named by hand, or before a change of much; whatever was done after an undo. */
import { expect, test } from 'vitest'
import { planDeleteSpan } from '../../../src-main/document/edits/remove-rows'
import { planReplace } from '../../../src-main/document/edits/bulk'
import { Document } from '../../../src-main/document/document'
import { plainView } from '../../../src-shared/table'
import { cellsOf, closing, edit, projectOf } from './support'

const csv = `a,b\n${Array.from({ length: 200 }, (_, i) => `${i},x`).join('\n')}\n`

const replace = (document: Document, text: string, by: string): Promise<unknown> =>
  document.change((draft) => planReplace(draft, plainView, [2], { text, match: 'contains', caseSensitive: true }, by))
const labels = async (document: Document): Promise<string[]> =>
  (await document.history()).versions.map(({ label }) => label)
const version = async (document: Document, label: string): Promise<number> =>
  (await document.history()).versions.find((one) => one.label === label)!.entry

test('a named state is brought back after it was undone and something else was done', async () => {
  const document = await projectOf(csv)
  await edit(document, 1, 2, 'one')
  await edit(document, 2, 2, 'two')
  const named = await cellsOf(document)
  await document.nameVersion('with two')
  await edit(document, 3, 2, 'three')
  await document.goTo(0)
  await edit(document, 4, 2, 'another way')
  const other = await cellsOf(document)
  expect((await document.history()).entries.map(({ label }) => label)).toEqual(['Changed b in row 4 to another way'])

  const entry = await version(document, 'with two')
  await document.close()
  const again = closing(await Document.open(document.path))
  await again.bringBack(entry, 'with two')
  expect(await cellsOf(again)).toEqual(named)
  expect((await again.history()).versions).toMatchObject([
    { label: 'with two', byHand: true, isNow: true },
    { label: 'Before going back to “with two”', byHand: false, isNow: false },
  ])
  await edit(again, 5, 2, 'five')
  await again.bringBack(await version(again, 'Before going back to “with two”'), 'the other way')
  expect(await cellsOf(again)).toEqual(other)
  await again.undo()
  expect((await cellsOf(again))[0]).toEqual(['0', 'x'])
  expect(again.undoWords()).toEqual({ undo: null, redo: 'Changed b in row 4 to another way' })
  await again.redo()
  expect(await cellsOf(again)).toEqual(other)
})

test('the state before a change of much is kept, rows that were deleted among it', async () => {
  const document = await projectOf(csv)
  await edit(document, 1, 2, 'one')
  const before = await cellsOf(document)
  await document.change((draft) => planDeleteSpan(draft, plainView, 0, 149))
  await edit(document, 180, 2, 'late')
  await document.goTo(0)
  await edit(document, 2, 2, 'two')
  expect(await labels(document)).toEqual(['Before: Deleted 150 rows'])
  await document.bringBack(await version(document, 'Before: Deleted 150 rows'), 'all of it')
  expect(await cellsOf(document)).toEqual(before)
})

test('small changes keep nothing, and the last ten versions stay', async () => {
  const document = await projectOf(csv)
  await edit(document, 1, 2, 'one')
  expect(await labels(document)).toEqual([])
  for (let i = 0; i < 12; i++) await replace(document, i === 0 ? 'x' : `v${i - 1}_`, `v${i}_`)
  expect(await labels(document)).toHaveLength(10)
  await document.nameVersion('mine')
  expect((await labels(document)).at(-1)).toBe('mine')
  expect(await labels(document)).toHaveLength(10)
  // The same state keeps the name that a person gave it.
  await document.change((draft) => planDeleteSpan(draft, plainView, 0, 149))
  expect((await labels(document)).at(-1)).toBe('mine')
})

test('the oldest of ten that is brought back is not the one that makes room, and one that is not there leaves no trace', async () => {
  const document = await projectOf(csv)
  await edit(document, 1, 2, 'one')
  await document.nameVersion('mine')
  for (let i = 0; i < 9; i++) {
    await edit(document, i + 2, 2, 'more')
    await document.nameVersion(`number ${i}`)
  }
  await edit(document, 100, 2, 'last')
  await expect(document.bringBack(99, 'nothing')).rejects.toMatchObject({ code: 'journal.empty' })
  expect(await labels(document)).toHaveLength(10)
  await document.bringBack(await version(document, 'mine'), 'mine')
  expect((await document.history()).versions.find(({ isNow }) => isNow)?.label).toBe('mine')
  expect(await labels(document)).toContain('Before going back to “mine”')
  expect(await labels(document)).not.toContain('number 0')
})

test('what is undone and leads to no version goes when something else is done, with all that it kept', async () => {
  const document = await projectOf(csv)
  await edit(document, 1, 2, 'one')
  await edit(document, 2, 2, 'two')
  await document.undo()
  await edit(document, 3, 2, 'three')
  const count = (table: string): Promise<unknown> =>
    document.look(async (connection) => (await connection.runAndReadAll(`SELECT count(*) FROM ${table}`)).getRowsJS())
  expect(await count('journal')).toEqual([[2n]])
  expect(await count('kept_cells')).toEqual([[2n]])
  await expect(document.bringBack(99, 'nothing')).rejects.toMatchObject({ code: 'journal.empty' })
})

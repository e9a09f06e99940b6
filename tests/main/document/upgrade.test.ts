import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { EpochwiseError } from '../../../src-shared/errors'
import { cellsOf, closing, edit, temporaryFolder } from './support'

/** Made by that version, with edits, rows added and deleted, odd cells, a run. */
function former(version = 1): string {
  const path = join(temporaryFolder(), 'former.epochwise')
  const packed = readFileSync(join(import.meta.dirname, `../../fixtures/projects/version-${version}.epochwise.gz`))
  writeFileSync(path, gunzipSync(packed))
  return path
}

const lastRows = [
  ['19.5', 'north', '0019', '190'],
  ['odd', 'west', '0021', '7'],
  [null, null, '0022', '1e+21'],
  [null, null, null, '0.1'],
]

test('a project of version 1 is brought up to date when it is opened, with every cell, role and run', async () => {
  const path = former()
  const document = await Document.open(path)
  const cells = await cellsOf(document)
  expect(cells).toHaveLength(21)
  expect(cells.slice(0, 3)).toEqual([
    ['0.5', 'south', '000', '0'],
    ['1.5', 'north', '001', '10'],
    ['12.25', 'south', '002', '20'],
  ])
  expect(cells.slice(-4)).toEqual(lastRows)
  expect(document.table().columns).toMatchObject([
    { name: 'size', kind: 'number', role: 'feature', missing: 2, odd: 1 },
    { name: 'district', kind: 'category', role: 'feature', missing: 2, odd: 0 },
    { name: 'code', kind: 'category', role: 'ignored', odd: 0 },
    { name: 'price', kind: 'number', role: 'target', missing: 0, unique: 21 },
  ])
  const [run] = await document.runs.list()
  expect(run!.fingerprint).toBe(document.dataFingerprint())
  expect(document.undoWords()).toEqual({ undo: null, redo: null })
  await edit(document, 1, 1, '7')
  expect(document.dataFingerprint()).not.toBe(run!.fingerprint)
  await document.undo()
  await document.close()
  const again = closing(await Document.open(path))
  expect(await cellsOf(again)).toEqual(cells)
  expect(again.dataFingerprint()).toBe(run!.fingerprint)
})

test('for reading only, the file stays as it was', async () => {
  const path = former()
  const before = readFileSync(path)
  const document = await Document.open(path, { readOnly: true })
  expect(document.path).toBe(path)
  expect((await cellsOf(document)).slice(-4)).toEqual(lastRows)
  await expect(edit(document, 1, 1, '7')).rejects.toMatchObject({ code: 'project.readonly' })
  await document.close()
  expect(readFileSync(path).equals(before)).toBe(true)
})

test('the file as it was stays beside the new one, byte for byte, and is never in its way', async () => {
  const path = former()
  const before = readFileSync(path)
  const folder = dirname(path)
  writeFileSync(join(folder, 'former (version 1).epochwise'), 'something else')
  await (await Document.open(path)).close()
  expect(readdirSync(folder).sort()).toEqual([
    'former (version 1).epochwise',
    'former (version 1, 2).epochwise',
    'former.epochwise',
  ])
  expect(readFileSync(join(folder, 'former (version 1, 2).epochwise')).equals(before)).toBe(true)
  expect(readFileSync(join(folder, 'former (version 1).epochwise'), 'utf8')).toBe('something else')
  await (await Document.open(path)).close()
  expect(readdirSync(folder)).toHaveLength(3)
})

test('an old project that cannot be brought up to date stays as it was, and nothing is left beside it', async () => {
  const path = former()
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  // Passes for version 1, and breaks the way to version 2.
  await connection.run(`UPDATE columns SET kind = 'number' WHERE name = 'district'`)
  connection.closeSync()
  instance.closeSync()
  const before = readFileSync(path)
  await expect(Document.open(path)).rejects.toBeInstanceOf(EpochwiseError)
  expect(readFileSync(path).equals(before)).toBe(true)
  expect(readdirSync(dirname(path))).toEqual(['former.epochwise'])
})

test('a project of version 2 is brought up to date with its whole undo history', async () => {
  const document = closing(await Document.open(former(2)))
  expect(document.table()).toMatchObject({ rows: 23, columns: { length: 5 } })
  expect((await cellsOf(document))[5]).toEqual(['about 3', '004', 'south', '2024-05-11', '128'])
  expect(document.undoWords()).toEqual({ undo: 'Changed the batch size', redo: 'Changed price in row 5 to 111' })
  const [run] = await document.runs.list()
  expect(run!.summary.id).toBe(1)
  expect((await document.runs.checkpoint(1))!.step).toBe(3)
  await document.redo()
  expect((await cellsOf(document))[5]![4]).toBe('111')
  expect(await document.goTo(0)).toBe(6)
  expect((await cellsOf(document))[2]![0]).toBe('3.00')
  await document.nameVersion('as it came')
  expect((await document.history()).versions).toMatchObject([{ entry: 0, label: 'as it came', isNow: true }])
})

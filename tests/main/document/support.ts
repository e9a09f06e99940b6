/** A folder of its own for every test, and projects made from a few lines of CSV. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, onTestFinished } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { plainView } from '../../../src-shared/table'

export { newRun } from './new-run'

const folders: string[] = []

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'epochwise-'))
  folders.push(folder)
  return folder
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

export function writeCsv(content: string | Uint8Array, name = 'data.csv'): string {
  const file = join(temporaryFolder(), name)
  writeFileSync(file, content)
  return file
}

export function closing(document: Document): Document {
  onTestFinished(() => document.close())
  return document
}

/** A project with these rows, closed when the test ends. */
export async function projectOf(csv: string | Uint8Array): Promise<Document> {
  const file = writeCsv(csv)
  const document = closing(await Document.create(join(temporaryFolder(), 'project.epochwise')))
  await document.importCsv(file)
  return document
}

export const plain = plainView

export const edit = (document: Document, rowId: number, columnId: number, text: string): Promise<number> =>
  document.changeCells([{ rowId, columnId, text }])

export const addRows = (document: Document, count: number): Promise<number[]> => document.insertRows(plain, null, count)

/** The cells of the first rows of the table. */
export async function cellsOf(document: Document, limit = 100): Promise<unknown[][]> {
  return (await document.page(plain, 0, limit)).rows.map((row) => row.cells)
}

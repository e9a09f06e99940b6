/** What a file is by its first bytes, whatever its name says. */
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { EpochwiseError } from '../../../src-shared/errors'

export type Content = 'text' | 'gzip' | 'zip' | 'parquet' | 'jsonl'

/** Other kinds of file that people take for a table, with what to do about them. */
const refused: readonly { mark: string; words: string }[] = [
  { mark: '\u00d0\u00cf\u0011\u00e0', words: 'an old Excel workbook. Save it as .xlsx or CSV, and open that' },
  { mark: '\u0089PNG', words: 'a picture. Choose a table: CSV, XLSX, Parquet or JSON lines' },
  { mark: '\u00ff\u00d8\u00ff', words: 'a picture. Choose a table: CSV, XLSX, Parquet or JSON lines' },
  { mark: '%PDF', words: 'a PDF. Export its table as CSV, and open that' },
  { mark: 'SQLite format 3', words: 'an SQLite database. Export the table as CSV, and open that' },
  { mark: 'BZh', words: 'a bzip2 archive. Unpack it, and open what is inside' },
  { mark: '\u00fd7zXZ', words: 'an xz archive. Unpack it, and open what is inside' },
  { mark: '\u0028\u00b5\u002f\u00fd', words: 'a zstd archive. Unpack it, and open what is inside' },
  { mark: '7z\u00bc\u00af', words: 'a 7z archive. Unpack it, and open what is inside' },
  { mark: 'ARROW1', words: 'an Arrow file. Save it as Parquet, and open that' },
  { mark: '\u0089HDF', words: 'an HDF5 file. Save its table as CSV or Parquet, and open that' },
  { mark: '{\\rtf', words: 'a text document. Save its table as CSV, and open that' },
]

const marks: readonly { mark: string; content: Content }[] = [
  { mark: '\u001f\u008b', content: 'gzip' },
  { mark: 'PK\u0003\u0004', content: 'zip' },
  { mark: 'PAR1', content: 'parquet' },
]

const webPage = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)?<(?:!doctype html|html|head|body|table)\b/i

/** @throws EpochwiseError import.binary: what cannot be read, with what to do; file.unreadable */
export async function recognise(path: string, name = basename(path)): Promise<Content> {
  const head = await readHead(path, 64 << 10)
  const start = head.toString('latin1', 0, 64)
  const known = refused.find(({ mark }) => start.startsWith(mark))
  if (known !== undefined) throw new EpochwiseError('import.binary', `${name} is ${known.words}.`, { file: path })
  const text = head.toString('utf8').replace(/^\ufeff/, '')
  if (webPage.test(text)) throw webPageError(path, name)
  const found = marks.find(({ mark }) => start.startsWith(mark))?.content
  return found ?? (looksLikeJsonLines(text) ? 'jsonl' : 'text')
}

function webPageError(path: string, name: string): EpochwiseError {
  const message = `${name} is a web page, not a table. Download the file itself; or open the page, copy its table and paste it here.`
  return new EpochwiseError('import.binary', message, { file: path })
}

async function readHead(path: string, most: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const head = Buffer.alloc(most)
    const { bytesRead } = await file.read(head, 0, most, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The first line is an object of JSON; where it is longer than what was read, it looks like the start of one. */
function looksLikeJsonLines(text: string): boolean {
  if (!text.startsWith('{')) return false
  const end = text.indexOf('\n')
  if (end === -1 && text.length >= 60_000) return /^\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(text)
  try {
    const value: unknown = JSON.parse(end === -1 ? text : text.slice(0, end))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/**
 * The file before anything is read from it: is it text, in which encoding, how many lines.
 *
 * DuckDB reads UTF-8 with one kind of newline. Anything else is written anew as that, into `workFolder`.
 */
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { EpochwiseError } from '../../../src-shared/errors'

export type Source = {
  /** UTF-8, perhaps with a mark at its start. */
  path: string
  bytes: number
  /** In words: what the person's file was in. */
  encoding: string
  /** Lines with anything on them. */
  lines: number
  /** More than one kind of newline, which DuckDB refuses. */
  mixedNewlines: boolean
  /** Holds `"` or `'` anywhere, by the character. */
  holds: (character: string) => boolean
}

type Scan = Omit<Source, 'path' | 'encoding'> & { utf8: boolean }

const chunkSize = 4 << 20

/** Files that people take for CSV, by their first bytes. */
const kinds: readonly { mark: string; words: string }[] = [
  { mark: 'PK\u0003\u0004', words: 'a zip archive or an Excel workbook. Save it as CSV first' },
  { mark: '\u00d0\u00cf\u0011\u00e0', words: 'an old Excel workbook. Save it as CSV first' },
  { mark: '\u001f\u008b', words: 'a gzip archive. Unpack it first' },
  { mark: 'PAR1', words: 'a Parquet file. Save it as CSV first' },
  { mark: '\u0089PNG', words: 'a picture' },
  { mark: '\u00ff\u00d8\u00ff', words: 'a picture' },
  { mark: '%PDF', words: 'a PDF. Export its table as CSV first' },
  { mark: 'SQLite format 3', words: 'an SQLite database. Export the table as CSV first' },
]

/** @throws EpochwiseError file.missing, file.unreadable, import.empty, import.binary */
export async function inspectSource(path: string, workFolder: string, signal?: AbortSignal): Promise<Source> {
  await checkReadable(path)
  const encoding = await findMark(path)
  if (encoding !== null) return transcode(path, encoding, workFolder, signal)
  const scan = await scanBytes(path, signal)
  if (!scan.utf8) return transcode(path, 'windows-1252', workFolder, signal)
  if (scan.lines === 0) throw empty(path)
  return { ...scan, path, encoding: 'UTF-8' }
}

async function checkReadable(path: string): Promise<void> {
  let bytes: number
  try {
    const found = await stat(path)
    if (!found.isFile()) throw unreadable(path, 'it is not a file')
    bytes = found.size
    await (await open(path, 'r')).close()
  } catch (error) {
    if (error instanceof EpochwiseError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new EpochwiseError('file.missing', `${basename(path)} is not there. Choose another file.`, { file: path })
    }
    throw unreadable(path, 'you may not read it')
  }
  if (bytes === 0) throw empty(path)
}

/** The encoding that the first bytes announce, where it is not UTF-8. */
async function findMark(path: string): Promise<'utf-16le' | 'utf-16be' | null> {
  const file = await open(path, 'r')
  try {
    const head = Buffer.alloc(64)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    const start = head.toString('latin1', 0, bytesRead)
    const kind = kinds.find(({ mark }) => start.startsWith(mark))
    if (kind !== undefined) throw binary(path, `is ${kind.words}`)
    if (start.startsWith('\u00ff\u00fe')) return 'utf-16le'
    return start.startsWith('\u00fe\u00ff') ? 'utf-16be' : null
  } finally {
    await file.close()
  }
}

async function scanBytes(path: string, signal?: AbortSignal): Promise<Scan> {
  const counter = new ByteCounter(path)
  for await (const chunk of createReadStream(path, { highWaterMark: chunkSize, signal })) counter.add(chunk as Buffer)
  return counter.result()
}

class ByteCounter {
  readonly #path: string
  readonly #marks = new Set<string>()
  #bytes = 0
  #lines = 0
  #feeds = 0
  #returns = 0
  #pairs = 0
  #utf8 = true
  #tail: Buffer = Buffer.alloc(0)
  #lineHasText = false
  #lastByte = -1

  constructor(path: string) {
    this.#path = path
  }

  add(chunk: Buffer): void {
    if (chunk.includes(0)) throw binary(this.#path, 'holds bytes that no text has')
    this.#checkUtf8(chunk)
    for (const mark of ['"', "'"]) if (chunk.includes(mark)) this.#marks.add(mark)
    this.#countLines(chunk)
    this.#bytes += chunk.length
    this.#lastByte = chunk[chunk.length - 1]!
  }

  #checkUtf8(chunk: Buffer): void {
    if (!this.#utf8) return
    const bytes = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk])
    const whole = wholeCharacters(bytes)
    this.#utf8 = isUtf8(bytes.subarray(0, whole))
    this.#tail = Buffer.from(bytes.subarray(whole))
  }

  #countLines(chunk: Buffer): void {
    const hasReturns = chunk.includes(13) || this.#lastByte === 13
    if (!hasReturns) {
      this.#countFeeds(chunk)
      return
    }
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (byte !== 10 && byte !== 13) {
        this.#lineHasText = true
        continue
      }
      if (byte === 13) this.#returns++
      else if ((at === 0 ? this.#lastByte : chunk[at - 1]) === 13) this.#pairs++
      else this.#feeds++
      this.#endLine()
    }
  }

  #countFeeds(chunk: Buffer): void {
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      if (at > from) this.#lineHasText = true
      this.#feeds++
      this.#endLine()
      from = at + 1
    }
    if (from < chunk.length) this.#lineHasText = true
  }

  #endLine(): void {
    if (this.#lineHasText) this.#lines++
    this.#lineHasText = false
  }

  result(): Scan {
    const loneReturns = this.#returns - this.#pairs
    const kindsOfNewline = [this.#feeds, this.#pairs, loneReturns].filter((count) => count > 0).length
    const marks = this.#marks
    return {
      bytes: this.#bytes,
      lines: this.#lines + (this.#lineHasText ? 1 : 0),
      mixedNewlines: kindsOfNewline > 1,
      holds: (character) => marks.has(character),
      utf8: this.#utf8 && this.#tail.length === 0,
    }
  }
}

/** How many of the bytes are whole characters: a character cut by a chunk's end stays for the next one. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < needed ? bytes.length - back : bytes.length
    }
    if (byte < 0x80) return bytes.length
  }
  return bytes.length
}

type Foreign = 'utf-16le' | 'utf-16be' | 'windows-1252'
const encodingWords: Record<Foreign, string> = {
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252 (it is not valid UTF-8)',
}

async function transcode(path: string, encoding: Foreign, workFolder: string, signal?: AbortSignal): Promise<Source> {
  const decoder = new TextDecoder(encoding)
  const target = join(workFolder, 'decoded.csv')
  const file = await open(target, 'w')
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkSize, signal })) {
      await file.writeFile(decoder.decode(chunk as Buffer, { stream: true }))
    }
    await file.writeFile(decoder.decode())
  } finally {
    await file.close()
  }
  if ((await stat(target)).size === 0) throw empty(path)
  const scan = await scanBytes(target, signal)
  if (scan.lines === 0) throw empty(path)
  return { ...scan, path: target, encoding: encodingWords[encoding] }
}

function empty(path: string): EpochwiseError {
  return new EpochwiseError('import.empty', `${basename(path)} is empty. Choose a CSV with a header line and rows.`, {
    file: path,
  })
}

function binary(path: string, what: string): EpochwiseError {
  return new EpochwiseError('import.binary', `${basename(path)} ${what}. Choose a CSV: plain text, one row per line.`, {
    file: path,
  })
}

function unreadable(path: string, why: string): EpochwiseError {
  return new EpochwiseError('file.unreadable', `${basename(path)} cannot be read: ${why}. Choose another file.`, {
    file: path,
  })
}

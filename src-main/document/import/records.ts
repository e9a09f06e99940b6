/**
 * Where the records of a CSV begin and end, byte by byte, quotes obeyed.
 *
 * DuckDB reads a million rows faster than anything, but one quote that is never closed makes it lose hundreds of
 * thousands of them without a word. So the records are counted here, and a bad one ends at its own line's end.
 */
import { open } from 'node:fs/promises'

export type Dialect = { delimiter: string; quote: string; escape: string }

export type CsvRecord = {
  /** The record's bytes are `bytes.subarray(start, end)`, without the newline. */
  bytes: Buffer
  start: number
  end: number
  /** Of its first byte, in the file as it is; the first line is 1. */
  line: number
  fields: number
  /** Why it cannot be read, in words; null when it can. */
  fault: string | null
}

/** DuckDB's own limit for one record. */
export const longestRecord = 2_000_000

const newline = 10
const carriageReturn = 13
const space = 32
const chunkSize = 4 << 20

type Found = { end: number; fields: number; fault: string | null }

/**
 * Calls `visit` for every record that is not blank, in order, until it gives false.
 * Rejects when `signal` is aborted, and with the file's own errors.
 */
export async function scanRecords(
  path: string,
  dialect: Dialect,
  visit: (record: CsvRecord) => boolean | undefined,
  /** `onBytes` is awaited: what was visited can be dealt with before more is read. */
  options: { onBytes?: (bytes: number) => unknown; signal?: AbortSignal } = {},
): Promise<void> {
  const file = await open(path, 'r')
  try {
    const walker = new Walker(dialect, visit)
    let done = 0
    for (;;) {
      options.signal?.throwIfAborted()
      const chunk = Buffer.allocUnsafe(chunkSize)
      const { bytesRead } = await file.read(chunk, 0, chunkSize)
      const goOn = walker.feed(chunk.subarray(0, bytesRead), bytesRead === 0)
      if (bytesRead === 0 || !goOn) return
      done += bytesRead
      await options.onBytes?.(done)
    }
  } finally {
    await file.close()
  }
}

class Walker {
  readonly #delimiter: number
  readonly #quote: number
  readonly #escape: number
  readonly #visit: (record: CsvRecord) => boolean | undefined
  #rest: Buffer = Buffer.alloc(0)
  #line = 1
  #first = true
  /** Inside a record that is too long: its bytes are passed over until its line ends. */
  #skipping = false

  constructor(dialect: Dialect, visit: (record: CsvRecord) => boolean | undefined) {
    this.#delimiter = dialect.delimiter.charCodeAt(0)
    this.#quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0)
    this.#escape = dialect.escape === '' ? this.#quote : dialect.escape.charCodeAt(0)
    this.#visit = visit
  }

  /** false: the visitor has seen enough. */
  feed(chunk: Buffer, last: boolean): boolean {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let start = this.#first && hasMark(bytes) ? 3 : 0
    if (bytes.length >= 3) this.#first = false
    while (start < bytes.length) {
      if (this.#skipping) {
        const end = lineEnd(bytes, start)
        if (end === -1) break
        this.#skipping = false
        start = this.#pass(bytes, end, start)
        continue
      }
      const found = this.#find(bytes, start, last)
      if (found === null) break
      if (found.end > start && !this.#report(bytes, start, found)) return false
      if (found.end === -1) break
      start = this.#pass(bytes, found.end, start)
    }
    this.#rest = this.#skipping ? Buffer.alloc(0) : bytes.subarray(start)
    return true
  }

  #report(bytes: Buffer, start: number, found: Found): boolean {
    return this.#visit({ bytes, start, line: this.#line, ...found }) !== false
  }

  /** Over the newline at `end`; counts the lines of what was passed. Gives where the next record starts. */
  #pass(bytes: Buffer, end: number, start: number): number {
    this.#line += 1 + countLines(bytes, start, end)
    return bytes[end] === carriageReturn && bytes[end + 1] === newline ? end + 2 : end + 1
  }

  /** null: more bytes are needed. */
  #find(bytes: Buffer, start: number, last: boolean): Found | null {
    const found = this.#parse(bytes, start, last)
    if (found !== null && found.fault === null) {
      return found.end - start > longestRecord ? { ...found, fault: 'It is longer than 2 MB.' } : found
    }
    const pending = bytes.length - start
    if (found === null && !last && pending <= longestRecord) return null
    const end = lineEnd(bytes, start)
    const fault =
      found?.fault ?? (end === -1 && !last ? 'It is longer than 2 MB.' : 'A quote is opened and never closed.')
    if (end !== -1) return { end, fields: 1, fault }
    if (last) return { end: bytes.length, fields: 1, fault }
    if (pending <= longestRecord) return null
    this.#visit({ bytes, start, end: start + 1000, line: this.#line, fields: 1, fault })
    this.#skipping = true
    return { end: -1, fields: 0, fault }
  }

  #parse(bytes: Buffer, start: number, last: boolean): Found | null {
    const length = bytes.length
    let at = start
    for (let fields = 1; ; fields++) {
      let field = at
      while (bytes[field] === space && this.#delimiter !== space) field++
      if (bytes[field] === this.#quote && this.#quote !== -1) {
        const close = this.#closing(bytes, field + 1)
        if (close === -1) return null
        at = close + 1
        while (bytes[at] === space && this.#delimiter !== space) at++
        if (at < length && !this.#endsField(bytes[at]!)) {
          return { end: -1, fields, fault: `Text follows the closing quote of cell ${fields}.` }
        }
      } else {
        while (at < length && !this.#endsField(bytes[at]!)) at++
      }
      if (at >= length) return last ? { end: length, fields, fault: null } : null
      // A carriage return at the very end may be half of a pair.
      if (bytes[at] === carriageReturn && at + 1 >= length && !last) return null
      if (bytes[at] !== this.#delimiter) return { end: at, fields, fault: null }
      at++
    }
  }

  #endsField(byte: number): boolean {
    return byte === this.#delimiter || byte === newline || byte === carriageReturn
  }

  /** Where the quoted text that starts at `from` ends: the place of its closing quote; -1: not in these bytes. */
  #closing(bytes: Buffer, from: number): number {
    if (this.#escape !== this.#quote) {
      for (let at = from; at < bytes.length; at++) {
        if (bytes[at] === this.#escape) at++
        else if (bytes[at] === this.#quote) return at
      }
      return -1
    }
    for (let at = bytes.indexOf(this.#quote, from); at !== -1; at = bytes.indexOf(this.#quote, at + 2)) {
      if (bytes[at + 1] !== this.#quote) return at
    }
    return -1
  }
}

export function hasMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

function lineEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === newline || bytes[at] === carriageReturn) return at
  }
  return -1
}

function countLines(bytes: Buffer, start: number, end: number): number {
  let lines = 0
  for (let at = start; at < end; at++) {
    if (bytes[at] === newline || (bytes[at] === carriageReturn && bytes[at + 1] !== newline)) lines++
  }
  return lines
}

/** The texts of a record's cells, unquoted. */
export function splitFields(record: CsvRecord, dialect: Dialect): string[] {
  const text = record.bytes.toString('utf8', record.start, record.end)
  const { delimiter, quote } = dialect
  const escape = dialect.escape === '' ? quote : dialect.escape
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (quoted && char === escape && (escape !== quote || text[i + 1] === quote)) cell += text[++i] ?? ''
    else if (char === quote && (quoted || cell.trim() === '')) quoted = !quoted
    else if (char === delimiter && !quoted) {
      cells.push(cell)
      cell = ''
    } else cell += char
  }
  return [...cells, cell]
}

/**
 * Where the records of a CSV begin and end, byte by byte, quotes obeyed.
 *
 * DuckDB reads a million rows faster than anything, but one quote that is never closed makes it lose hundreds of
 * thousands of them without a word, and papaparse loses them too. So the records are counted here, and a bad one ends
 * at its own line's end.
 */
import { open } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'

/** `delimiter`: one to four characters. `quote`: '' where quotes are plain text. */
export type Dialect = { delimiter: string; quote: string; escape: string }

export type CsvRecord = {
  /** The record's bytes are `bytes.subarray(start, end)`, without the newline. */
  bytes: Buffer
  start: number
  end: number
  /** Of its first byte, in the file as it is; the first line is 1. */
  line: number
  /** 0 where only records are counted. */
  fields: number
  /** Why it cannot be read as it stands, in words; null when it can. */
  fault: string | null
  /** Too long for the table: only its beginning is here. */
  tooLong: boolean
}

/** Longer records are left out: they would need their size many times over in memory. */
export const longestRecord = 32 << 20
const tooLongWords = `It is longer than ${longestRecord >> 20} MB.`

const newline = 10
const carriageReturn = 13
const space = 32
const chunkSize = 4 << 20

type Found = { end: number; fields: number; fault: string | null; tooLong?: boolean }

export type RecordOptions = {
  /** Awaited: what was visited can be dealt with before more is read. */
  onBytes?: (bytes: number) => unknown
  signal?: AbortSignal
  /** Fields are not needed: lines without a quote are passed over quickly. */
  countOnly?: boolean
  /** A quoted text over several lines that are each a row of so many cells was opened by a stray quote. */
  columns?: number
  /** Lines within a quoted text are lines of the file; not so where every row of the file is one. */
  innerLines?: boolean
}

/**
 * Calls `visit` for every record that is not blank, in order, until it gives false.
 * Rejects when `signal` is aborted, and with the file's own errors.
 */
export async function scanRecords(
  path: string,
  dialect: Dialect,
  visit: (record: CsvRecord) => boolean | undefined,
  options: RecordOptions = {},
): Promise<void> {
  const file = await open(path, 'r')
  try {
    const walker = new Walker(dialect, visit, options)
    let done = 0
    for (;;) {
      options.signal?.throwIfAborted()
      const chunk = Buffer.allocUnsafe(chunkSize)
      const { bytesRead } = await file.read(chunk, 0, chunkSize)
      const goOn = walker.feed(chunk.subarray(0, bytesRead), bytesRead === 0)
      if (bytesRead === 0 || !goOn) return
      done += bytesRead
      await options.onBytes?.(done)
      // File reads alone would not let a cancel in.
      await setImmediate()
    }
  } finally {
    await file.close()
  }
}

/** The records of bytes that are all there, at most so many of them. */
export function recordsOf(bytes: Buffer, dialect: Dialect, options: RecordOptions = {}, most = Infinity): CsvRecord[] {
  const records: CsvRecord[] = []
  const walker = new Walker(dialect, (record) => records.push(record) < most, options)
  if (walker.feed(bytes, false)) walker.feed(Buffer.alloc(0), true)
  return records
}

class Walker {
  readonly #visit: (record: CsvRecord) => boolean | undefined
  readonly #options: RecordOptions
  readonly #delimiter: Buffer
  readonly #first: number
  readonly #quote: number
  readonly #escape: number
  #rest: Buffer = Buffer.alloc(0)
  #line = 1
  #begun = false
  /** In a record that is too long, up to its line's end. */
  #skipping = false
  /** Where the next quote and the next return of these bytes are; -1: none. */
  #nextQuote = 0
  #nextReturn = 0

  constructor(dialect: Dialect, visit: (record: CsvRecord) => boolean | undefined, options: RecordOptions) {
    this.#delimiter = Buffer.from(dialect.delimiter)
    this.#first = this.#delimiter[0]!
    this.#quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0)
    this.#escape = dialect.escape === '' ? this.#quote : dialect.escape.charCodeAt(0)
    this.#visit = visit
    this.#options = options
  }

  /** false: the visitor has seen enough. */
  feed(chunk: Buffer, last: boolean): boolean {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let start = !this.#begun && hasMark(bytes) ? 3 : 0
    if (bytes.length >= 3) this.#begun = true
    this.#nextQuote = this.#quote === -1 ? -1 : bytes.indexOf(this.#quote)
    this.#nextReturn = bytes.indexOf(carriageReturn)
    while (start < bytes.length) {
      if (this.#skipping) {
        const end = this.#lineEnd(bytes, start)
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

  #report(bytes: Buffer, start: number, { end, fields, fault, tooLong = false }: Found): boolean {
    return this.#visit({ bytes, start, line: this.#line, end, fields, fault, tooLong }) !== false
  }

  /** Over the newline at `end`; counts the lines of what was passed. Gives where the next record starts. */
  #pass(bytes: Buffer, end: number, start: number): number {
    this.#line += 1 + (this.#options.innerLines === false ? 0 : countLines(bytes, start, end))
    return bytes[end] === carriageReturn && bytes[end + 1] === newline ? end + 2 : end + 1
  }

  /** null: more bytes are needed. */
  #find(bytes: Buffer, start: number, last: boolean): Found | null {
    const found = this.#quick(bytes, start) ?? this.#parse(bytes, start, last)
    if (found !== null && found.fault === null) {
      if (found.end - start > longestRecord) return { ...found, fault: tooLongWords, tooLong: true }
      if (!this.#swallows(bytes, start, found.end)) return found
      return { end: this.#lineEnd(bytes, start), fields: 1, fault: 'A quote is opened that belongs to the text.' }
    }
    const pending = bytes.length - start
    if (found === null && !last && pending <= longestRecord) return null
    const end = this.#lineEnd(bytes, start)
    const fault = found?.fault ?? (end === -1 && !last ? tooLongWords : 'A quote is opened and never closed.')
    if (end !== -1 || last) {
      const at = end === -1 ? bytes.length : end
      return at - start > longestRecord
        ? { end: at, fields: 1, fault: tooLongWords, tooLong: true }
        : { end: at, fields: 1, fault }
    }
    if (pending <= longestRecord) return null
    this.#visit({ bytes, start, end: start + 1000, line: this.#line, fields: 1, fault: tooLongWords, tooLong: true })
    this.#skipping = true
    return { end: -1, fields: 0, fault }
  }

  /** A line without a quote is a record. null: it has one, its end is not here, or its fields are wanted. */
  #quick(bytes: Buffer, start: number): Found | null {
    if (this.#options.countOnly !== true) return null
    const end = this.#lineEnd(bytes, start)
    if (end === -1 || (bytes[end] === carriageReturn && end + 1 >= bytes.length)) return null
    if (this.#quoteFrom(bytes, start) !== -1 && this.#nextQuote < end) return null
    return { end, fields: 0, fault: null }
  }

  #quoteFrom(bytes: Buffer, from: number): number {
    if (this.#nextQuote !== -1 && this.#nextQuote < from) this.#nextQuote = bytes.indexOf(this.#quote, from)
    return this.#nextQuote
  }

  #lineEnd(bytes: Buffer, from: number): number {
    if (this.#nextReturn !== -1 && this.#nextReturn < from) this.#nextReturn = bytes.indexOf(carriageReturn, from)
    const feed = bytes.indexOf(newline, from)
    if (this.#nextReturn === -1) return feed
    return feed === -1 ? this.#nextReturn : Math.min(feed, this.#nextReturn)
  }

  #parse(bytes: Buffer, start: number, last: boolean): Found | null {
    const length = bytes.length
    let at = start
    for (let fields = 1; ; fields++) {
      let field = at
      while (bytes[field] === space && this.#first !== space) field++
      if (bytes[field] === this.#quote && this.#quote !== -1) {
        const close = this.#closing(bytes, field + 1)
        if (close === -1) return null
        at = close + 1
        while (bytes[at] === space && this.#first !== space) at++
        if (at < length && !this.#endsField(bytes, at)) {
          return { end: -1, fields, fault: `Text follows the closing quote of cell ${fields}.` }
        }
      } else {
        while (at < length && !this.#endsField(bytes, at)) at++
      }
      if (at >= length) return last ? { end: length, fields, fault: null } : null
      // A carriage return at the very end may be half of a pair.
      if (bytes[at] === carriageReturn && at + 1 >= length && !last) return null
      if (bytes[at] === newline || bytes[at] === carriageReturn) return { end: at, fields, fault: null }
      at += this.#delimiter.length
    }
  }

  #endsField(bytes: Buffer, at: number): boolean {
    const byte = bytes[at]!
    return byte === newline || byte === carriageReturn || (byte === this.#first && isAt(this.#delimiter, bytes, at))
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

  /** Does this record hold whole rows of the table within a quoted text? */
  #swallows(bytes: Buffer, start: number, end: number): boolean {
    const { columns = 1 } = this.#options
    if (columns < 2) return false
    let from = lineEndBefore(bytes, start, end) + 1
    if (from === 0) return false
    for (let lines = 0; ; lines++) {
      if (bytes[from] === newline && bytes[from - 1] === carriageReturn) from++
      const to = lineEndBefore(bytes, from, end)
      if (to === -1) return lines > 0
      if (to === from || !this.#isPlainRow(bytes, from, to, columns)) return false
      from = to + 1
    }
  }

  /** So many cells, none of them quoted, and no comma as prose has it, with a space behind. */
  #isPlainRow(bytes: Buffer, start: number, end: number, columns: number): boolean {
    let fields = 1
    for (let at = start; at < end; at++) {
      if (bytes[at] === this.#quote) return false
      if (bytes[at] !== this.#first || !isAt(this.#delimiter, bytes, at)) continue
      if (bytes[at + this.#delimiter.length] === space) return false
      fields++
    }
    return fields === columns
  }
}

/** -1: none before `end`. */
function lineEndBefore(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at++) if (bytes[at] === newline || bytes[at] === carriageReturn) return at
  return -1
}

function isAt(delimiter: Buffer, bytes: Buffer, at: number): boolean {
  for (let i = 1; i < delimiter.length; i++) if (bytes[at + i] !== delimiter[i]) return false
  return true
}

export function hasMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

function countLines(bytes: Buffer, start: number, end: number): number {
  let lines = 0
  for (let at = start; at < end; at++) {
    if (bytes[at] === newline || (bytes[at] === carriageReturn && bytes[at + 1] !== newline)) lines++
  }
  return lines
}

export function recordText({ bytes, start, end }: CsvRecord): string {
  return bytes.toString('utf8', start, end)
}

/** The texts of a record's cells, unquoted; with its quotes as plain text where it has a fault. */
export function splitFields(record: CsvRecord, dialect: Dialect): string[] {
  return splitCells(record, dialect).map(({ text }) => text)
}

export type SplitCell = { text: string; quoted: boolean }

export function splitCells(record: CsvRecord, dialect: Dialect): SplitCell[] {
  const text = recordText(record)
  const { delimiter, quote } = dialect
  if (record.fault !== null || quote === '' || !text.includes(quote)) {
    return text.split(delimiter).map((cell) => ({ text: cell, quoted: false }))
  }
  const escape = dialect.escape === '' ? quote : dialect.escape
  const cells: SplitCell[] = []
  let at = 0
  for (;;) {
    const opening = quoteAfterSpaces(text, at, quote, delimiter)
    const { cell, end } = opening === -1 ? { cell: '', end: at } : unquote(text, opening + 1, quote, escape)
    const next = text.indexOf(delimiter, end)
    const plain = opening === -1 ? text.slice(at, next === -1 ? undefined : next) : cell
    cells.push({ text: plain, quoted: opening !== -1 })
    if (next === -1) return cells
    at = next + delimiter.length
  }
}

/** -1: the cell does not begin with a quote. */
function quoteAfterSpaces(text: string, from: number, quote: string, delimiter: string): number {
  let at = from
  if (!delimiter.startsWith(' ')) while (text[at] === ' ') at++
  return text[at] === quote ? at : -1
}

/** `end`: behind the closing quote. */
function unquote(text: string, from: number, quote: string, escape: string): { cell: string; end: number } {
  let cell = ''
  let piece = from
  for (let at = from; at < text.length; at++) {
    const char = text[at]!
    if (char === escape && (escape !== quote || text[at + 1] === quote)) {
      cell += text.slice(piece, at) + (text[at + 1] ?? '')
      at++
      piece = at + 1
    } else if (char === quote) return { cell: cell + text.slice(piece, at), end: at + 1 }
  }
  return { cell: cell + text.slice(piece), end: text.length }
}

/** The slow way in, for files with faults: the records that fit go to a clean file, the others on the list. */
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { ListedRow } from '../../../src-shared/table'
import type { CsvRecord, Dialect } from './records'
import { scanRecords } from './records'

export const listLimit = 1000
const textLimit = 1000

export type Layout = Dialect & {
  columns: number
  header: boolean
  /** Records above the header that are none of the table's. */
  skip: number
}

export type Normalised = { rows: number; listed: ListedRow[]; listedCount: number }

/** Writes the rows that fit to `target`: no header, one kind of newline. */
export async function normalise(
  path: string,
  layout: Layout,
  target: string,
  options: { onBytes?: (bytes: number) => void; signal?: AbortSignal } = {},
): Promise<Normalised> {
  const out = createWriteStream(target)
  const failed = new Promise<never>((_, reject) => out.once('error', reject))
  failed.catch(() => undefined)
  const result: Normalised = { rows: 0, listed: [], listedCount: 0 }
  const parts: Buffer[] = []
  let pending = 0
  let index = 0
  await scanRecords(
    path,
    layout,
    (record) => {
      const place = index++
      if (layout.header && place === layout.skip) return undefined
      const reason = place < layout.skip ? 'It stands above the header.' : whyNot(record, layout)
      if (reason !== null) {
        list(result, record, reason)
        return undefined
      }
      result.rows++
      pending += record.end - record.start + 1
      parts.push(record.bytes.subarray(record.start, record.end), lineFeed)
      return undefined
    },
    {
      signal: options.signal,
      onBytes: (bytes) => {
        options.onBytes?.(bytes)
        if (pending > 0) out.write(Buffer.concat(parts.splice(0)))
        pending = 0
      },
    },
  )
  out.end(Buffer.concat(parts))
  await Promise.race([finished(out), failed])
  return result
}

const lineFeed = Buffer.from('\n')

function whyNot(record: CsvRecord, layout: Layout): string | null {
  if (record.fault !== null) return record.fault
  if (record.fields === layout.columns) return null
  return `It has ${count(record.fields)}, the table ${count(layout.columns)}.`
}

function count(cells: number): string {
  return cells === 1 ? '1 cell' : `${cells} cells`
}

function list(result: Normalised, record: CsvRecord, reason: string): void {
  result.listedCount++
  if (result.listed.length >= listLimit) return
  const end = Math.min(record.end, record.start + 4 * textLimit)
  const text = record.bytes.toString('utf8', record.start, end).slice(0, textLimit)
  result.listed.push({ line: record.line, reason, text })
}

export type Census = { records: number; faults: number; firstFields: number }

/** How many records there are, and whether any has a fault of its quotes. */
export async function countRecords(path: string, dialect: Dialect, signal?: AbortSignal): Promise<Census> {
  const census: Census = { records: 0, faults: 0, firstFields: 0 }
  await scanRecords(
    path,
    dialect,
    (record) => {
      if (census.records === 0) census.firstFields = record.fields
      census.records++
      if (record.fault !== null) census.faults++
      return undefined
    },
    { signal },
  )
  return census
}

/** The lines (from 1) on which the rows with these numbers (from 1, ascending) begin. */
export async function findLines(path: string, layout: Layout, rows: readonly number[]): Promise<Map<number, number>> {
  const lines = new Map<number, number>()
  let index = 0
  let row = 0
  let next = 0
  await scanRecords(path, layout, (record) => {
    const place = index++
    if (place < layout.skip || (layout.header && place === layout.skip) || whyNot(record, layout) !== null)
      return undefined
    row++
    if (row === rows[next]) {
      lines.set(row, record.line)
      next++
    }
    return next < rows.length
  })
  return lines
}

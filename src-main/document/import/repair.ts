/** The slow way in, for files with faults: every record made to fit, or left out, with a note of what was done. */
import type { ImportRules, ListedRow, RowNote } from '../../../src-shared/import'
import type { ScanOptions } from './byte-scan'
import type { CsvRecord } from './records'
import type { Layout, Zone } from './layout'
import type { Source } from './source'
import { importLimits } from '../../../src-shared/import'
import { aboveWords, belowWords } from './remedies'
import { scanOptions, zones } from './layout'
import { recordText, scanRecords, splitFields } from './records'
import { csvLine, LineWriter } from './write-rows'

const textLimit = 1000

export type Fitted = { cells: string[]; note: RowNote | null; reason: string }

/** The record's cells, as many as there are columns. */
export function fitted(record: CsvRecord, layout: Layout, faulty: ImportRules['faulty']): Fitted {
  if (record.tooLong) return { cells: [], note: 'rejected', reason: record.fault! }
  const cells = splitFields(record, layout)
  const reasons = [
    ...(record.fault === null ? [] : [`${record.fault}${faulty === 'repair' ? ' Its quotes were read as text.' : ''}`]),
    ...widthReason(cells, layout.columns, faulty),
  ]
  if (reasons.length === 0) return { cells, note: null, reason: '' }
  const reason = reasons.join(' ')
  if (faulty === 'reject') return { cells, note: 'rejected', reason }
  const note = record.fault !== null ? 'literal' : cells.length < layout.columns ? 'padded' : 'cut'
  const filler = new Array<string>(Math.max(0, layout.columns - cells.length)).fill('')
  return { cells: [...cells.slice(0, layout.columns), ...filler], note, reason }
}

function widthReason(cells: readonly string[], columns: number, faulty: ImportRules['faulty']): string[] {
  if (cells.length === columns) return []
  const has = `It has ${count(cells.length)}, the table ${count(columns)}`
  if (faulty === 'reject') return [`${has}.`]
  if (cells.length < columns) return [`${has}: the rest was left empty.`]
  const extra = cells.slice(columns).every((cell) => cell.trim() === '') ? 'empty ones were' : 'rest was'
  return [`${has}: the ${extra} cut off.`]
}

function count(cells: number): string {
  return cells === 1 ? '1 cell' : `${cells} cells`
}

export type Accounts = {
  rows: number
  listed: ListedRow[]
  listedCount: number
  repaired: ListedRow[]
  repairedCount: number
  /** Bytes of the longest row that was written, about. */
  longest: number
}

export function noAccounts(): Accounts {
  return { rows: 0, listed: [], listedCount: 0, repaired: [], repairedCount: 0, longest: 0 }
}

/** Places of the remedies in the report; `remediesFor` makes them. */
export const remedyPlaces: Record<RowNote | 'above' | 'below', number | null> = {
  padded: 0,
  cut: 0,
  rejected: 1,
  literal: 2,
  replaced: 3,
  above: 4,
  below: 5,
}

/** Writes the rows to `target` as a CSV of ours, without a header; what did not fit is in the accounts. */
export async function repair(
  source: Source,
  layout: Layout,
  faulty: ImportRules['faulty'],
  target: string,
  options: ScanOptions = {},
): Promise<Accounts> {
  const accounts = noAccounts()
  const writer = await LineWriter.open(target)
  try {
    const walker = new RepairWalker(source, layout, faulty, accounts)
    await scanRecords(source.path, layout, (record) => walker.take(record), {
      ...scanOptions(layout, { signal: options.signal }),
      onBytes: async (bytes) => {
        options.onBytes?.(bytes, accounts.rows)
        for (const line of walker.lines.splice(0)) await writer.write(line)
      },
    })
    walker.end()
    for (const line of walker.lines.splice(0)) await writer.write(line)
    await writer.flush()
  } finally {
    await writer.close()
  }
  return accounts
}

class RepairWalker {
  readonly lines: string[] = []
  readonly #source: Source
  readonly #layout: Layout
  readonly #faulty: ImportRules['faulty']
  readonly #accounts: Accounts
  readonly #zoneOf: (record: CsvRecord) => Zone
  /** The last rows seen, that may turn out to stand below the table. */
  readonly #waiting: { line: number; text: string; make: () => void }[] = []

  constructor(source: Source, layout: Layout, faulty: ImportRules['faulty'], accounts: Accounts) {
    this.#source = source
    this.#layout = layout
    this.#faulty = faulty
    this.#accounts = accounts
    this.#zoneOf = zones(layout)
    for (const [line, reason] of source.faults) {
      accounts.listed.push({ line, what: 'rejected', reason, text: '', remedy: null })
    }
    accounts.listedCount = source.faultCount
  }

  take(record: CsvRecord): undefined {
    const zone = this.#zoneOf(record)
    if (zone === 'above') this.#list(record, aboveWords, 'above')
    else if (zone === 'row' && this.#layout.footer === 0) this.#row(record)
    else if (zone === 'row') this.#wait(record)
  }

  /** The record's bytes are gone when its turn comes: what is needed of it is kept. */
  #wait(record: CsvRecord): void {
    const kept = {
      ...record,
      bytes: Buffer.from(record.bytes.subarray(record.start, record.end)),
      start: 0,
      end: record.end - record.start,
    }
    this.#waiting.push({ line: record.line, text: beginning(kept), make: () => this.#row(kept) })
    if (this.#waiting.length > this.#layout.footer) this.#waiting.shift()!.make()
  }

  end(): void {
    for (const { line, text } of this.#waiting) {
      this.#add('listed', { line, what: 'rejected', reason: belowWords, text, remedy: remedyPlaces.below })
    }
    this.#accounts.listed.sort((a, b) => a.line - b.line)
  }

  #row(record: CsvRecord): void {
    const { cells, note, reason } = fitted(record, this.#layout, this.#faulty)
    if (note === 'rejected') {
      this.#list(record, reason, 'rejected')
      return
    }
    this.#accounts.rows++
    const damaged = this.#isDamaged(record)
    if (note !== null || damaged) this.#note(record, note ?? 'replaced', [reason, ...(damaged ? [damagedWords] : [])])
    const line = csvLine(cells, this.#layout.delimiter)
    // A letter has at most three bytes in UTF-8 for each of its units here.
    this.#accounts.longest = Math.max(this.#accounts.longest, 3 * line.length)
    this.lines.push(line)
  }

  #isDamaged({ bytes, start, end, line }: CsvRecord): boolean {
    const { lines } = this.#source.damage
    if (lines.size === 0) return false
    if (lines.has(line)) return true
    if (!this.#layout.innerLines) return false
    let at = line
    for (let i = start; i < end; i++) if (bytes[i] === 10 && lines.has(++at)) return true
    return false
  }

  #note(record: CsvRecord, what: RowNote, reasons: readonly string[]): void {
    const reason = reasons.filter((one) => one !== '').join(' ')
    this.#add('repaired', { line: record.line, what, reason, text: beginning(record), remedy: remedyPlaces[what] })
  }

  #list(record: CsvRecord, reason: string, why: 'above' | 'rejected'): void {
    const remedy = record.tooLong ? null : remedyPlaces[why]
    this.#add('listed', { line: record.line, what: 'rejected', reason, text: beginning(record), remedy })
  }

  #add(list: 'listed' | 'repaired', row: ListedRow): void {
    this.#accounts[`${list}Count`]++
    if (this.#accounts[list].length < importLimits.listed) this.#accounts[list].push(row)
  }
}

const damagedWords = 'It held bytes that no text has: they were replaced or left out.'

function beginning(record: CsvRecord): string {
  return recordText({ ...record, end: Math.min(record.end, record.start + 4 * textLimit) }).slice(0, textLimit)
}

/** The lines (from 1) on which the rows with these numbers (from 1, ascending) begin. */
export async function findLines(
  path: string,
  layout: Layout,
  faulty: ImportRules['faulty'],
  rows: readonly number[],
  signal?: AbortSignal,
): Promise<Map<number, number>> {
  const lines = new Map<number, number>()
  const zoneOf = zones(layout)
  let [row, next] = [0, 0]
  await scanRecords(
    path,
    layout,
    (record) => {
      if (zoneOf(record) !== 'row' || record.tooLong) return true
      if (faulty === 'reject' && fitted(record, layout, faulty).note === 'rejected') return true
      if (++row === rows[next]) {
        lines.set(row, record.line)
        next++
      }
      return next < rows.length
    },
    scanOptions(layout, { signal, countOnly: faulty === 'repair' }),
  )
  return lines
}

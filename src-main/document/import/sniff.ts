/**
 * How a text is parted into cells, found from its beginning.
 *
 * Every way of parting is tried, and the one taken that makes the most regular table of the most ordinary cells (the
 * idea of CleverCSV: G.J.J. van den Burg, A. Nazábal, C. Sutton, “Wrangling messy CSV files by detecting row and type
 * patterns”, 2019). DuckDB's own sniffer is strict: it gives up on ragged rows, and skips rows where it sees a pattern.
 */
import type { ImportRules } from '../../../src-shared/import'
import type { Sample } from './sample'
import type { CsvRecord, Dialect, SplitCell } from './records'
import { dialectLine } from './layout'
import { lookOf } from './looks'
import { splitCells, splitFields } from './records'
import { headRecords } from './sample'

const delimiters = [',', ';', '\t', '|', '||', ', ']
const mostRecords = 400

export type Sniffed = Dialect & { skip: number; columns: number; header: boolean; headerLines: number; footer: number }

export function sniff(sample: Sample): Sniffed {
  const said = dialectLine.exec(sample.head.toString('utf8', 0, 40))
  const dialect = said === null ? findDialect(sample) : bestOf(sample, [said[1]!], 1)
  return { ...dialect, ...findTable(sample, dialect, said === null ? 0 : 1) }
}

function findDialect(sample: Sample): Dialect {
  // Where bars stand in pairs only, a pair is the delimiter, not an empty cell between two.
  const paired = sample.head.includes('||') && !/(?:^|[^|])\|(?!\|)/.test(sample.head.toString('latin1'))
  return bestOf(sample, paired ? delimiters.filter((one) => one !== '|') : delimiters, 0)
}

function bestOf(sample: Sample, candidates: readonly string[], skip: number): Dialect {
  let best: { dialect: Dialect; score: number } | null = null
  for (const delimiter of candidates) {
    for (const quoting of quotings(sample)) {
      const dialect = { delimiter, ...quoting }
      const records = headRecords(sample, dialect, {}, mostRecords + skip).filter(({ line }) => line > skip)
      const score = scoreOf(records, dialect)
      if (best === null || score > best.score + 1e-9) best = { dialect, score }
    }
  }
  return best!.dialect
}

/** Apostrophes are tried only where cells begin with them, backslashes only where they stand before quotes. */
function quotings({ head }: Sample): Pick<Dialect, 'quote' | 'escape'>[] {
  const ways = [{ quote: '"', escape: '"' }]
  if (head.includes('\\"')) ways.push({ quote: '"', escape: '\\' })
  if (/(?:^|[,;\t|])\s?'/m.test(head.toString('latin1'))) {
    ways.push({ quote: "'", escape: "'" })
    if (head.includes("\\'")) ways.push({ quote: "'", escape: '\\' })
  }
  return ways
}

function scoreOf(records: readonly CsvRecord[], dialect: Dialect): number {
  if (records.length === 0) return 0
  const rows = records.map((record) => splitCells(record, dialect))
  const width = commonest(rows.map((row) => row.length))
  const regular = rows.filter((row) => row.length === width).length / rows.length
  const faultless = records.filter(({ fault }) => fault === null).length / records.length
  const ordinary = share(rows.flatMap((row) => row.map((cell) => isOrdinary(cell, dialect))))
  const wide = width === 1 ? 0.05 : 1 - 1 / width
  return regular ** 2 * faultless ** 2 * ordinary ** 2 * (0.6 + 0.4 * wide) * (width === 1 ? 0.3 : 1)
}

/** A cell that is no number, no date and holds what could part cells or quote them tells that it was parted wrongly. */
function isOrdinary({ text, quoted }: SplitCell, { delimiter }: Dialect): boolean {
  if (quoted || (text === text.trim() && lookOf(text) !== 'text')) return true
  if (delimiter === ',' && text.startsWith(' ')) return false
  return !(delimiter === ', ' ? /[;\t|"]|^'|'$/ : /[,;\t|"]|^'|'$/).test(text)
}

function share(answers: readonly boolean[]): number {
  return answers.length === 0 ? 0 : answers.filter(Boolean).length / answers.length
}

/** Of equally common ones the larger. */
function commonest(numbers: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const one of numbers) counts.set(one, (counts.get(one) ?? 0) + 1)
  let best = 1
  for (const [one, count] of counts) {
    const least = counts.get(best) ?? 0
    if (count > least || (count === least && one > best)) best = one
  }
  return best
}

/** How many columns there are when the cells are parted so. */
export function widthOf(sample: Sample, rules: Dialect & Pick<ImportRules, 'skip' | 'header'>): number {
  const rows = headRecords(sample, rules, {}, 5 * mostRecords + rules.skip)
    .filter(({ line }) => line > rules.skip)
    .map((record) => splitFields(record, rules))
  const width = commonest(rows.map((row) => row.length))
  return columnCount(rows[0] ?? [], width, rules.header)
}

type Table = { skip: number; columns: number; header: boolean; headerLines: number; footer: number }

function findTable(sample: Sample, dialect: Dialect, skip: number): Table {
  const records = headRecords(sample, dialect, {}, 5 * mostRecords + skip).filter(({ line }) => line > skip)
  const rows = records.map((record) => splitFields(record, dialect))
  const width = commonest(rows.map((row) => row.length))
  const first = belowProse(rows, firstOfTable(rows, width), width)
  const above = first === 0 ? skip : records[first]!.line - 1
  const table = rows.slice(first)
  const headerLines = countHeaders(table, width)
  const columns = columnCount(table[0] ?? [], width, headerLines > 0)
  return {
    skip: above,
    columns,
    header: headerLines > 0,
    headerLines: Math.max(1, headerLines),
    footer: countFooter(sample, dialect, width, table.length),
  }
}

/** The first row of the common width; the one before it where that is a header with one name too many or too few. */
function firstOfTable(rows: readonly string[][], width: number): number {
  const first = rows.findIndex((row) => row.length === width)
  if (first <= 0 || width === 1) return 0
  const before = rows[first - 1]!
  const isHeader =
    Math.abs(before.length - width) <= 1 && before.length > 1 && before.every((cell) => lookOf(cell) === 'text')
  return isHeader ? first - 1 : first
}

const mostCompared = 50

/** “Report, made in May”: a sentence with as many commas as the table, above the header. The table has no spaces there. */
function belowProse(rows: readonly string[][], first: number, width: number): number {
  const [line = [], next = [], ...below] = rows.slice(first, first + mostCompared)
  const body = below.filter((row) => row.length === width)
  const isProse = line.slice(1).some((cell) => cell.startsWith(' '))
  if (width < 2 || !isProse || next.length !== width || body.length === 0) return first
  if ([next, ...body].some((row) => row.slice(1).some((cell) => cell.startsWith(' ')))) return first
  const isNamed = next.every((cell) => lookOf(cell) === 'text') && isHeader(next, looksOf(body, width), body)
  return isNamed ? first + 1 : first
}

function looksOf(body: readonly string[][], width: number): Look[] {
  return Array.from({ length: width }, (_, i) => columnLook(body.map((row) => row[i]!)))
}

/** A header names columns that no row has: they are there, empty. Without their names they are not. */
function columnCount(header: readonly string[], width: number, isHeader: boolean): number {
  if (!isHeader || header.length <= width) return width
  const named = header.findLastIndex((cell) => cell.trim() !== '') + 1
  return Math.max(width, named)
}

const mostHeaders = 3

/** How many rows at the top are names: texts above columns of numbers or dates; 0: the first row is a row. */
function countHeaders(rows: readonly string[][], width: number): number {
  const [first, ...below] = rows
  if (first === undefined) return 0
  const body = below.slice(0, mostRecords).filter((row) => row.length === width)
  const looks = looksOf(body.slice(body.length > 8 ? mostHeaders : 0), width)
  if (!isHeader(first, looks, body)) return 0
  const typed = looks.filter((look) => look === 'number' || look === 'date').length
  let lines = 1
  while (lines < mostHeaders && typed >= 2 && body.length > lines + 3 && isSecondHeader(rows[lines]!, looks)) lines++
  return lines
}

/** What nearly all filled cells look like. */
function columnLook(cells: readonly string[]): Look {
  const looks = cells.map(lookOf).filter((look) => look !== 'empty')
  for (const look of ['number', 'date'] as const) {
    if (looks.length > 0 && looks.filter((one) => one === look).length >= 0.8 * looks.length) return look
  }
  return looks.length === 0 ? 'empty' : 'text'
}
type Look = ReturnType<typeof lookOf>

function isHeader(first: readonly string[], looks: readonly Look[], body: readonly string[][]): boolean {
  const typed = looks.map((look, i) => ({ look, cell: lookOf(first[i] ?? ''), text: (first[i] ?? '').trim() }))
  const columns = typed.filter(({ look }) => look === 'number' || look === 'date')
  if (columns.some(({ cell }) => cell === 'text'))
    return columns.filter(({ cell }) => cell === 'text').length >= columns.length / 2 || areNames(columns)
  const others = typed.filter(({ look }) => look === 'text' || look === 'empty')
  if (columns.some(({ cell }) => cell !== 'empty'))
    return areYears(columns, body, looks) && others.some(({ cell }) => cell === 'text')
  // Only texts: names are there, none twice, and none stands in its own column again.
  const names = first.map((cell) => cell.trim())
  if (body.length === 0) return names.every((name) => lookOf(name) === 'text')
  const repeats = names.some((name, i) => name !== '' && body.some((row) => row[i]?.trim() === name))
  return !repeats && typed.every(({ cell }) => cell === 'text' || cell === 'empty') && names.some((name) => name !== '')
}

/** Texts where rows have numbers, years elsewhere. */
function areNames(columns: readonly { cell: Look; text: string }[]): boolean {
  return columns.every(({ cell, text }) => cell === 'text' || cell === 'empty' || isYear(text))
}

/** `country, 2019, 2020`: years as names, above numbers that are no years themselves. */
function areYears(columns: readonly { text: string }[], body: readonly string[][], looks: readonly Look[]): boolean {
  const places = looks.flatMap((look, i) => (look === 'number' || look === 'date' ? [i] : []))
  const yearsBelow = body.some((row) => places.every((i) => isYear((row[i] ?? '').trim())))
  return columns.every(({ text }) => text === '' || isYear(text)) && !yearsBelow
}

function isYear(text: string): boolean {
  return /^(?:1[89]|20)\d\d$/.test(text)
}

/** Under a header: units, or the second storey of names. */
function isSecondHeader(row: readonly string[], looks: readonly Look[]): boolean {
  return looks.every(
    (look, i) =>
      look === 'text' ||
      look === 'empty' ||
      (/[^\s\d]/.test(row[i] ?? '') &&
        lookOf(row[i]!) === 'text' &&
        !/^(?:n\/?a|nan|null|none|-|\?)$/i.test(row[i]!.trim())),
  )
}

const mostFooters = 10

/** Single cells below a table of several columns: totals, notes, “(3 rows affected)”. */
function countFooter(sample: Sample, dialect: Dialect, width: number, rows: number): number {
  if (width < 2 || rows < 3) return 0
  const end = sample.whole
    ? headRecords(sample, dialect)
    : headRecords({ ...sample, head: sample.tail, whole: true }, dialect)
  let footer = 0
  for (const record of end.toReversed()) {
    const cells = splitFields(record, dialect)
    const isNote =
      record.fault === null &&
      (cells.length === 1 || cells.slice(1).every((cell) => cell.trim() === '')) &&
      lookOf(cells[0]!) === 'text' &&
      cells.length !== width
    if (!isNote || footer === mostFooters) break
    footer++
  }
  return footer === mostFooters || footer >= rows - 1 ? 0 : footer
}

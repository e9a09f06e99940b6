/** What the rules would give, from the file's beginning (and pieces of the rest, to judge the columns by). */
import type { ImportPreview, ImportProblem, ImportRules, PreviewColumn, PreviewRow } from '../../../src-shared/import'
import type { CsvRecord } from './records'
import type { Hints, Judged } from './judge'
import type { Layout } from './layout'
import type { Sample } from './sample'
import type { Source } from './source'
import { importLimits } from '../../../src-shared/import'
import type { Reading } from '../../../src-shared/table'
import { plainReading } from '../../../src-shared/table'
import { cellOf, readText } from '../reading'
import { restored } from './formulas'
import { findHints, judge } from './judge'
import { layoutFor } from './rules'
import { fitted } from './repair'
import { recordsOf, recordText } from './records'
import { headRecords } from './sample'
import { scanOptions, zones } from './layout'

/** Cells of a wide table are many: fewer rows of it are looked at. */
const mostCells = 200_000
const mostRows = 2000

type Row = { line: number; cells: string[]; note: PreviewRow['note'] }
type Looked = { rows: Row[]; more: string[][]; aside: { line: number; text: string }[] }

export function preview(source: Source, sample: Sample, rules: ImportRules): ImportPreview {
  const layout = layoutFor(source, rules)
  const looked = look(sample, layout, rules)
  const { judged } = judgeColumns(looked, rules)
  const columns = rules.columns.map((rule, i) => describeColumn(rule, judged[i]!, looked, i, rules.missingWords))
  return {
    columns,
    rows: looked.rows.slice(0, importLimits.previewRows).map((row) => previewRow(row, columns, rules)),
    problems: problemsOf(rules, judged, looked),
    looked: looked.rows.length + looked.more.length,
    rowsEstimated: estimate(source, sample, looked),
    aside: looked.aside.slice(0, 100),
  }
}

function look(sample: Sample, layout: Layout, rules: ImportRules): Looked {
  const most = Math.min(mostRows, Math.max(50, Math.floor(mostCells / Math.max(1, layout.columns))))
  const zoneOf = zones(layout)
  const looked: Looked = { rows: [], more: [], aside: [] }
  const records: CsvRecord[] = []
  for (const record of headRecords(sample, layout, scanOptions(layout))) {
    const zone = zoneOf(record)
    if (zone === 'above') looked.aside.push(lineOf(record))
    else if (zone === 'row') records.push(record)
  }
  if (sample.whole) looked.aside.push(...records.splice(records.length - layout.footer).map(lineOf))
  looked.rows = records.slice(0, most).map((record) => rowOf(record, layout, rules))
  const pieces = sample.spread.flatMap((piece) => recordsOf(piece, layout, scanOptions(layout)))
  const rest = [...records.slice(most), ...pieces]
  const step = Math.ceil(rest.length / most)
  looked.more = rest.filter((_, i) => i % step === 0).map((record) => rowOf(record, layout, rules).cells)
  return looked
}

function lineOf(record: CsvRecord): { line: number; text: string } {
  return { line: record.line, text: recordText(record).slice(0, 1000) }
}

function rowOf(record: CsvRecord, layout: Layout, rules: ImportRules): Row {
  const { cells, note } = fitted(record, layout, rules.faulty)
  return { line: record.line, cells: cells.map(restored), note }
}

export type Suggested = { judged: Judged[]; hints: Hints }

/** The columns' kinds and readings as these rows suggest them; what the rules fix is not judged. */
function judgeColumns({ rows, more }: Looked, { columns, missingWords, delimiter }: ImportRules): Suggested {
  const good = rows.filter(({ note }) => note !== 'rejected')
  const texts = columns.map((_, i) => [
    ...good.map(({ cells }) => cells[i] ?? ''),
    ...more.map((cells) => cells[i] ?? ''),
  ])
  const hints = findHints(texts, missingWords, delimiter)
  const judged = columns.map((rule, i) => {
    if (rule.kind !== 'auto' && rule.reading !== 'auto') {
      return { kind: rule.kind, reading: rule.reading, ambiguousDates: false }
    }
    const judged = judge(texts[i]!, missingWords, hints)
    if (rule.kind === 'auto') return judged
    return { ...judged, kind: rule.kind, reading: judged.kind === rule.kind ? judged.reading : plainReading }
  })
  return { judged, hints }
}

/** What each column is, from a file's beginning and pieces of the rest. */
export function suggest(source: Source, sample: Sample, rules: ImportRules): Suggested {
  return judgeColumns(look(sample, layoutFor(source, rules), rules), rules)
}

function describeColumn(
  { name, use }: ImportRules['columns'][number],
  { kind, reading }: Judged,
  { rows }: Looked,
  place: number,
  missingWords: readonly string[],
): PreviewColumn {
  const cells = rows.map((row) => cellOf(row.cells[place] ?? '', missingWords))
  const filled = cells.filter((cell) => cell !== null)
  const odd = filled.filter((cell) => isOdd({ kind, reading }, cell)).length
  return { name, kind, reading, use, missing: cells.length - filled.length, odd }
}

function isOdd({ kind, reading }: Pick<PreviewColumn, 'kind' | 'reading'>, text: string): boolean {
  return (
    kind !== 'category' &&
    kind !== 'text' &&
    kind !== 'ordered' &&
    readText({ kind, settings: { reading } }, text) === null
  )
}

const longestCell = 500

function previewRow({ line, cells, note }: Row, columns: readonly PreviewColumn[], rules: ImportRules): PreviewRow {
  const shown = columns.map((_, i) => cellOf(cells[i] ?? '', rules.missingWords))
  const odd = columns.flatMap((column, i) => (shown[i] != null && isOdd(column, shown[i]) ? [i] : []))
  return { line, cells: shown.map((cell) => cell?.slice(0, longestCell) ?? null), odd, note }
}

function estimate(source: Source, sample: Sample, { rows }: Looked): number {
  if (sample.whole) return rows.length
  return Math.max(rows.length, Math.round(source.scan.lines))
}

function problemsOf(rules: ImportRules, judged: readonly Judged[], { rows }: Looked): ImportProblem[] {
  return [...dateProblems(rules, judged), ...rowProblems(rules, rows)]
}

/** @param judged in the order of the rules' columns; null: the column is not used */
export function dateProblems(rules: ImportRules, judged: readonly (Judged | null)[]): ImportProblem[] {
  return judged.flatMap((column, i) => {
    if (column === null || !column.ambiguousDates) return []
    const { reading } = column
    const other: Reading['dateOrder'] = reading.dateOrder === 'dmy' ? 'mdy' : 'dmy'
    const [now, then] = reading.dateOrder === 'dmy' ? ['the day', 'month first'] : ['the month', 'day first']
    const columns = rules.columns.map((rule, j) =>
      i === j ? { ...rule, kind: 'date' as const, reading: { ...reading, dateOrder: other } } : rule,
    )
    const message = `The dates of “${rules.columns[i]!.name}” can be read in two ways; they are read with ${now} first.`
    return [{ message, remedy: { label: `Read them with the ${then}`, change: { columns } } }]
  })
}

function rowProblems(rules: ImportRules, rows: readonly Row[]): ImportProblem[] {
  const noted = rows.filter(({ note }) => note !== null)
  if (noted.length === 0) return []
  const [first] = noted
  const where = `the first on line ${first!.line}`
  const count = noted.length === 1 ? '1 row does' : `${noted.length} rows do`
  const repaired = rules.faulty === 'repair'
  const message = `Of those shown, ${count} not fit, ${where}: ${repaired ? 'mended' : 'left out'}.`
  const remedy = repaired
    ? { label: 'Leave such rows out', change: { faulty: 'reject' as const } }
    : { label: 'Mend such rows', change: { faulty: 'repair' as const } }
  return [{ message, remedy }]
}

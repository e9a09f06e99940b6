/**
 * A file into the project, all of it accounted for: rows in the file = rows imported + rows listed.
 *
 * The quick way lets DuckDB read the file as it is. It is taken only where our own count of the records agrees with
 * what DuckDB read; otherwise the file is gone through record by record, and what did not fit is mended and noted.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { ImportReport } from '../../../src-shared/import'
import type { Column } from '../../../src-shared/table'
import type { Hints } from './judge'
import type { CsvText, Loaded } from './load'
import type { Layout } from './layout'
import type { Accounts } from './repair'
import type { ImportJob, Table } from './report'
import type { Settled } from './settle'
import type { ImportOptions } from './watched'
import { EpochwiseError } from '../../../src-shared/errors'
import { writeLayout } from '../columns'
import { transaction } from '../sql'
import { writeMeta } from '../state'
import { dropAside } from '../set-aside'
import { loadRows } from './load'
import { suggest } from './preview'
import { passWords, rowsWords, sizeWords } from './progress'
import { scanRecords } from './records'
import { describeImport } from './report'
import { noAccounts, repair } from './repair'
import { layoutFor } from './rules'
import { takeSample } from './sample'
import { firstRoles, settle } from './settle'
import { scanOptions } from './layout'
import { refuseChanged } from './unchanged'
import { watched } from './watched'
import { ourDialect } from './write-rows'

type Report = (share: number | null, detail: string) => void

/**
 * `connection` may read the source and `workFolder`, and is in no transaction; on failure the table stays as it was.
 * @throws EpochwiseError import.headerOnly, import.unreadable, import.changed; the signal's reason
 */
export async function importFile(
  connection: DuckDBConnection,
  job: ImportJob,
  options: ImportOptions,
): Promise<ImportReport> {
  const started = performance.now()
  const tell = progressOf(options)
  tell(0, 'Looking at the file')
  await refuseChanged(job.source.file, job.source.stamp)
  const sample = await takeSample(job.source.path, job.source.bytes)
  const suggested = suggest(job.source, sample, job.rules)
  const columns = chosenColumns(job, suggested.judged)
  const attempt = (clean: boolean): Promise<ImportReport> =>
    transaction(connection, async () => {
      await clearTable(connection)
      const accounts = clean
        ? await readClean(connection, job, columns, options, tell)
        : await readRepaired(connection, job, columns, options, tell)
      refuseEmpty(job, accounts)
      const table = await describeTable(connection, job, columns, suggested.hints, accounts, options, tell)
      await refuseChanged(job.source.file, job.source.stamp)
      const report = await describeImport(connection, job, accounts, table, options.signal)
      const result = { ...report, seconds: (performance.now() - started) / 1000 }
      await keep(connection, job, table.settled, result)
      tell(0.98, `Writing ${rowsWords(accounts.rows)}`)
      options.signal?.throwIfAborted()
      options.settle?.()
      return result
    })
  return attempt(true).catch((error: unknown) => {
    if (error instanceof NotClean || isCsvFault(error)) return attempt(false)
    throw error
  })
}

/** The file has faults, or DuckDB does not find the rows that we count. */
class NotClean extends Error {}

async function describeTable(
  connection: DuckDBConnection,
  job: ImportJob,
  columns: readonly Loaded[],
  hints: Hints,
  { rows }: Accounts,
  options: ImportOptions,
  tell: Report,
): Promise<Table> {
  const words = `Judging ${columns.length.toLocaleString('en')} columns by ${rows.toLocaleString('en')} rows`
  tell(0.75, words)
  const { missingWords } = job.rules
  const settled = await watched(
    connection,
    options,
    [0.75, 0.95],
    () => settle(connection, columns, rows, { missingWords, hints }),
    () => words,
  )
  const table = { settled, columns: describeColumns(job, settled, rows) }
  await writeLayout(connection, table.columns)
  return table
}

function progressOf({ onProgress, signal }: ImportOptions): Report {
  return (share, detail) => {
    signal?.throwIfAborted()
    onProgress?.(share, detail)
  }
}

/** A column of the same name keeps its id: runs and settings still mean it. */
function chosenColumns({ rules, former, nextColumn }: ImportJob, judged: readonly Loaded['judged'][]): Loaded[] {
  const known = new Map(former.map(({ name, id }) => [name, id]))
  let next = nextColumn
  const columns = rules.columns.flatMap(({ name, kind, reading, use }, place): Loaded[] => {
    if (!use) return []
    return [
      {
        id: known.get(name) ?? next++,
        place,
        name,
        judged: judged[place]!,
        fixed: kind !== 'auto' && reading !== 'auto',
      },
    ]
  })
  if (columns.length > 0) return columns
  throw new EpochwiseError('import.unreadable', 'No column is chosen. Choose at least one to import.')
}

/** With what was done to it: an undo into a table of before would mean other rows. */
async function clearTable(connection: DuckDBConnection): Promise<void> {
  for (const table of [
    'columns',
    'journal',
    'kept_cells',
    'kept_rows',
    'kept_parts',
    'removed_cells',
    'versions',
    'import_report',
  ]) {
    await connection.run(`DELETE FROM ${table}`)
  }
  await dropAside(connection, null)
}

/** @throws NotClean */
async function readClean(
  connection: DuckDBConnection,
  job: ImportJob,
  columns: readonly Loaded[],
  options: ImportOptions,
  tell: Report,
): Promise<Accounts> {
  const layout = layoutFor(job.source, job.rules)
  const size = sizeWords(job.source.bytes)
  tell(0.02, `Counting the rows of ${size}`)
  const expected = await expectedRows(job, layout, options, tell)
  if (expected === null) throw new NotClean()
  tell(0.1, `Reading ${rowsWords(expected)}, ${size}`)
  const { path } = job.source
  const text = {
    path,
    dialect: layout,
    columns: layout.columns,
    header: layout.headerLines > 0,
    longest: 0,
    newline: null,
  }
  const { rows, rejects } = await load(connection, job, text, columns, options, { span: [0.1, 0.7], rows: expected })
  if (rows !== expected || rejects > 0) throw new NotClean()
  return { ...noAccounts(), rows }
}

/** How many rows the table should get if the file has no fault; null: it has some, or lines besides the table's. */
async function expectedRows(
  { source, rules }: ImportJob,
  layout: Layout,
  options: ImportOptions,
  tell: Report,
): Promise<number | null> {
  const { scan, damage, faultCount } = source
  const newlines = [scan.feeds, scan.pairs, scan.returns].filter((count) => count > 0).length
  if (newlines > 1 || damage.count > 0 || faultCount > 0) return null
  if (layout.skip > 0 || layout.footer > 0 || layout.headerLines > 1 || rules.columns.length === 0) return null
  if (layout.quote === '' || !scan.holds(layout.quote)) return scan.lines - layout.headerLines
  let [records, faults] = [0, 0]
  await scanRecords(
    source.path,
    layout,
    ({ fault }) => {
      records++
      if (fault !== null) faults++
      return faults === 0
    },
    scanOptions(layout, {
      signal: options.signal,
      countOnly: true,
      onBytes: (bytes) => {
        const share = Math.min(1, bytes / source.bytes)
        tell(0.02 + 0.08 * share, passWords('Counting the rows', bytes, source.bytes, rowsWords(records)))
      },
    }),
  )
  return faults > 0 ? null : records - layout.headerLines
}

function load(
  connection: DuckDBConnection,
  { source, rules, nextRow }: ImportJob,
  text: CsvText,
  columns: readonly Loaded[],
  options: ImportOptions,
  { span, rows }: { span: [number, number]; rows: number },
): Promise<{ rows: number; rejects: number }> {
  const { missingWords } = rules
  const words = (share: number): string =>
    passWords(
      'Reading',
      share * source.bytes,
      source.bytes,
      `${Math.round(share * rows).toLocaleString('en')} of ${rowsWords(rows)}`,
    )
  return watched(
    connection,
    options,
    span,
    () => loadRows(connection, text, columns, { missingWords, restore: source.scan.holds("'") }, nextRow),
    words,
  )
}

function isCsvFault(error: unknown): boolean {
  return error instanceof Error && /CSV|Invalid Input Error/i.test(error.message) && !/INTERRUPT/i.test(error.message)
}

async function readRepaired(
  connection: DuckDBConnection,
  job: ImportJob,
  columns: readonly Loaded[],
  options: ImportOptions,
  tell: Report,
): Promise<Accounts> {
  const { source, rules } = job
  const layout = layoutFor(source, rules)
  const path = join(job.workFolder, 'repaired.csv')
  const accounts = await repair(source, layout, rules.faulty, path, {
    signal: options.signal,
    onBytes: (bytes, rows = 0) => {
      const share = Math.min(1, bytes / source.bytes)
      tell(0.1 + 0.3 * share, passWords('Mending row by row', bytes, source.bytes, rowsWords(rows)))
    },
  })
  if (accounts.rows === 0) return accounts
  const dialect = { ...ourDialect, delimiter: layout.delimiter }
  const text = { path, dialect, columns: layout.columns, header: false, longest: accounts.longest, newline: '\\n' }
  const { rows, rejects } = await load(connection, job, text, columns, options, {
    span: [0.4, 0.7],
    rows: accounts.rows,
  })
  if (rows === accounts.rows && rejects === 0) return accounts
  const message = `${source.name} cannot be read: ${Math.abs(accounts.rows - rows)} of its rows change their number with every reading. Save it anew as CSV with quotes around text.`
  throw new EpochwiseError('import.unreadable', message, { file: source.file })
}

function refuseEmpty({ source, rules }: ImportJob, { rows, listed, listedCount }: Accounts): void {
  if (rows > 0) return
  const { name, file } = source
  if (listedCount === 0 && rules.header) {
    const message = `${name} has a header and no rows. Choose a table with rows below its header.`
    throw new EpochwiseError('import.headerOnly', message, { file })
  }
  const first = listed[0]
  const why = first === undefined ? '' : ` The first, on line ${first.line}: ${first.reason}`
  const message = `None of the rows of ${name} can be imported.${why}`
  throw new EpochwiseError('import.unreadable', message, { file, line: first?.line })
}

/** What a column of the same name was for, it still is. */
function describeColumns({ former }: ImportJob, settled: readonly Settled[], rows: number): Column[] {
  const known = new Map(former.map((column) => [column.name, column]))
  const roles = firstRoles(settled, rows)
  const target = former.some(({ role, name }) => role === 'target' && settled.some((column) => column.name === name))
  return settled.map(({ id, name, judged, missing, odd, unique }, i) => {
    const before = known.get(name)
    const first = target && roles[i] === 'target' ? 'feature' : roles[i]!
    const settings = { ...before?.settings, reading: judged.reading }
    return { id, name, kind: judged.kind, role: before?.role ?? first, missing, odd, unique, settings }
  })
}

/** The rules with what was judged: the next reading of the file judges nothing anew. */
async function keep(
  connection: DuckDBConnection,
  { source, rules, nextRow }: ImportJob,
  settled: readonly Settled[],
  report: ImportReport,
): Promise<void> {
  const judged = new Map(settled.map((column) => [column.place, column.judged]))
  const columns = rules.columns.map((rule, place) => {
    const { kind = rule.kind, reading = rule.reading } = judged.get(place) ?? {}
    return { ...rule, kind, reading }
  })
  await connection.run('INSERT INTO import_report VALUES (?)', [JSON.stringify(report)])
  await writeMeta(connection, 'import_id', randomUUID())
  await writeMeta(connection, 'import_rules', JSON.stringify({ ...rules, columns }))
  await writeMeta(connection, 'import_file', source.origin ?? '')
  await writeMeta(connection, 'missing_words', JSON.stringify(rules.missingWords))
  await writeMeta(connection, 'next_row', String(nextRow + report.rowsImported))
}

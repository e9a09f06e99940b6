/**
 * A CSV into the project, all of it accounted for: rows in the file = rows imported + rows listed.
 *
 * The quick way lets DuckDB read the file as it is. It is taken only where our own count of the records agrees with
 * what DuckDB read; otherwise the file is gone through record by record, and the faulty ones are listed.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Column, ImportReport } from '../../../src-shared/table'
import type { Evidence } from './kinds'
import type { Relation } from './load'
import type { Layout, Normalised } from './normalise'
import type { Source } from './source'
import type { ImportOptions } from './watched'
import { EpochwiseError } from '../../../src-shared/errors'
import { plainRows, transaction } from '../sql'
import { textName } from '../schema'
import { writeMeta } from '../state'
import { readHeader, sniff, uniqueNames } from './dialect'
import { firstRoles, gatherEvidence, judge } from './kinds'
import { csvRelation, loadRows, takeRejects } from './load'
import { writeLayout } from '../columns'
import { recount } from '../counts'
import { plainReading } from '../../../src-shared/table'
import { oddSql } from '../view-sql'
import { countRecords, findLines, listLimit, normalise } from './normalise'
import { inspectSource } from './source'
import { watched } from './watched'

type Job = { file: string; source: Source; layout: Layout; workFolder: string; options: ImportOptions }

/** What was read, one way or the other, before it is in the table. */
type Reading = Normalised & { relation: Relation; evidence: Evidence[]; clean: boolean }

/**
 * `connection` may read `file` and `workFolder`, and is in no transaction; the table must be empty, and stays so on failure.
 * @throws EpochwiseError file.missing, file.unreadable, import.empty, import.headerOnly, import.binary, import.unreadable
 */
export async function importCsv(
  connection: DuckDBConnection,
  file: string,
  workFolder: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const started = performance.now()
  const report = progressOf(options)
  report(0, 'Looking at the file')
  const source = await inspectSource(file, workFolder, options.signal)
  const layout = await sniff(connection, source.path)
  const job = { file, source, layout, workFolder, options }
  report(0.1, 'Reading')
  const reading = await read(connection, job, report)
  refuseEmpty(job, reading)
  report(0.4, `Writing ${reading.rows.toLocaleString('en')} rows`)
  return watched(connection, options, [0.4, 0.95], () =>
    transaction(connection, async () => {
      const columns = await write(connection, job, reading)
      const described = await describe(connection, job, reading, columns)
      const result = { ...described, seconds: (performance.now() - started) / 1000 }
      await connection.run('INSERT INTO import_report VALUES (?)', [JSON.stringify(result)])
      await writeMeta(connection, 'import_id', randomUUID())
      return result
    }),
  )
}

async function describe(
  connection: DuckDBConnection,
  job: Job,
  reading: Reading,
  columns: readonly Column[],
): Promise<Omit<ImportReport, 'seconds'>> {
  const { delimiter, quote, header } = job.layout
  return {
    file: basename(job.file),
    rowsInFile: reading.rows + reading.listedCount,
    rowsImported: reading.rows,
    listedCount: reading.listedCount,
    listed: reading.listed,
    odd: await listOdd(connection, job, reading, columns),
    dialect: { delimiter, quote, header, encoding: job.source.encoding },
  }
}

type Report = (share: number | null, detail: string) => void

function progressOf({ onProgress, signal }: ImportOptions): Report {
  return (share, detail) => {
    signal?.throwIfAborted()
    onProgress?.(share, detail)
  }
}

async function read(connection: DuckDBConnection, job: Job, report: Report): Promise<Reading> {
  const expected = await expectedRecords(job)
  if (expected !== null) {
    const reading = await readClean(connection, job, expected)
    if (reading !== null) return reading
  }
  report(0.2, 'Reading record by record')
  return readFaulty(connection, job, report)
}

/** How many records the table should get if the file has no fault; null: it has some. */
async function expectedRecords({ source, layout, options }: Job): Promise<number | null> {
  if (source.mixedNewlines || layout.skip > 0) return null
  const above = layout.header ? 1 : 0
  if (!source.holds(layout.quote)) return source.lines - above
  const census = await countRecords(source.path, layout, options.signal)
  return census.faults > 0 ? null : census.records - above
}

function names({ columns }: Layout): string[] {
  return Array.from({ length: columns }, (_, index) => textName(index + 1))
}

async function readClean(connection: DuckDBConnection, job: Job, expected: number): Promise<Reading | null> {
  const relation = csvRelation(job.source.path, job.layout, names(job.layout), job.layout.header)
  const found = await gather(connection, job, relation).catch((error: unknown) => {
    if (isCsvFault(error)) return null
    throw error
  })
  if (found === null || found.rejects > 0 || found.rows !== expected) return null
  const { rows, evidence } = found
  return { relation, evidence, rows, listed: [], listedCount: 0, clean: true }
}

async function gather(connection: DuckDBConnection, job: Job, relation: Relation) {
  const found = await watched(connection, job.options, [0.1, 0.4], () =>
    gatherEvidence(connection, relation, names(job.layout)),
  )
  return { ...found, rejects: await takeRejects(connection) }
}

function isCsvFault(error: unknown): boolean {
  return error instanceof Error && /CSV|Invalid Input Error/i.test(error.message) && !/INTERRUPT/i.test(error.message)
}

async function readFaulty(connection: DuckDBConnection, job: Job, report: Report): Promise<Reading> {
  const target = join(job.workFolder, 'clean.csv')
  const { bytes } = job.source
  const normalised = await normalise(job.source.path, job.layout, target, {
    signal: job.options.signal,
    onBytes: (done) => report(0.2 + (0.1 * done) / bytes, 'Reading record by record'),
  })
  const columns = names(job.layout)
  const relation = csvRelation(target, job.layout, columns, false)
  if ((await stat(target)).size === 0) return { ...normalised, relation, evidence: [], clean: false }
  const { rows, evidence } = await gather(connection, job, relation)
  if (rows !== normalised.rows) throw unaccounted(job, normalised.rows - rows)
  return { ...normalised, relation, evidence, clean: false }
}

function unaccounted({ file }: Job, lost: number): EpochwiseError {
  const message = `${basename(file)} cannot be read: ${Math.abs(lost)} of its rows change their number with every reading. Save it anew as CSV with quotes around text.`
  return new EpochwiseError('import.unreadable', message, { file })
}

function refuseEmpty({ file, layout }: Job, { rows, listed, listedCount }: Reading): void {
  if (rows > 0) return
  const name = basename(file)
  if (listedCount === 0 && layout.header) {
    throw new EpochwiseError(
      'import.headerOnly',
      `${name} has a header and no rows. Choose a CSV with rows below its header.`,
      { file },
    )
  }
  const first = listed[0]
  const why = first === undefined ? '' : ` The first, on line ${first.line}: ${first.reason}`
  throw new EpochwiseError('import.unreadable', `None of the rows of ${name} fit its header.${why}`, {
    file,
    line: first?.line,
  })
}

async function write(connection: DuckDBConnection, job: Job, reading: Reading): Promise<Column[]> {
  const header = job.layout.header ? await readHeader(job.source.path, job.layout) : []
  const judged = uniqueNames(header, job.layout.columns).map((name, index) => {
    const kind = judge(reading.evidence[index]!)
    const settings = { reading: plainReading }
    return { id: index + 1, name, kind, role: 'feature' as const, missing: 0, odd: 0, unique: 0, settings }
  })
  const planned = judged.map((column, index) => ({ ...column, padded: reading.evidence[index]!.padded > 0 }))
  await loadRows(connection, reading.relation, planned)
  await takeRejects(connection)
  const counted: Column[] = []
  for (const column of judged) counted.push(await recount(connection, column, reading.rows))
  const roles = firstRoles(counted, reading.rows)
  const columns = counted.map((column, index) => ({ ...column, role: roles[index]! }))
  await writeLayout(connection, columns)
  return columns
}

async function listOdd(
  connection: DuckDBConnection,
  job: Job,
  reading: Reading,
  columns: readonly Column[],
): Promise<ImportReport['odd']> {
  const some = columns.filter(({ odd }) => odd > 0)
  if (some.length === 0) return []
  const parts = some.map(
    (column) =>
      `SELECT id AS row_id, ${column.id} AS column_id, ${textName(column.id)} AS text FROM rows WHERE ${oddSql(column)}`,
  )
  const cells = await plainRows(
    connection,
    `SELECT * FROM (${parts.join(' UNION ALL ')}) ORDER BY row_id, column_id LIMIT ${listLimit}`,
  )
  const rows = [...new Set(cells.map((cell) => Number(cell['row_id'])))]
  const lines = await findLines(job.source.path, job.layout, rows)
  return cells.map((cell) => ({
    line: lines.get(Number(cell['row_id'])) ?? 0,
    column: columns.find(({ id }) => id === cell['column_id'])!.name,
    text: String(cell['text']).slice(0, 1000),
  }))
}

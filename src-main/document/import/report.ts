/** The report of an import: the rows, what did not fit and why, what can be done about it. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ImportProblem, ImportReport, ImportRules } from '../../../src-shared/import'
import type { Column } from '../../../src-shared/table'
import type { Accounts } from './repair'
import type { Settled } from './settle'
import type { Source } from './source'
import { importLimits } from '../../../src-shared/import'
import { textName } from '../schema'
import { plainRows } from '../sql'
import { oddSql } from '../view-sql'
import { dateProblems } from './preview'
import { remediesFor } from './remedies'
import { findLines } from './repair'
import { layoutFor } from './rules'

export type ImportJob = {
  source: Source
  /** One column rule per column of the file. */
  rules: ImportRules
  /** A folder for what is only needed meanwhile. */
  workFolder: string
  /** Of the table that this one takes the place of; none in a new project. */
  former: readonly Column[]
  nextColumn: number
  nextRow: number
}

/** The columns as they were settled, and as the project has them. */
export type Table = { settled: Settled[]; columns: Column[] }

/** What was done with the file: every row of it is in the table or listed. */
export async function describeImport(
  connection: DuckDBConnection,
  job: ImportJob,
  accounts: Accounts,
  { settled, columns }: Table,
  signal?: AbortSignal,
): Promise<Omit<ImportReport, 'seconds'>> {
  const { source, rules } = job
  const { rows, ...lists } = accounts
  const { delimiter, quote, escape, header } = rules
  return {
    file: source.name,
    bytes: source.stamp.size,
    rowsInFile: rows + lists.listedCount,
    rowsImported: rows,
    listedCount: lists.listedCount,
    listed: lists.listed,
    repairedCount: lists.repairedCount,
    repaired: lists.repaired,
    remedies: remediesFor(rules, accounts),
    odd: await listOdd(connection, job, columns, signal),
    oddCount: columns.reduce((sum, { odd }) => sum + odd, 0),
    dialect: { delimiter, quote, escape, header, encoding: source.encoding },
    notes: notesOf(rules, settled),
  }
}

function notesOf(rules: ImportRules, settled: readonly Settled[]): ImportProblem[] {
  const byPlace = new Map(settled.map(({ place, judged }) => [place, judged]))
  return dateProblems(
    rules,
    rules.columns.map((_, place) => byPlace.get(place) ?? null),
  )
}

async function listOdd(
  connection: DuckDBConnection,
  { source, rules, nextRow }: ImportJob,
  columns: readonly Column[],
  signal?: AbortSignal,
): Promise<ImportReport['odd']> {
  const some = columns.filter(({ odd }) => odd > 0).slice(0, 500)
  if (some.length === 0) return []
  const parts = some.map(
    (column) =>
      `SELECT id AS row_id, ${column.id} AS column_id, ${textName(column.id)} AS text FROM rows WHERE ${oddSql(column)}`,
  )
  const cells = await plainRows(
    connection,
    `SELECT * FROM (${parts.join(' UNION ALL ')}) ORDER BY row_id, column_id LIMIT ${importLimits.odd}`,
  )
  const rows = [...new Set(cells.map((cell) => Number(cell['row_id']) - nextRow + 1))]
  const lines = await findLines(source.path, layoutFor(source, rules), rules.faulty, rows, signal)
  const names = new Map(columns.map(({ id, name }) => [id, name]))
  return cells.map((cell) => ({
    line: lines.get(Number(cell['row_id']) - nextRow + 1) ?? 0,
    column: names.get(Number(cell['column_id']))!,
    text: String(cell['text']).slice(0, 1000),
  }))
}

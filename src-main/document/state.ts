/** What the document keeps in memory of its file: everything but rows and histories. Replaced, never changed. */
import * as z from 'zod'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Recipe } from '../../src-shared/recipe'
import type { ImportReport } from '../../src-shared/import'
import type { Column } from '../../src-shared/table'
import { storedRecipeSchema } from '../../src-shared/recipe'
import { headSql } from './journal-tree'
import { plainRows } from './sql'
import { columnSchema, dismissedSchema, importReportSchema, missingWordsSchema, readJson, readStored } from './stored'

export type JournalEnds = {
  undo: string | null
  redo: string | null
  /** The last applied entry that changed data; 0: none. */
  lastDataEntry: number
}

export type DocumentState = {
  /** In the order in which they stand. */
  columns: readonly Column[]
  rows: number
  /** The id that the next added row gets; ids are never used twice. */
  nextRow: number
  nextColumn: number
  /** What counts as no value where it is typed or pasted. */
  missingWords: readonly string[]
  /** Of the import that made the table; '' without a table. */
  importId: string
  recipe: Recipe
  /** Keys of the notes on the data that the person has put aside. */
  dismissed: readonly string[]
  report: ImportReport | null
  journal: JournalEnds
}

/** What a change of the file leaves behind; the journal's ends are read by whoever made it. */
export type Outcome = Pick<DocumentState, 'columns' | 'rows' | 'nextRow' | 'nextColumn' | 'recipe'>

/** @throws EpochwiseError project.invalid */
export async function readState(connection: DuckDBConnection): Promise<DocumentState> {
  const meta = await readMeta(connection)
  const recipes = await plainRows(connection, 'SELECT json FROM recipe')
  const reports = await plainRows(connection, 'SELECT json FROM import_report')
  const counts = await plainRows(connection, 'SELECT count(*) AS rows, coalesce(max(id), 0) AS last FROM rows')
  const columns = await readColumns(connection)
  const lastColumn = columns.reduce((most, { id }) => Math.max(most, id), 0)
  return {
    columns,
    rows: Number(counts[0]!['rows']),
    nextRow: Math.max(Number(meta.get('next_row') ?? 1), Number(counts[0]!['last']) + 1),
    nextColumn: Math.max(Number(meta.get('next_column') ?? 1), lastColumn + 1),
    missingWords: readJson(missingWordsSchema, meta.get('missing_words'), 'missing words'),
    importId: meta.get('import_id') ?? '',
    recipe: readJson(storedRecipeSchema, recipes[0]?.['json'], 'recipe'),
    dismissed: readJson(dismissedSchema, meta.get('dismissed_notes') ?? '[]', 'notes'),
    report: reports.length === 0 ? null : readJson(importReportSchema, reports[0]!['json'], 'import report'),
    journal: await readJournalEnds(connection),
  }
}

async function readMeta(connection: DuckDBConnection): Promise<Map<string, string>> {
  const rows = await plainRows(connection, 'SELECT key, value FROM meta')
  return new Map(rows.map((row) => [String(row['key']), String(row['value'])]))
}

export async function writeMeta(connection: DuckDBConnection, key: string, value: string): Promise<void> {
  await connection.run('DELETE FROM meta WHERE key = ?', [key])
  await connection.run('INSERT INTO meta VALUES (?, ?)', [key, value])
}

async function readColumns(connection: DuckDBConnection): Promise<Column[]> {
  const rows = await plainRows(
    connection,
    'SELECT id, name, kind, role, missing, odd, uniques AS "unique", settings FROM columns ORDER BY position',
  )
  const columns = readStored(z.array(columnSchema), rows, 'columns')
  readStored(z.literal(columns.length), new Set(columns.map((column) => column.id)).size, 'columns')
  readStored(z.literal(columns.length), new Set(columns.map((column) => column.name)).size, 'columns')
  return columns
}

/** `journal_base`: the last entry that changed data among those that are no longer kept. */
export async function readJournalEnds(connection: DuckDBConnection): Promise<JournalEnds> {
  const [ends] = await plainRows(
    connection,
    `SELECT arg_max(label, id) FILTER (applied) AS "undo", arg_max(label, id) FILTER (NOT applied AND parent = ${headSql}) AS "redo",
      coalesce(max(id) FILTER (applied AND touches_data),
        (SELECT TRY_CAST(max(value) AS BIGINT) FROM meta WHERE key = 'journal_base'), 0) AS entry FROM journal`,
  )
  const words = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  return { undo: words(ends!['undo']), redo: words(ends!['redo']), lastDataEntry: Number(ends!['entry']) }
}

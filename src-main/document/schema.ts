/** What a project file holds, table by table, and how to tell one from a file that only looks like one. */

import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnKind } from '../../src-shared/table'
import { defaultRecipe } from '../../src-shared/recipe'
import { isReadKind, usualMissingWords } from '../../src-shared/table'

export const formatName = 'epochwise'
/** Grows when an older Epochwise could no longer read the file. */
export const formatVersion = 3

/** Names of tables and their columns, and DuckDB's names of the columns' types. */
export type Tables = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * Every fixed table. `rows` is not among them: its columns are `fixedRowColumns` and those of the user. No keys,
 * indexes or defaults: they would cost time on a million rows, and a file that has them is not ours.
 */
export const tables = {
  /** `format`, `version`, `import_id`, `next_row`, `next_column`, `journal_base`, `missing_words`. */
  meta: { key: 'VARCHAR', value: 'VARCHAR' },
  columns: {
    id: 'INTEGER',
    position: 'INTEGER',
    name: 'VARCHAR',
    kind: 'VARCHAR',
    role: 'VARCHAR',
    missing: 'BIGINT',
    odd: 'BIGINT',
    uniques: 'BIGINT',
    /** JSON: how its texts are read, its order, its formula, how it is shown. */
    settings: 'VARCHAR',
  },
  /**
   * A tree: each entry changed the table as `parent` had left it, 0 being the table as it was read in. The applied ones are
   * the way to the table as it is. `changes` is JSON, `made_at` ISO 8601.
   */
  journal: {
    id: 'BIGINT',
    parent: 'BIGINT',
    label: 'VARCHAR',
    changes: 'VARCHAR',
    applied: 'BOOLEAN',
    touches_data: 'BOOLEAN',
    made_at: 'VARCHAR',
  },
  /** Cells that a journal entry changed. */
  kept_cells: { entry: 'BIGINT', row_id: 'BIGINT', column_id: 'INTEGER', before: 'VARCHAR', after: 'VARCHAR' },
  /** Rows that a journal entry brought or took. */
  kept_rows: { entry: 'BIGINT', row_id: 'BIGINT', place: 'DOUBLE', part: 'UTINYINT' },
  /** Parts that a journal entry set. */
  kept_parts: { entry: 'BIGINT', row_id: 'BIGINT', before: 'UTINYINT', after: 'UTINYINT' },
  /** Texts of rows (few at a time, see `asideName`) and columns that a journal entry took out, for their way back. */
  removed_cells: { entry: 'BIGINT', row_id: 'BIGINT', column_id: 'INTEGER', text: 'VARCHAR' },
  /** States that are kept whatever is done after an undo, each as the journal entry that led to it. */
  versions: { entry: 'BIGINT', label: 'VARCHAR', by_hand: 'BOOLEAN', made_at: 'VARCHAR' },
  recipe: { json: 'VARCHAR' },
  runs: { id: 'INTEGER', summary: 'VARCHAR', encoding: 'VARCHAR', fingerprint: 'VARCHAR' },
  epochs: {
    run_id: 'INTEGER',
    epoch: 'INTEGER',
    loss: 'DOUBLE',
    validation_loss: 'DOUBLE',
    seconds: 'DOUBLE',
    learning_rate: 'DOUBLE',
  },
  checkpoints: { run_id: 'INTEGER', epoch: 'INTEGER', step: 'BIGINT', counters: 'VARCHAR' },
  /** Little-endian float32, one row per tensor of a checkpoint. */
  checkpoint_tensors: { run_id: 'INTEGER', name: 'VARCHAR', data: 'BLOB' },
  import_report: { json: 'VARCHAR' },
} as const satisfies Tables

/**
 * What every row has. `id` never changes and is never used again; `place` orders the table (a row that is inserted gets
 * one in between); `part`: which part of the data the row was put into by hand, as its place in `rowParts`, else NULL.
 */
export const fixedRowColumns = { id: 'BIGINT', place: 'DOUBLE', part: 'UTINYINT' } as const

/** Keys of `meta` that a new project has. */
const firstMeta = {
  format: formatName,
  version: String(formatVersion),
  missing_words: JSON.stringify(usualMissingWords),
}

/** A new project: every table, the version, the default recipe. */
export async function writeSchema(connection: DuckDBConnection): Promise<void> {
  for (const statement of createStatements({ ...tables, rows: fixedRowColumns })) await connection.run(statement)
  for (const [key, value] of Object.entries(firstMeta)) {
    await connection.run('INSERT INTO meta VALUES (?, ?)', [key, value])
  }
  await connection.run('INSERT INTO recipe VALUES (?)', [JSON.stringify(defaultRecipe)])
}

export function createStatements(all: Tables): string[] {
  return Object.entries(all).map(
    ([name, columns]) =>
      `CREATE TABLE ${name} (${Object.entries(columns)
        .map(([column, type]) => `${column} ${type}`)
        .join(', ')})`,
  )
}

/** The physical name of a column's texts: ids only, so that no name from a file ever becomes SQL. */
export function textName(columnId: number): string {
  return `c${checked(columnId)}`
}

/** The physical name of the numbers that are read in a column's texts; only kinds that are read have them. */
export function numberName(columnId: number): string {
  return `n${checked(columnId)}`
}

/** Where an entry that took many rows out keeps their cells: `id` and the columns' own names. Made when it is needed. */
export function asideName(entry: number): string {
  return `removed_${checked(entry)}`
}

/** Is it the name of such a table? */
export function isAsideName(name: string): boolean {
  return /^removed_[1-9][0-9]{0,15}$/.test(name)
}

/** What tells values apart: the number where the kind reads one, else the text. */
export function valueName({ id, kind }: { id: number; kind: ColumnKind }): string {
  return isReadKind(kind) ? numberName(id) : textName(id)
}

function checked(columnId: number): number {
  if (!Number.isSafeInteger(columnId) || columnId < 0) throw new Error(`Not an id: ${columnId}`)
  return columnId
}

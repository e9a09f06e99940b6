/** What a project file holds, table by table, and how to tell one from a file that only looks like one. */

import type { DuckDBConnection } from '@duckdb/node-api'
import { defaultRecipe } from '../../src-shared/recipe'

export const formatName = 'epochwise'
/** Grows when an older Epochwise could no longer read the file. */
export const formatVersion = 1

/**
 * Every fixed table with its columns and DuckDB's names of their types. `rows` is not among them: its columns are
 * the user's, `id BIGINT` and one `c<columnId>` each. No keys, indexes or defaults: they would cost time on a
 * million rows, and a file that has them is not ours.
 */
export const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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
  },
  /** Texts in number columns; `rows` has NULL there. */
  odd_cells: { row_id: 'BIGINT', column_id: 'INTEGER', text: 'VARCHAR' },
  /** `change` is JSON; entries that are not applied are what redo would do. */
  journal: { id: 'BIGINT', label: 'VARCHAR', change: 'VARCHAR', applied: 'BOOLEAN', touches_data: 'BOOLEAN' },
  /** What a journal entry took out of the table, for its undo. */
  kept_rows: { entry: 'BIGINT', row_id: 'BIGINT' },
  kept_cells: { entry: 'BIGINT', row_id: 'BIGINT', column_id: 'INTEGER', number: 'DOUBLE', text: 'VARCHAR' },
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
}

/** A new project: every table, the version, the default recipe. */
export async function writeSchema(connection: DuckDBConnection): Promise<void> {
  for (const statement of createStatements()) await connection.run(statement)
  await connection.run(`INSERT INTO meta VALUES ('format', ?), ('version', ?)`, [formatName, String(formatVersion)])
  await connection.run('INSERT INTO recipe VALUES (?)', [JSON.stringify(defaultRecipe)])
}

function createStatements(): string[] {
  const all = { ...tables, rows: { id: 'BIGINT' } }
  return Object.entries(all).map(
    ([name, columns]) =>
      `CREATE TABLE ${name} (${Object.entries(columns)
        .map(([column, type]) => `${column} ${type}`)
        .join(', ')})`,
  )
}

/** The physical name of a column: ids only, so that no name from a file ever becomes SQL. */
export function physicalName(columnId: number): string {
  if (!Number.isSafeInteger(columnId) || columnId < 0) throw new Error(`Not a column id: ${columnId}`)
  return `c${columnId}`
}

/**
 * Many rows at once out of the table and back: whole columns are copied into a table of the entry's own, `removed_<entry>`.
 * Cell by cell, as few rows are kept, a million rows would take half a minute each way.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import { asideName, numberName, textName } from './schema'
import { plainRows } from './sql'

const keptRows = (entry: number): string => `SELECT row_id, place, part FROM kept_rows WHERE entry = ${entry}`

/** The cells of the entry's `kept_rows`, which are in the table still. */
export async function setAside(connection: DuckDBConnection, columns: readonly Column[], entry: number): Promise<void> {
  const name = asideName(entry)
  await connection.run(`DROP TABLE IF EXISTS ${name}`)
  const cells = ['id', ...columns.flatMap(cellNames)].join(', ')
  await connection.run(
    `CREATE TABLE ${name} AS SELECT ${cells} FROM rows SEMI JOIN (${keptRows(entry)}) k ON k.row_id = rows.id`,
  )
}

/** Gives whether there were any; they are gone from their own table then. A column that has come since stays empty. */
export async function bringBack(
  connection: DuckDBConnection,
  columns: readonly Column[],
  entry: number,
): Promise<boolean> {
  const name = asideName(entry)
  const found = await plainRows(
    connection,
    `SELECT column_name AS name FROM system.main.duckdb_columns() WHERE NOT internal AND table_name = '${name}'`,
  )
  if (found.length === 0) return false
  const there = new Set(found.map((row) => row['name']))
  const cells = columns.flatMap(cellNames).filter((cell) => there.has(cell))
  await connection.run(
    `INSERT INTO rows BY NAME SELECT ${['k.row_id AS id', 'k.place', 'k.part', ...cells.map((cell) => `a.${cell}`)].join(', ')}
      FROM ${name} a JOIN (${keptRows(entry)}) k ON k.row_id = a.id`,
  )
  await connection.run(`DROP TABLE ${name}`)
  return true
}

function cellNames({ id, kind }: Column): string[] {
  return isReadKind(kind) ? [textName(id), numberName(id)] : [textName(id)]
}

/** Cells that each entry has set aside, about. */
export async function asideSizes(connection: DuckDBConnection): Promise<Map<number, number>> {
  const found = await plainRows(
    connection,
    `SELECT table_name AS name, estimated_size * column_count AS cells FROM system.main.duckdb_tables()
      WHERE NOT internal AND table_name LIKE 'removed\\_%' ESCAPE '\\' AND table_name <> 'removed_cells'`,
  )
  return new Map(found.map(({ name, cells }) => [Number(String(name).slice('removed_'.length)), Number(cells)]))
}

/** For ever, of those entries; `null`: of all. */
export async function dropAside(connection: DuckDBConnection, entries: ReadonlySet<number> | null): Promise<void> {
  for (const entry of (await asideSizes(connection)).keys()) {
    if (entries === null || entries.has(entry)) await connection.run(`DROP TABLE ${asideName(entry)}`)
  }
}

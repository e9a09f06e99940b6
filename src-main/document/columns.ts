/** Columns: looking one up, keeping its counts true without reading the table again. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Cell, Column } from '../../src-shared/table'
import { DOUBLE, VARCHAR } from '@duckdb/node-api'
import { EpochwiseError } from '../../src-shared/errors'
import { plainRows } from './sql'
import { physicalName } from './schema'

/** @throws EpochwiseError table.none, table.column */
export function columnOf(columns: readonly Column[], id: number): Column {
  const column = columns.find((one) => one.id === id)
  if (column !== undefined) return column
  if (columns.length === 0) throw new EpochwiseError('table.none', 'The project has no table yet. Open a CSV first.')
  throw new EpochwiseError('table.column', `The table has no column with the number ${id}.`)
}

export function replaceColumn(columns: readonly Column[], changed: Column): Column[] {
  return columns.map((column) => (column.id === changed.id ? changed : column))
}

export function typeOf(column: Column): typeof DOUBLE | typeof VARCHAR {
  return column.kind === 'number' ? DOUBLE : VARCHAR
}

export async function writeColumn(connection: DuckDBConnection, column: Column): Promise<void> {
  const { id, kind, role, missing, odd, unique } = column
  await connection.run('UPDATE columns SET kind = ?, role = ?, missing = ?, odd = ?, uniques = ? WHERE id = ?', [
    kind,
    role,
    missing,
    odd,
    unique,
    id,
  ])
}

/** A text in a number column. */
export function isOdd(cell: Cell, column: Column): cell is string {
  return column.kind === 'number' && typeof cell === 'string'
}

/** Does any row hold this value? Missing and odd cells are no values. */
export async function holdsValue(connection: DuckDBConnection, column: Column, cell: Cell): Promise<boolean> {
  if (cell === null || isOdd(cell, column)) return false
  const sql = `SELECT 1 AS one FROM rows WHERE ${physicalName(column.id)} = ? LIMIT 1`
  const reader = await connection.runAndReadAll(sql, [cell], [typeOf(column)])
  return reader.currentRowCount > 0
}

/** All three counts from the rows: after a change of kind. */
export async function recount(connection: DuckDBConnection, column: Column, rows: number): Promise<Column> {
  const name = physicalName(column.id)
  const [counts] = await plainRows(
    connection,
    `SELECT count(${name}) AS filled, count(DISTINCT ${name}) AS uniques,
      (SELECT count(*) FROM odd_cells WHERE column_id = ?) AS odd FROM rows`,
    [column.id],
  )
  const odd = Number(counts!['odd'])
  return { ...column, odd, missing: rows - Number(counts!['filled']) - odd, unique: Number(counts!['uniques']) }
}

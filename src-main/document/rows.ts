/** Rows with their cells, by id. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Cell, Column, Row } from '../../src-shared/table'
import { rowParts } from '../../src-shared/table'
import { textName } from './schema'
import { plainRows } from './sql'
import { changedCellsSql, oddSql } from './view-sql'

/** The rows with these ids, in this order; ids without a row are left out. */
export async function readRows(
  connection: DuckDBConnection,
  columns: readonly Column[],
  ids: readonly number[],
): Promise<Row[]> {
  if (ids.length === 0) return []
  const oddPlaces = columns.flatMap(({ odd }, place) => (odd > 0 ? [place] : []))
  const list = [
    'CAST(id AS DOUBLE)',
    'coalesce(part, 0)',
    ...columns.map(({ id }) => textName(id)),
    ...oddPlaces.map((place) => oddSql(columns[place]!)),
  ]
  const reader = await connection.runAndReadAll(`SELECT ${list.join(', ')} FROM rows WHERE ${rowCondition(ids)}`)
  const changed = await readChanged(connection, columns, ids)
  const rows = new Map<number, Row>()
  for (const [id, part, ...values] of reader.getRowsJS() as [number, number, ...unknown[]][]) {
    rows.set(id, {
      id,
      cells: values.slice(0, columns.length) as Cell[],
      odd: oddPlaces.filter((_, i) => values[columns.length + i] === true),
      part: rowParts[part] ?? 'auto',
      changed: changed.get(id) ?? [],
    })
  }
  return ids.map((id) => rows.get(id)).filter((row) => row !== undefined)
}

async function readChanged(
  connection: DuckDBConnection,
  columns: readonly Column[],
  ids: readonly number[],
): Promise<Map<number, number[]>> {
  const places = new Map(columns.map(({ id }, place) => [id, place]))
  const changed = new Map<number, number[]>()
  const sql = `SELECT DISTINCT row_id, column_id FROM (${changedCellsSql}) WHERE row_id IN (${ids.join(', ')})`
  for (const cell of await plainRows(connection, sql)) {
    const place = places.get(Number(cell['column_id']))
    if (place === undefined) continue
    const rowId = Number(cell['row_id'])
    changed.set(
      rowId,
      [...(changed.get(rowId) ?? []), place].sort((a, b) => a - b),
    )
  }
  return changed
}

/**
 * A run of ids as a range, which DuckDB finds at once. Others by their row numbers: first only the ids are read, then
 * no more than the rows that are wanted.
 */
function rowCondition(ids: readonly number[]): string {
  const first = ids[0]!
  if (ids.every((id, i) => id === first + i)) return `id BETWEEN ${first} AND ${first + ids.length - 1}`
  return `rowid IN (SELECT rowid FROM rows WHERE id IN (${ids.join(', ')}))`
}

/** Missing, odd and distinct cells of a column, kept true without reading the table again where few cells move. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import { readingSql } from './reading'
import { textName, valueName } from './schema'
import { plainRows } from './sql'

/** Of texts that come or go. `texts`: SQL of a relation with a column `text`. */
export type Moving = { missing: number; odd: number }

export async function countMoving(connection: DuckDBConnection, column: Column, texts: string): Promise<Moving> {
  const number = isReadKind(column.kind) ? readingSql(column, 'text') : 'text'
  const [row] = await plainRows(
    connection,
    `SELECT count(*) - count(text) AS missing, count(text) - count(${number}) AS odd FROM (${texts})`,
  )
  return { missing: Number(row!['missing']), odd: Number(row!['odd']) }
}

/** Distinct values among the texts that no row of the table has. */
export async function countNew(connection: DuckDBConnection, column: Column, texts: string): Promise<number> {
  const value = isReadKind(column.kind) ? readingSql(column, 'text') : 'text'
  const [row] = await plainRows(
    connection,
    `SELECT count(*) AS n FROM (SELECT DISTINCT ${value} AS value FROM (${texts}) WHERE text IS NOT NULL) m
      WHERE m.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM rows r WHERE r.${valueName(column)} = m.value)`,
  )
  return Number(row!['n'])
}

/** All three counts from the rows. */
export async function recount(connection: DuckDBConnection, column: Column, rows: number): Promise<Column> {
  const [text, value] = [textName(column.id), valueName(column)]
  const [counts] = await plainRows(
    connection,
    `SELECT count(${text}) AS filled, count(${value}) AS read, count(DISTINCT ${value}) AS uniques FROM rows`,
  )
  const filled = Number(counts!['filled'])
  return {
    ...column,
    missing: rows - filled,
    odd: filled - Number(counts!['read']),
    unique: Number(counts!['uniques']),
  }
}

/** Queries of this room give few rows of plain values; what goes into them are our own names and numbers, never texts. */
import type { DuckDBConnection } from '@duckdb/node-api'

export type Plain = number | string | boolean | null

/** 64-bit integers as numbers. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Plain[][]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRowsJS().map((row) => row.map((cell) => (typeof cell === 'bigint' ? Number(cell) : (cell as Plain))))
}

/** Rows of numbers, one after the other; null becomes NaN. */
export async function numbersOf(connection: DuckDBConnection, sql: string): Promise<number[]> {
  const rows = await rowsOf(connection, sql)
  return rows.flat().map((cell) => (cell === null ? NaN : Number(cell)))
}

/** A double in SQL, to the last bit. */
export function literal(value: number): string {
  if (Number.isNaN(value)) return "'NaN'::DOUBLE"
  if (!Number.isFinite(value)) return value > 0 ? "'inf'::DOUBLE" : "'-inf'::DOUBLE"
  return `'${value}'::DOUBLE`
}

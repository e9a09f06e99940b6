/** The two things that every query of the document needs: plain rows, and all or nothing. */
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api'

type Plain = string | number | boolean | null
type PlainRow = Record<string, Plain>

/** All of `work` or none of it. */
export async function transaction<T>(
  connection: DuckDBConnection,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  await connection.run('BEGIN')
  try {
    const result = await work(connection)
    await connection.run('COMMIT')
    return result
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** Rows as plain objects; 64-bit integers as numbers. */
export async function plainRows(
  connection: DuckDBConnection,
  sql: string,
  values: DuckDBValue[] = [],
  types?: DuckDBType[],
): Promise<PlainRow[]> {
  const reader = await connection.runAndReadAll(sql, values, types)
  return reader.getRowObjectsJS().map((row) => {
    for (const key of Object.keys(row)) {
      if (typeof row[key] === 'bigint') row[key] = Number(row[key])
    }
    return row as PlainRow
  })
}

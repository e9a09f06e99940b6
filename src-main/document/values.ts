/** The different values of a column, to choose from. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, ValueCount } from '../../src-shared/table'
import { literal } from './reading-texts'
import { textName } from './schema'
import { plainRows } from './sql'

/** Those that hold `search` (large or small letters), the most frequent first. `total`: how many different ones do. */
export async function readValues(
  connection: DuckDBConnection,
  { id }: Column,
  search: string,
  limit: number,
): Promise<{ values: ValueCount[]; total: number }> {
  const text = textName(id)
  const found = search === '' ? `${text} IS NOT NULL` : `contains(lower(${text}), lower(${literal(search)}))`
  const rows = await plainRows(
    connection,
    `SELECT value, n, count(*) OVER () AS total FROM (
      SELECT ${text} AS value, count(*) AS n FROM rows WHERE ${found} GROUP BY value)
      ORDER BY n DESC, value LIMIT ${limit}`,
  )
  const values = rows.map((row) => ({ value: String(row['value']), count: Number(row['n']) }))
  return { values, total: Number(rows[0]?.['total'] ?? 0) }
}

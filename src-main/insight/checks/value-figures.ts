/** Single columns: the commonest value, and what an empty cell gives away. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../../src-shared/table'
import { textSql, valueSql, wordsSql } from '../columns'
import { rowsOf } from '../query'
import { readRelation } from '../relation'

/** Of all rows of the sample, those without a value counted. */
export async function readTopShare(
  connection: DuckDBConnection,
  column: Column,
): Promise<{ value: string; share: number }> {
  const value = valueSql(column)
  // The words of every value would cost more than the counts.
  const [top] = await rowsOf(
    connection,
    `SELECT ${wordsSql(column)}, count(*) / (SELECT count(*) FROM sample) FROM sample WHERE ${value} =
      (SELECT ${value} FROM sample WHERE ${value} IS NOT NULL GROUP BY ${value} ORDER BY count(*) DESC LIMIT 1)
      GROUP BY ${value}`,
  )
  return top === undefined ? { value: '', share: 0 } : { value: String(top[0]), share: Number(top[1]) }
}

/** No column of a table has this number. */
const emptiness = 2_000_000_000

/** The relation to the target of a column that only says whether the cell is empty. */
export async function readMissingStrength(
  connection: DuckDBConnection,
  column: Column,
  target: Column,
): Promise<number> {
  const asked: Column = { ...column, id: emptiness, kind: 'category' }
  const rows = `(SELECT *, (${textSql(column)} IS NULL)::VARCHAR AS ${textSql(asked)} FROM sample)`
  return (await readRelation(connection, asked, target, rows)).strength
}

/** Rows of a CSV into the project's table, in DuckDB, typed by the evidence of all their cells. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnKind, ColumnSettings } from '../../../src-shared/table'
import { isReadKind, usualMissingWords } from '../../../src-shared/table'
import type { Layout } from './normalise'
import { cellSql, readingSql } from '../reading'
import { plainRows } from '../sql'
import { numberName, textName } from '../schema'

export type Relation = { sql: string; values: string[] }

/** The file as text columns `c1`, `c2`, …; what cannot be read goes to DuckDB's table of rejects. */
export function csvRelation(path: string, layout: Layout, columns: readonly string[], header: boolean): Relation {
  const types = columns.map((name) => `'${name}': 'VARCHAR'`).join(', ')
  const words = usualMissingWords.map((word) => `'${word}'`).join(', ')
  const sql = `read_csv(?, auto_detect = false, header = ${header}, delim = ?, quote = ?, escape = ?, comment = '',
    strict_mode = true, compression = 'none', store_rejects = true, nullstr = [${words}], columns = {${types}})`
  return { sql, values: [path, layout.delimiter, layout.quote, layout.escape] }
}

/** How many records DuckDB gave back since the last call. */
export async function takeRejects(connection: DuckDBConnection): Promise<number> {
  const [row] = await plainRows(
    connection,
    'SELECT count(*) AS n FROM (SELECT DISTINCT line_byte_position FROM reject_errors)',
  )
  await connection.run('DROP TABLE reject_errors')
  await connection.run('DROP TABLE reject_scans')
  return Number(row!['n'])
}

export type PlannedColumn = {
  id: number
  kind: ColumnKind
  settings: ColumnSettings
  /** Some of its texts are missing words with spaces around them. */
  padded: boolean
}

/**
 * Replaces `rows`. Ids are the places in the file, from 1: DuckDB keeps the order of what it reads, and in a new
 * table its own row numbers ascend without a gap. The relation's columns are called as the table's texts.
 */
export async function loadRows(
  connection: DuckDBConnection,
  relation: Relation,
  columns: readonly PlannedColumn[],
): Promise<void> {
  const texts = columns.map(({ id, padded }) => {
    const text = textName(id)
    return padded ? `${cellSql(text, usualMissingWords)} AS ${text}` : text
  })
  const numbers = columns
    .filter(({ kind }) => isReadKind(kind))
    .map((column) => `, ${readingSql(column, textName(column.id))} AS ${numberName(column.id)}`)
  await connection.run('DROP TABLE rows')
  await connection.run(
    `CREATE TABLE rows AS SELECT CAST(NULL AS BIGINT) AS id, CAST(NULL AS DOUBLE) AS place, CAST(NULL AS UTINYINT) AS part,
      *${numbers.join('')} FROM (SELECT ${texts.join(', ')} FROM ${relation.sql})`,
    relation.values,
  )
  await connection.run(
    'UPDATE rows SET id = rowid - r.first + 1, place = rowid - r.first + 1 FROM (SELECT min(rowid) AS first FROM rows) r',
  )
}

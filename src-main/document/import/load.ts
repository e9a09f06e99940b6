/** Rows of a CSV into the project's table, in DuckDB, typed by the evidence of all their cells. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, ColumnKind } from '../../../src-shared/table'
import type { Layout } from './normalise'
import { missingWords, numberSql, valueSql } from '../cells'
import { plainRows } from '../sql'
import { physicalName } from '../schema'

export type Relation = { sql: string; values: string[] }

/** The file as text columns `c1`, `c2`, …; what cannot be read goes to DuckDB's table of rejects. */
export function csvRelation(path: string, layout: Layout, columns: readonly string[], header: boolean): Relation {
  const types = columns.map((name) => `'${name}': 'VARCHAR'`).join(', ')
  const words = missingWords.map((word) => `'${word}'`).join(', ')
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
  name: string
  kind: ColumnKind
  /** Some of its texts are no numbers, and are to be kept. */
  odd: boolean
  /** Some of its texts are missing words with spaces around them. */
  padded: boolean
}

/**
 * Replaces `rows`. Ids are the places in the file, from 1: DuckDB keeps the order of what it reads, and in a new
 * table its own row numbers ascend without a gap.
 */
export async function loadRows(
  connection: DuckDBConnection,
  relation: Relation,
  columns: readonly PlannedColumn[],
): Promise<void> {
  const values = columns.map(({ name, kind, padded }) => {
    if (kind === 'number') return `${numberSql(name)} AS ${name}`
    return padded ? `${valueSql(name)} AS ${name}` : name
  })
  const texts = columns
    .filter(({ odd }) => odd)
    .map(({ name }) => `CASE WHEN ${numberSql(name)} IS NULL THEN ${valueSql(name)} END AS odd_${name}`)
  await connection.run('DROP TABLE rows')
  await connection.run(
    `CREATE TABLE rows AS SELECT CAST(NULL AS BIGINT) AS id, ${[...values, ...texts].join(', ')} FROM ${relation.sql}`,
    relation.values,
  )
  await connection.run('UPDATE rows SET id = rowid - (SELECT min(rowid) FROM rows) + 1')
}

/** Moves the texts that `loadRows` set aside to `odd_cells`. */
export async function setOddCellsAside(connection: DuckDBConnection, columnIds: readonly number[]): Promise<void> {
  for (const id of columnIds) {
    const name = `odd_${physicalName(id)}`
    await connection.run(
      `INSERT INTO odd_cells SELECT id, ${id}, ${name} FROM rows WHERE ${name} IS NOT NULL ORDER BY id`,
    )
    await connection.run(`ALTER TABLE rows DROP COLUMN ${name}`)
  }
}

/** Distinct values of each column, missing and odd cells not counted. */
export async function countUnique(connection: DuckDBConnection, columnId: number): Promise<number> {
  const [row] = await plainRows(connection, `SELECT count(DISTINCT ${physicalName(columnId)}) AS n FROM rows`)
  return Number(row!['n'])
}

export async function insertColumns(connection: DuckDBConnection, columns: readonly Column[]): Promise<void> {
  for (const [position, column] of columns.entries()) {
    const { id, name, kind, role, missing, odd, unique } = column
    await connection.run('INSERT INTO columns VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
      id,
      position,
      name,
      kind,
      role,
      missing,
      odd,
      unique,
    ])
  }
}

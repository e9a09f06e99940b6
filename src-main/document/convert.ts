/** A column from one kind to the other, exactly undoable. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../src-shared/table'
import type { DocumentState } from './state'
import { numberSql, spellingSql, valueSql } from './cells'
import { recount } from './columns'
import { physicalName } from './schema'

/**
 * The table is written anew: DuckDB refuses to change a column's type and its cells in one transaction. What the way
 * back could not spell again (`007`, `1.50`) is kept under the journal entry.
 */
export async function convertKind(
  connection: DuckDBConnection,
  state: Pick<DocumentState, 'columns' | 'rows'>,
  column: Column,
  entry: number,
  direction: 'forward' | 'back',
): Promise<Column> {
  const kind = column.kind === 'number' ? 'category' : 'number'
  if (direction === 'forward') await keepSpellings(connection, column, entry)
  const texts = direction === 'back' ? keptTexts(entry, column.id) : oddTexts(column.id)
  const value = kind === 'number' ? toNumber(column.id) : toText(column.id)
  if (kind === 'number') await setOddTextsAside(connection, column.id)
  await rewrite(connection, state.columns, column.id, value, kind === 'number' ? [] : [oddTexts(column.id), texts])
  if (kind === 'category') await connection.run('DELETE FROM odd_cells WHERE column_id = ?', [column.id])
  return recount(connection, { ...column, kind }, state.rows)
}

function toNumber(columnId: number): string {
  return numberSql(`r.${physicalName(columnId)}`)
}

function toText(columnId: number): string {
  return `coalesce(t1.text, t0.text, ${spellingSql(`r.${physicalName(columnId)}`)})`
}

const oddTexts = (columnId: number): string => `SELECT row_id, text FROM odd_cells WHERE column_id = ${columnId}`
const keptTexts = (entry: number, columnId: number): string =>
  `SELECT row_id, text FROM kept_cells WHERE entry = ${entry} AND column_id = ${columnId}`

/** Texts of a category that become numbers, or nothing, and would come back spelled otherwise. */
async function keepSpellings(connection: DuckDBConnection, column: Column, entry: number): Promise<void> {
  await connection.run('DELETE FROM kept_cells WHERE entry = ?', [entry])
  if (column.kind === 'number') return
  const name = physicalName(column.id)
  await connection.run(
    `INSERT INTO kept_cells SELECT ${entry}, id, ${column.id}, NULL, ${name} FROM (
      SELECT id, ${name}, ${valueSql(name)} AS value, ${numberSql(name)} AS number FROM rows WHERE ${name} IS NOT NULL)
      WHERE value IS NULL OR (number IS NOT NULL AND ${spellingSql('number')} <> ${name})`,
  )
}

async function setOddTextsAside(connection: DuckDBConnection, columnId: number): Promise<void> {
  const name = physicalName(columnId)
  await connection.run(
    `INSERT INTO odd_cells SELECT id, ${columnId}, ${name} FROM rows
      WHERE ${valueSql(name)} IS NOT NULL AND ${numberSql(name)} IS NULL ORDER BY id`,
  )
}

/** `value` may use the row as `r` and the texts of `joins` as `t0`, `t1`. */
async function rewrite(
  connection: DuckDBConnection,
  columns: readonly Column[],
  columnId: number,
  value: string,
  joins: readonly string[],
): Promise<void> {
  const list = columns.map(({ id }) => (id === columnId ? `${value} AS ${physicalName(id)}` : `r.${physicalName(id)}`))
  const joined = joins.map((sql, i) => `LEFT JOIN (${sql}) t${i} ON t${i}.row_id = r.id`)
  await connection.run(`CREATE TABLE rows_anew AS SELECT r.id, ${list.join(', ')} FROM rows r ${joined.join(' ')}`)
  await connection.run('DROP TABLE rows')
  await connection.run('ALTER TABLE rows_anew RENAME TO rows')
}

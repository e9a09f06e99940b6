/** Columns: looking one up, writing down what is known of them. */
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { BIGINT, INTEGER, LIST, listValue, VARCHAR } from '@duckdb/node-api'
import type { Column } from '../../src-shared/table'
import { EpochwiseError } from '../../src-shared/errors'

/** @throws EpochwiseError table.none, table.column */
export function columnOf(columns: readonly Column[], id: number): Column {
  const column = columns.find((one) => one.id === id)
  if (column !== undefined) return column
  if (columns.length === 0) throw noTable()
  throw new EpochwiseError('table.column', `The table has no column with the number ${id}.`)
}

export function noTable(): EpochwiseError {
  return new EpochwiseError('table.none', 'The project has no table yet. Open a CSV first.')
}

export function replaceColumns(columns: readonly Column[], changed: readonly Column[]): Column[] {
  const fresh = new Map(changed.map((column) => [column.id, column]))
  return columns.map((column) => fresh.get(column.id) ?? column)
}

/** Writes the `changed` ones of `columns` anew. */
export async function writeColumns(
  connection: DuckDBConnection,
  columns: readonly Column[],
  changed: readonly Column[],
): Promise<void> {
  if (changed.length === 0) return
  const ids = changed.map(({ id }) => id)
  await connection.run('DELETE FROM columns WHERE id IN (SELECT unnest(?))', [listValue(ids)], [LIST(INTEGER)])
  await insertColumns(connection, changed, (id) => columns.findIndex((column) => column.id === id))
}

/** Writes all of them, in this order. */
export async function writeLayout(connection: DuckDBConnection, columns: readonly Column[]): Promise<void> {
  await connection.run('DELETE FROM columns')
  await insertColumns(connection, columns)
}

async function insertColumns(
  connection: DuckDBConnection,
  columns: readonly Column[],
  placeOf?: (id: number) => number,
): Promise<void> {
  if (columns.length === 0) return
  const list = <T extends DuckDBValue>(type: DuckDBType, of: (column: Column, at: number) => T) => {
    return { type: LIST(type), values: listValue(columns.map(of)) }
  }
  const lists = [
    list(INTEGER, ({ id }) => id),
    list(INTEGER, ({ id }, at) => placeOf?.(id) ?? at),
    list(VARCHAR, ({ name }) => name),
    list(VARCHAR, ({ kind }) => kind),
    list(VARCHAR, ({ role }) => role),
    list(BIGINT, ({ missing }) => BigInt(missing)),
    list(BIGINT, ({ odd }) => BigInt(odd)),
    list(BIGINT, ({ unique }) => BigInt(unique)),
    list(VARCHAR, ({ settings }) => JSON.stringify(settings)),
  ]
  await connection.run(
    `INSERT INTO columns SELECT ${lists.map(() => 'unnest(?)').join(', ')}`,
    lists.map(({ values }) => values),
    lists.map(({ type }) => type),
  )
}

/** What columns are called, how they are read and what they are for, and where they stand. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../../src-shared/table'
import type { DocumentState, Outcome } from '../state'
import type { Change, ColumnMeaning } from '../stored'
import { isReadKind } from '../../../src-shared/table'
import { columnOf, replaceColumns, writeColumns, writeLayout } from '../columns'
import { recount } from '../counts'
import { readingSql } from '../reading'
import { numberName, textName } from '../schema'

export function meaningOf({ name, kind, role, settings }: Column): ColumnMeaning {
  const { reading, order, formula } = settings
  return { name, kind, role, meaning: { reading, order, formula } }
}

/** How it is shown stays as it is. */
export function withMeaning(column: Column, { name, kind, role, meaning }: ColumnMeaning): Column {
  return { ...column, name, kind, role, settings: { ...column.settings, ...meaning } }
}

export async function changeMeanings(
  connection: DuckDBConnection,
  state: DocumentState,
  change: Extract<Change, { kind: 'meanings' }>,
  forward: boolean,
): Promise<Partial<Outcome>> {
  const changed: Column[] = []
  for (const { columnId, before, after } of change.columns) {
    const former = columnOf(state.columns, columnId)
    const column = withMeaning(former, forward ? after : before)
    if (readingSql(former, 't') === readingSql(column, 't') && former.kind === column.kind) {
      changed.push(column)
      continue
    }
    if (isReadKind(former.kind)) await connection.run(`ALTER TABLE rows DROP COLUMN ${numberName(columnId)}`)
    if (isReadKind(column.kind)) await readAnew(connection, column)
    changed.push(await recount(connection, column, state.rows))
  }
  const columns = replaceColumns(state.columns, changed)
  await writeColumns(connection, columns, changed)
  return { columns }
}

/** Makes the numbers of a column that has none yet; only the new column is written. */
async function readAnew(connection: DuckDBConnection, column: Column): Promise<void> {
  const number = numberName(column.id)
  await connection.run(`ALTER TABLE rows ADD COLUMN ${number} DOUBLE`)
  await connection.run(
    `ALTER TABLE rows ALTER COLUMN ${number} TYPE DOUBLE USING ${readingSql(column, textName(column.id))}`,
  )
}

export async function moveColumn(
  connection: DuckDBConnection,
  state: DocumentState,
  columnId: number,
  to: number,
): Promise<Partial<Outcome>> {
  const column = columnOf(state.columns, columnId)
  const columns = state.columns.filter(({ id }) => id !== columnId)
  columns.splice(to, 0, column)
  await writeLayout(connection, columns)
  return { columns }
}

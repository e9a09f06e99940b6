/** How columns are shown: hidden, pinned, how wide. Kept with them, and no edit. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../src-shared/table'
import { columnOf, replaceColumns, writeColumns } from './columns'

export type ColumnLayout = { columnId: number; hidden: boolean; pinned: boolean; width: number | null }

/** Gives the columns as they are then. @throws EpochwiseError table.column */
export async function writeColumnLayout(
  connection: DuckDBConnection,
  columns: readonly Column[],
  layout: readonly ColumnLayout[],
): Promise<Column[]> {
  const changed = layout.map(({ columnId, hidden, pinned, width }): Column => {
    const column = columnOf(columns, columnId)
    return { ...column, settings: { ...column.settings, hidden, pinned, width: width ?? undefined } }
  })
  const arranged = replaceColumns(columns, changed)
  await writeColumns(connection, arranged, [...new Map(changed.map((column) => [column.id, column])).values()])
  return arranged
}

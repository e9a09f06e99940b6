/** Cells of a view as text for the clipboard. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { CellSpan, TableView } from '../../src-shared/table'
import type { Shown, Views } from './views'
import { EpochwiseError } from '../../src-shared/errors'
import { columnOf } from './columns'
import { chooseOf } from './edits/chosen'
import { textName } from './schema'
import { writeTsvRow } from './tsv'

const mostCells = 5_000_000

/** @throws EpochwiseError table.tooLarge */
export async function copyCells(
  connection: DuckDBConnection,
  shown: Shown,
  views: Views,
  view: TableView,
  { first, last, columnIds }: CellSpan,
): Promise<string> {
  const order = await views.order(connection, shown, view)
  const { sql, rows } = await chooseOf(connection, order, first, last)
  if (rows * columnIds.length > mostCells) {
    const message = 'More than 5 million cells cannot be copied at once. Select fewer, or export the table as a file.'
    throw new EpochwiseError('table.tooLarge', message)
  }
  const names = columnIds.map((id) => `r.${textName(columnOf(shown.columns, id).id)}`)
  const result = await connection.stream(
    `SELECT ${names.join(', ')} FROM rows r JOIN (${sql}) k ON k.id = r.id ORDER BY k.nth`,
  )
  const lines: string[] = []
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const cells of chunk.getRows()) lines.push(writeTsvRow(cells as (string | null)[]))
  }
  return lines.join('\n')
}

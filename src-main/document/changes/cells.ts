/** Any number of cells at once: their texts before and after are in `kept_cells`, and SQL moves them. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../../src-shared/table'
import type { DocumentState, Outcome } from '../state'
import type { Change } from '../stored'
import { isReadKind } from '../../../src-shared/table'
import { replaceColumns, writeColumns } from '../columns'
import { countMoving, countNew, recount } from '../counts'
import { readingSql } from '../reading'
import { numberName, textName } from '../schema'

/** Up to so many cells, the counts are carried on; beyond, counting anew is quicker. */
const fewCells = 2000

export async function changeCells(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  change: Extract<Change, { kind: 'cells' }>,
  forward: boolean,
): Promise<Partial<Outcome>> {
  const [from, to] = forward ? ['before', 'after'] : ['after', 'before']
  const changed: Column[] = []
  for (const columnId of change.columnIds) {
    const column = state.columns.find(({ id }) => id === columnId)
    if (column === undefined) continue
    const kept = (which: string): string =>
      `SELECT row_id, ${which} AS text FROM kept_cells WHERE entry = ${entry} AND column_id = ${columnId}`
    const carried = await moveCells(connection, column, kept(from), kept(to), change.count <= fewCells)
    changed.push(carried ?? (await recount(connection, column, state.rows)))
  }
  const columns = replaceColumns(state.columns, changed)
  await writeColumns(connection, columns, changed)
  return { columns }
}

/** The column with its counts carried on; null: to be counted anew. */
async function moveCells(
  connection: DuckDBConnection,
  column: Column,
  from: string,
  to: string,
  few: boolean,
): Promise<Column | null> {
  const gained = few ? await countNew(connection, column, to) : 0
  await connection.run(updateSql(column, to))
  if (!few) return null
  const [old, fresh] = [await countMoving(connection, column, from), await countMoving(connection, column, to)]
  return {
    ...column,
    missing: column.missing + fresh.missing - old.missing,
    odd: column.odd + fresh.odd - old.odd,
    unique: column.unique + gained - (await countNew(connection, column, from)),
  }
}

function updateSql(column: Column, texts: string): string {
  const number = isReadKind(column.kind) ? `, ${numberName(column.id)} = ${readingSql(column, 'k.text')}` : ''
  return `UPDATE rows SET ${textName(column.id)} = k.text${number} FROM (${texts}) k WHERE k.row_id = rows.id`
}

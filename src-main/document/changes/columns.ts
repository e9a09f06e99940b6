/** Columns into the table and out of it; what was in them is kept for their way back, letter by letter. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../../src-shared/table'
import type { DocumentState, Outcome } from '../state'
import { isReadKind } from '../../../src-shared/table'
import { writeLayout } from '../columns'
import { recount } from '../counts'
import { readingSql } from '../reading'
import { numberName, textName } from '../schema'
import { writeMeta } from '../state'

type Placed = { at: number; column: Column }

/** `placed` ascending by place. Their texts are those that `removed_cells` has of them. */
export async function addColumns(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  placed: readonly Placed[],
): Promise<Partial<Outcome>> {
  const columns = [...state.columns]
  for (const { column } of placed) {
    await connection.run(`ALTER TABLE rows ADD COLUMN ${textName(column.id)} VARCHAR`)
    if (isReadKind(column.kind)) await connection.run(`ALTER TABLE rows ADD COLUMN ${numberName(column.id)} DOUBLE`)
  }
  for (const { at, column } of placed) {
    const number = isReadKind(column.kind) ? `, ${numberName(column.id)} = ${readingSql(column, 'k.text')}` : ''
    await connection.run(
      `UPDATE rows SET ${textName(column.id)} = k.text${number} FROM removed_cells k
        WHERE k.entry = ${entry} AND k.column_id = ${column.id} AND k.row_id = rows.id`,
    )
    columns.splice(at, 0, await recount(connection, column, state.rows))
  }
  await writeLayout(connection, columns)
  const nextColumn = Math.max(state.nextColumn, ...placed.map(({ column }) => column.id + 1))
  if (nextColumn > state.nextColumn) await writeMeta(connection, 'next_column', String(nextColumn))
  return { columns, nextColumn }
}

/** Cells that the same entry changes are not kept: they were empty before, and redo writes them again. */
export async function removeColumns(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  placed: readonly Placed[],
): Promise<Partial<Outcome>> {
  for (const { column } of placed) {
    const text = textName(column.id)
    await connection.run(`DELETE FROM removed_cells WHERE entry = ${entry} AND column_id = ${column.id}`)
    await connection.run(
      `INSERT INTO removed_cells SELECT ${entry}, id, ${column.id}, ${text} FROM rows
        ANTI JOIN (FROM kept_cells WHERE entry = ${entry} AND column_id = ${column.id}) k ON k.row_id = rows.id
        WHERE ${text} IS NOT NULL`,
    )
    await connection.run(`ALTER TABLE rows DROP COLUMN ${text}`)
    if (isReadKind(column.kind)) await connection.run(`ALTER TABLE rows DROP COLUMN ${numberName(column.id)}`)
  }
  const gone = new Set(placed.map(({ column }) => column.id))
  const columns = state.columns.filter(({ id }) => !gone.has(id))
  await writeLayout(connection, columns)
  return { columns }
}

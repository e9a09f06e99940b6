/** Cells as they are typed: a text that its column can't read is refused with the reason, and then nothing changes. */
import { BIGINT, INTEGER, LIST, listValue, VARCHAR } from '@duckdb/node-api'
import type { Cell, Column } from '../../../src-shared/table'
import type { Draft, Planned } from './draft'
import { EpochwiseError } from '../../../src-shared/errors'
import { isReadKind } from '../../../src-shared/table'
import { columnOf } from '../columns'
import { cellOf, readText } from '../reading'
import { textName } from '../schema'
import { plainRows } from '../sql'
import { planKept } from './kept'
import { whyOdd } from './why-odd'
import { cellWords, columnWords, count, noRow } from './words'

export type CellEdit = { rowId: number; columnId: number; text: string }

/** Gives how many cells came out differently. @throws EpochwiseError cell.invalid, table.row, table.column */
export async function planTyped(draft: Draft, edits: readonly CellEdit[]): Promise<Planned<number>> {
  const columns = new Map<number, Column>()
  for (const { columnId } of edits) columns.set(columnId, columnOf(draft.state.columns, columnId))
  const cells = edits.map((edit) => readTyped(columns.get(edit.columnId)!, edit, draft.state.missingWords))
  await keepTyped(draft, edits, cells)
  await requireRows(draft, edits)
  for (const column of columns.values()) await fillBefore(draft, column)
  await dropUnchanged(draft)
  return planKept(draft, (changed, touched) => label(changed, touched, edits, cells))
}

function readTyped(column: Column, { rowId, text }: CellEdit, missingWords: readonly string[]): Cell {
  const cell = cellOf(text, missingWords)
  if (cell === null || !isReadKind(column.kind) || readText(column, cell) !== null) return cell
  throw new EpochwiseError('cell.invalid', whyOdd(column, cell), { column: column.name, row: rowId })
}

/** A later edit of the same cell wins. */
async function keepTyped(
  { connection, entry }: Draft,
  edits: readonly CellEdit[],
  cells: readonly Cell[],
): Promise<void> {
  const last = new Map(edits.map(({ rowId, columnId }, at) => [`${rowId} ${columnId}`, at]))
  const places = [...last.values()]
  await connection.run(
    `INSERT INTO kept_cells SELECT ${entry}, unnest(?), unnest(?), NULL, unnest(?)`,
    [
      listValue(places.map((at) => BigInt(edits[at]!.rowId))),
      listValue(places.map((at) => edits[at]!.columnId)),
      listValue(places.map((at) => cells[at]!)),
    ],
    [LIST(BIGINT), LIST(INTEGER), LIST(VARCHAR)],
  )
}

/** The rows are looked up by the few ids: the other way round, all ids of the table would be gathered for every edit. */
async function requireRows({ connection, entry }: Draft, edits: readonly CellEdit[]): Promise<void> {
  const kept = `SELECT row_id FROM kept_cells WHERE entry = ${entry}`
  const there = `SELECT r.id FROM rows r SEMI JOIN (${kept}) k ON k.row_id = r.id`
  const [gone] = await plainRows(
    connection,
    `SELECT min(k.row_id) AS id FROM (${kept}) k ANTI JOIN (${there}) t ON t.id = k.row_id`,
  )
  if (gone!['id'] !== null) throw noRow(Number(gone!['id'] ?? edits[0]?.rowId))
}

async function fillBefore({ connection, entry }: Draft, { id }: Column): Promise<void> {
  await connection.run(
    `UPDATE kept_cells SET before = r.${textName(id)} FROM rows r
      WHERE entry = ${entry} AND column_id = ${id} AND r.id = row_id`,
  )
}

async function dropUnchanged({ connection, entry }: Draft): Promise<void> {
  await connection.run(`DELETE FROM kept_cells WHERE entry = ${entry} AND before IS NOT DISTINCT FROM after`)
}

function label(
  changed: number,
  columns: readonly Column[],
  edits: readonly CellEdit[],
  cells: readonly Cell[],
): string {
  if (changed > 1 || edits.length > 1) return `Changed ${count(changed, 'cell')} in ${columnWords(columns)}`
  const where = `${columnWords(columns)} in row ${edits[0]!.rowId}`
  return cells[0] === null ? `Cleared ${where}` : `Changed ${where} to ${cellWords(cells[0]!)}`
}

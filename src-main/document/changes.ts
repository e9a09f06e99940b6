/** What edits do to the file, forwards and backwards; journal and undo use the same functions. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Cell, Column } from '../../src-shared/table'
import type { DocumentState, Outcome } from './state'
import type { Change } from './stored'
import { BIGINT } from '@duckdb/node-api'
import { assertNever, EpochwiseError } from '../../src-shared/errors'
import { columnOf, holdsValue, isOdd, replaceColumn, typeOf, writeColumn } from './columns'
import { convertKind } from './convert'
import { dropRows, restoreRows } from './kept'
import { physicalName } from './schema'
import { writeMeta } from './state'

export type Direction = 'forward' | 'back'

/** Within a transaction. */
export async function applyChange(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  change: Change,
  direction: Direction,
): Promise<Outcome> {
  const forward = direction === 'forward'
  switch (change.kind) {
    case 'cell': {
      const { rowId, columnId, before, after } = change
      const [from, to] = forward ? [before, after] : [after, before]
      const column = await setCell(connection, columnOf(state.columns, columnId), rowId, from, to)
      return { ...state, columns: replaceColumn(state.columns, column) }
    }
    case 'add-rows':
      return forward ? addRows(connection, state, change) : removeAddedRows(connection, state, change)
    case 'delete-rows':
      return forward
        ? dropRows(connection, state, entry, change.count)
        : restoreRows(connection, state, entry, change.count)
    case 'column':
      return changeColumn(connection, state, entry, change, forward)
    case 'recipe': {
      const recipe = forward ? change.after : change.before
      await connection.run('UPDATE recipe SET json = ?', [JSON.stringify(recipe)])
      return { ...state, recipe }
    }
    default:
      return assertNever(change)
  }
}

async function setCell(
  connection: DuckDBConnection,
  column: Column,
  rowId: number,
  from: Cell,
  to: Cell,
): Promise<Column> {
  const known = await holdsValue(connection, column, to)
  const value = isOdd(to, column) ? null : to
  const sql = `UPDATE rows SET ${physicalName(column.id)} = ? WHERE id = ?`
  await connection.run(sql, [value, BigInt(rowId)], [typeOf(column), BIGINT])
  if (isOdd(from, column)) {
    await connection.run('DELETE FROM odd_cells WHERE row_id = ? AND column_id = ?', [rowId, column.id])
  }
  if (isOdd(to, column)) await connection.run('INSERT INTO odd_cells VALUES (?, ?, ?)', [rowId, column.id, to])
  const isValue = (cell: Cell): boolean => cell !== null && !isOdd(cell, column)
  const gained = isValue(to) && !known ? 1 : 0
  const lost = isValue(from) && !(await holdsValue(connection, column, from)) ? 1 : 0
  const changed = {
    ...column,
    missing: column.missing + Number(to === null) - Number(from === null),
    odd: column.odd + Number(isOdd(to, column)) - Number(isOdd(from, column)),
    unique: column.unique + gained - lost,
  }
  await writeColumn(connection, changed)
  return changed
}

type RowRange = { first: number; count: number }

async function addRows(
  connection: DuckDBConnection,
  state: DocumentState,
  { first, count }: RowRange,
): Promise<Outcome> {
  await connection.run(
    'INSERT INTO rows (id) SELECT unnest(range(?, ?))',
    [BigInt(first), BigInt(first + count)],
    [BIGINT, BIGINT],
  )
  const nextRow = Math.max(state.nextRow, first + count)
  await writeMeta(connection, 'next_row', String(nextRow))
  return { ...state, ...(await countMissing(connection, state, count)), nextRow }
}

/** They are empty: whatever was typed into them has been undone before. */
async function removeAddedRows(
  connection: DuckDBConnection,
  state: DocumentState,
  { first, count }: RowRange,
): Promise<Outcome> {
  await connection.run(
    'DELETE FROM rows WHERE id BETWEEN ? AND ?',
    [BigInt(first), BigInt(first + count - 1)],
    [BIGINT, BIGINT],
  )
  return { ...state, ...(await countMissing(connection, state, -count)) }
}

async function countMissing(
  connection: DuckDBConnection,
  state: DocumentState,
  count: number,
): Promise<Pick<Outcome, 'columns' | 'rows'>> {
  await connection.run('UPDATE columns SET missing = missing + ?', [count])
  return {
    columns: state.columns.map((column) => ({ ...column, missing: column.missing + count })),
    rows: state.rows + count,
  }
}

async function changeColumn(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  change: Extract<Change, { kind: 'column' }>,
  forward: boolean,
): Promise<Outcome> {
  let columns = [...state.columns]
  for (const { columnId, before, after } of change.roles) {
    const column = { ...columnOf(columns, columnId), role: forward ? after : before }
    await writeColumn(connection, column)
    columns = replaceColumn(columns, column)
  }
  if (change.kinds !== null) {
    const kind = forward ? change.kinds.after : change.kinds.before
    const column = columnOf(columns, change.columnId)
    if (column.kind === kind)
      throw new EpochwiseError('column.kind', `${column.name} is a ${kind} already.`, { column: column.name })
    const converted = await convertKind(connection, { ...state, columns }, column, entry, forward ? 'forward' : 'back')
    await writeColumn(connection, converted)
    columns = replaceColumn(columns, converted)
  }
  return { ...state, columns }
}

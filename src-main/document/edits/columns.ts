/** Columns in, out, renamed and moved. */
import type { Column, ColumnKind } from '../../../src-shared/table'
import type { Draft, Planned } from './draft'
import { EpochwiseError } from '../../../src-shared/errors'
import { meaningOf } from '../changes/meanings'
import { columnOf, noTable } from '../columns'
import { newColumn, placeAfter, requireFreeName } from './new-column'
import { columnWords, shorten } from './words'

/** Empty; gives its number. */
export function planInsertColumn(
  { state }: Draft,
  name: string,
  kind: ColumnKind,
  after: number | null,
): Planned<number> {
  if (state.columns.length === 0) throw noTable()
  requireFreeName(state.columns, name)
  const column = newColumn(state.nextColumn, name, kind)
  const placed = { at: placeAfter(state.columns, after), column }
  return {
    plan: { label: `Added the column ${shorten(name)}`, changes: [{ kind: 'columns', way: 'in', columns: [placed] }] },
    result: column.id,
  }
}

/** Gives how many they were. @throws EpochwiseError table.column when none would be left */
export function planDeleteColumns({ state }: Draft, columnIds: readonly number[]): Planned<number> {
  const gone = new Set(columnIds.map((id) => columnOf(state.columns, id)))
  if (gone.size === state.columns.length) {
    throw new EpochwiseError('table.column', 'A table needs a column. Leave at least one of them.')
  }
  const columns = state.columns.map((column, at) => ({ at, column })).filter(({ column }) => gone.has(column))
  const label = `Deleted ${gone.size === 1 ? 'the column ' : ''}${columnWords([...gone])}`
  return { plan: { label, changes: [{ kind: 'columns', way: 'out', columns }] }, result: gone.size }
}

/** @throws EpochwiseError column.name */
export function planRename({ state }: Draft, columnId: number, name: string): Planned<null> {
  const column = columnOf(state.columns, columnId)
  if (column.name === name) return { plan: null, result: null }
  requireFreeName(state.columns, name, columnId)
  const renamed: Column = { ...column, name }
  const change = { columnId, before: meaningOf(column), after: meaningOf(renamed) }
  const label = `Renamed ${shorten(column.name)} to ${shorten(name)}`
  return { plan: { label, changes: [{ kind: 'meanings', columns: [change] }] }, result: null }
}

/** In front of a column; null: behind all. */
export function planMove({ state }: Draft, columnId: number, before: number | null): Planned<null> {
  const column = columnOf(state.columns, columnId)
  const rest = state.columns.filter((other) => other !== column)
  const from = state.columns.indexOf(column)
  const to = before === null ? rest.length : before === columnId ? from : rest.indexOf(columnOf(rest, before))
  if (to === from) return { plan: null, result: null }
  return {
    plan: { label: `Moved ${columnWords([column])}`, changes: [{ kind: 'move', columnId, from, to }] },
    result: null,
  }
}

/** Changes of a view: which rows, in what order. Views are values; every change gives a new one. */
import type { Column, Filter, SortOrder, TableView } from '../../../src-shared/table'

export type Direction = SortOrder['direction']

export function directionOf(view: TableView, columnId: number): Direction | null {
  return view.sort.find((order) => order.columnId === columnId)?.direction ?? null
}

/** Unsorted → ascending → descending → unsorted. `add`: the other orders stay, and this one comes behind them. */
export function toggledSort(view: TableView, columnId: number, add: boolean): TableView {
  const here = directionOf(view, columnId)
  const next = here === null ? 'ascending' : here === 'ascending' ? 'descending' : null
  return sortedBy(view, columnId, next, add)
}

export function sortedBy(view: TableView, columnId: number, direction: Direction | null, add: boolean): TableView {
  if (!add) return { ...view, sort: direction === null ? [] : [{ columnId, direction }] }
  if (direction === null) return { ...view, sort: view.sort.filter((order) => order.columnId !== columnId) }
  const known = view.sort.some((order) => order.columnId === columnId)
  const sort = known
    ? view.sort.map((order) => (order.columnId === columnId ? { columnId, direction } : order))
    : [...view.sort, { columnId, direction }]
  return { ...view, sort }
}

/** `at` null: one more filter. */
export function withFilter(view: TableView, at: number | null, filter: Filter): TableView {
  return { ...view, filters: at === null ? [...view.filters, filter] : view.filters.with(at, filter) }
}

export function withoutFilter(view: TableView, at: number): TableView {
  return { ...view, filters: view.filters.filter((_, other) => other !== at) }
}

/** Without the orders and filters of columns that are gone; the same view where there are none. */
export function viewFor(view: TableView, columns: readonly Column[]): TableView {
  const known = new Set(columns.map((column) => column.id))
  const sort = view.sort.filter((order) => known.has(order.columnId))
  const filters = view.filters.filter((filter) => {
    const columnId = columnOf(filter)
    return columnId === null || known.has(columnId)
  })
  return sort.length === view.sort.length && filters.length === view.filters.length ? view : { sort, filters }
}

export function columnOf(filter: Filter): number | null {
  return 'columnId' in filter ? filter.columnId : null
}

/** What a click on a bar shows: those rows alone, and all of them again with a second click. */
import type { Bar } from '../../../src-shared/insight'
import type { Column, Filter, TableView } from '../../../src-shared/table'

/** The rows of a bar. True/false and ordered values are found by what they are read as, whatever their spelling. */
export function barFilter(column: Column, bar: Bar): Filter {
  const columnId = column.id
  if (bar.place !== null) return { kind: 'range', columnId, min: bar.place, max: bar.place }
  return { kind: 'values', columnId, values: [bar.value], exclude: false }
}

export function isFiltered(view: TableView, filter: Filter): boolean {
  return view.filters.some((other) => isSame(other, filter))
}

/** One bar of a column at a time: it takes the place of what the column was filtered by. */
export function toggledFilter(view: TableView, filter: Filter): TableView {
  const columnId = 'columnId' in filter ? filter.columnId : null
  const others = view.filters.filter((other) => columnId === null || !isByBar(other, columnId))
  return { ...view, filters: isFiltered(view, filter) ? others : [...others, filter] }
}

function isByBar(filter: Filter, columnId: number): boolean {
  const byBars = ['range', 'values', 'missing', 'odd'] as const
  return 'columnId' in filter && filter.columnId === columnId && byBars.some((kind) => kind === filter.kind)
}

function isSame(one: Filter, other: Filter): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** From cell to cell: the next odd one, the next that matches a text; in the order of a view, around its end. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, TableView, TextQuery } from '../../src-shared/table'
import type { Shown, Views } from './views'
import { columnOf } from './columns'
import { indexesOf, readIds } from './orders'
import { textName } from './schema'
import { checkPattern, matchSql, oddSql, whereSql } from './view-sql'

export type Wanted = { kind: 'odd' } | { kind: 'find'; query: TextQuery; columnIds: readonly number[] | null }

/** Where one is; without a column: the whole row. Row −1: before the first. */
export type CellPlace = { index: number; columnId: number | null }

/** `count`: how many there are in the view. */
export type Found = { index: number; columnId: number; count: number }

/** Places of cells as one number each, ascending: row × columns + column. */
type Matches = { key: string; cells: Float64Array; columns: readonly Column[] }

export class Finder {
  /** Of what was looked for last: walking on is a look-up. */
  #last: Matches | null = null

  constructor(readonly views: Views) {}

  changed(): void {
    this.#last = null
  }

  async next(
    connection: DuckDBConnection,
    shown: Shown,
    view: TableView,
    wanted: Wanted,
    after: CellPlace,
    backwards: boolean,
  ): Promise<Found | null> {
    const { cells, columns } = await this.#matches(connection, shown, view, wanted)
    if (cells.length === 0) return null
    const at = step(cells, columns, after, backwards)
    const cell = cells[(at + cells.length) % cells.length]!
    const index = Math.floor(cell / columns.length)
    return { index, columnId: columns[cell - index * columns.length]!.id, count: cells.length }
  }

  async #matches(connection: DuckDBConnection, shown: Shown, view: TableView, wanted: Wanted): Promise<Matches> {
    const key = JSON.stringify([view, wanted])
    if (this.#last?.key === key) return this.#last
    const { columns } = shown
    if (wanted.kind === 'find') await checkPattern(connection, wanted.query)
    const indexes = indexesOf(await this.views.order(connection, shown, view), shown.nextRow)
    const filtered = whereSql(columns, view)
    const parts: Float64Array[] = []
    for (const { condition, place } of conditions(columns, wanted)) {
      const sql = `SELECT id FROM rows ${filtered === '' ? 'WHERE' : `${filtered} AND`} (${condition})`
      const ids = await readIds(connection, sql, shown.nextRow)
      parts.push(Float64Array.from(ids, (id) => indexes(id) * columns.length + place))
    }
    const cells = joined(parts).sort()
    this.#last = { key, cells, columns }
    return this.#last
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function conditions(columns: readonly Column[], wanted: Wanted): { condition: string; place: number }[] {
  const shown = columns
    .map((column, place) => ({ column, place }))
    .filter(({ column }) => column.settings.hidden !== true)
  if (wanted.kind === 'odd') {
    const odd = shown.filter(({ column }) => column.odd > 0)
    return odd.map(({ column, place }) => ({ condition: oddSql(column), place }))
  }
  const chosen = wanted.columnIds?.map((id) => {
    const column = columnOf(columns, id)
    return { column, place: columns.indexOf(column) }
  })
  return (chosen ?? shown).map(({ column, place }) => ({
    condition: matchSql(textName(column.id), wanted.query),
    place,
  }))
}

/** The place among the cells of the next one; −1 or the length: around the end. */
function step(cells: Float64Array, columns: readonly Column[], after: CellPlace, backwards: boolean): number {
  const width = columns.length
  const column = columns.findIndex(({ id }) => id === after.columnId)
  if (backwards) return countBelow(cells, after.index * width + Math.max(0, column)) - 1
  return countBelow(cells, after.index * width + (column === -1 ? width - 1 : column) + 1)
}

/** How many of the ascending numbers are below `limit`. */
function countBelow(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}

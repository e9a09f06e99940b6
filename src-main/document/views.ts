/**
 * Rows in the order of a view: which row stands where, and a page of them.
 *
 * The order of a view is kept until something that it depends on changes, so that any page of a million rows is one
 * look-up by id, however deep it lies. The plain view of a table that nobody rearranged needs none.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Filter, Row, TableView } from '../../src-shared/table'
import type { RowOrder } from './orders'
import type { DocumentState } from './state'
import { idsOf, indexOf, readOrder, untouchedOrder } from './orders'
import { readRows } from './rows'
import { checkPattern, viewSql } from './view-sql'

type Kept = { view: TableView; key: string; order: RowOrder }

/** What a view needs of the document. */
export type Shown = Pick<DocumentState, 'columns' | 'nextRow'>

/** Views whose order is kept at a time. */
const keptViews = 4

export class Views {
  #orders: Kept[] = []

  /** Cells of these columns changed. */
  cellsChanged(columnIds: readonly number[]): void {
    this.#keep(({ sort, filters }) => {
      const sorted = sort.some(({ columnId }) => columnIds.includes(columnId))
      return !sorted && !filters.some((filter) => looksAt(filter, columnIds))
    })
  }

  partsChanged(): void {
    this.#keep(({ filters }) => !filters.some(({ kind }) => kind === 'part'))
  }

  /** Rows came or went, or columns changed. */
  allChanged(): void {
    this.#orders = []
  }

  #keep(unchanged: (view: TableView) => boolean): void {
    this.#orders = this.#orders.filter(({ view }) => unchanged(view))
  }

  async page(
    connection: DuckDBConnection,
    shown: Shown,
    view: TableView,
    offset: number,
    limit: number,
  ): Promise<{ total: number; rows: Row[] }> {
    const order = await this.order(connection, shown, view)
    return { total: order.length, rows: await readRows(connection, shown.columns, idsOf(order, offset, limit)) }
  }

  async locate(connection: DuckDBConnection, shown: Shown, view: TableView, rowId: number): Promise<number | null> {
    return indexOf(await this.order(connection, shown, view), rowId)
  }

  /** @throws EpochwiseError table.column, query.invalid */
  async order(connection: DuckDBConnection, shown: Shown, view: TableView): Promise<RowOrder> {
    const key = JSON.stringify([view.sort, view.filters])
    const known = this.#orders.find((one) => one.key === key)
    if (known !== undefined) return known.order
    const order = await this.#read(connection, shown, view)
    this.#orders = [...this.#orders.slice(1 - keptViews), { view, key, order }]
    return order
  }

  async #read(connection: DuckDBConnection, { columns, nextRow }: Shown, view: TableView): Promise<RowOrder> {
    const plain = view.sort.length === 0 && view.filters.length === 0
    const untouched = plain ? await untouchedOrder(connection) : null
    if (untouched !== null) return untouched
    for (const filter of view.filters) if (filter.kind === 'text') await checkPattern(connection, filter)
    return readOrder(connection, viewSql(columns, view), nextRow)
  }
}

function looksAt(filter: Filter, columnIds: readonly number[]): boolean {
  if (filter.kind === 'changed') return true
  if (!('columnId' in filter)) return false
  return filter.columnId === null || columnIds.includes(filter.columnId)
}

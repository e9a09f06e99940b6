/**
 * Rows of the table, a page at a time: the pages that the window wants are fetched, a few more are kept.
 *
 * After an edit the pages in sight stay until fresher ones arrive, so that nothing flickers; after a change of
 * order they are dropped, because they would show wrong rows.
 */
import type { Client } from '../../src-shared/client'
import type { Cell, Row, TableView } from '../../src-shared/table'
import type { Pages } from '../components/grid/page-cache'
import { plainView } from '../../src-shared/table'
import { noPages, pageSize, rowIn, stalePages, withCell, withPage } from '../components/grid/page-cache'

const atOnce = 2

export class PagesState {
  #pages = $state.raw<Pages>(noPages)
  #total = $state<number | null>(null)
  #view = $state.raw<TableView>(plainView)
  #pending: readonly number[] = []
  #wanted = { first: 0, end: 0 }
  #revision = 0
  /** Replies to questions asked before a change of table or order are for nobody. */
  #generation = 0

  constructor(
    readonly client: Client,
    readonly fail: (error: unknown) => void,
    /** Fresh rows have come. */
    readonly onRows: (rows: readonly Row[]) => void = () => undefined,
  ) {}

  get view(): TableView {
    return this.#view
  }

  /** Rows in the view; null until the first page has come. */
  get total(): number | null {
    return this.#total
  }

  /** null: not here yet. */
  rowAt(index: number): Row | null {
    return rowIn(this.#pages, index)
  }

  /** Another table, or another order of it. */
  reset(revision: number, view: TableView, total: number | null): void {
    this.#revision = revision
    this.#view = view
    this.#total = total
    this.#generation++
    this.#pages = noPages
    this.#pending = []
    this.#pump()
  }

  /** The table has changed: pages of older revisions are fetched anew, when they are wanted. */
  advance(revision: number, rows: number): void {
    if (revision <= this.#revision) return
    this.#revision = revision
    if (this.#view.filters.length === 0) this.#total = rows
    this.#pump()
  }

  /** Rows that are here, from `first` on, at most `count`. */
  rowsFrom(first: number, count: number): Row[] {
    return Array.from({ length: count }, (_, at) => this.rowAt(first + at)).filter((row) => row !== null)
  }

  want(first: number, end: number): void {
    this.#wanted = { first, end }
    this.#pump()
  }

  /** Shows an acknowledged edit before its page has come anew. */
  patch(rowId: number, at: number, cell: Cell): void {
    this.#pages = withCell(this.#pages, rowId, at, cell)
  }

  #pump(): void {
    // Before anything is known of a view its first page is asked for: it tells how many rows there are.
    const { first, end } = this.#total === null ? { first: 0, end: 1 } : this.#wanted
    const stale = stalePages(this.#pages, first, end, this.#revision)
    for (const page of stale.filter((number) => !this.#pending.includes(number))) {
      if (this.#pending.length >= atOnce) return
      void this.#fetch(page)
    }
  }

  async #fetch(page: number): Promise<void> {
    const { generation, asOf } = { generation: this.#generation, asOf: this.#revision }
    this.#pending = [...this.#pending, page]
    try {
      const input = { view: this.#view, offset: page * pageSize, limit: pageSize }
      const { revision, total, rows } = await this.client.send('table.page', input)
      if (generation !== this.#generation) return
      this.#done(page)
      const { first, end } = this.#wanted
      // The answer holds at least what was known when it was asked for; a later change asks for it again.
      const fresh = Math.max(revision, asOf)
      this.#pages = withPage(this.#pages, page, { revision: fresh, rows }, first, end)
      if (fresh >= this.#revision) this.#total = total
      this.onRows(rows)
      this.#pump()
    } catch (error) {
      if (generation !== this.#generation) return
      this.#done(page)
      this.fail(error)
    }
  }

  #done(page: number): void {
    this.#pending = this.#pending.filter((other) => other !== page)
  }
}

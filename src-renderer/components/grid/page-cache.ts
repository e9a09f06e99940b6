/** Pages of rows by their number, replaced as a whole so that a change is seen; the first is the one longest unused. */
import type { Cell, Row } from '../../../src-shared/table'

export const pageSize = 200
const mostKept = 60

export type Page = { revision: number; rows: readonly Row[] }
export type Pages = ReadonlyMap<number, Page>

export const noPages: Pages = new Map()

export function rowIn(pages: Pages, index: number): Row | null {
  return pages.get(Math.floor(index / pageSize))?.rows[index % pageSize] ?? null
}

/** Pages that hold the rows from `first` until before `end`, and those that are not there or older than `revision`. */
export function stalePages(pages: Pages, first: number, end: number, revision: number): number[] {
  const stale: number[] = []
  for (let number = Math.floor(first / pageSize); number * pageSize < end; number++) {
    if ((pages.get(number)?.revision ?? -1) < revision) stale.push(number)
  }
  return stale
}

/** Adds a page; drops the longest unused ones that are not in sight. */
export function withPage(pages: Pages, number: number, page: Page, first: number, end: number): Pages {
  const next = new Map(pages)
  next.delete(number)
  next.set(number, page)
  for (const old of next.keys()) {
    if (next.size <= mostKept) break
    const inSight = (old + 1) * pageSize > first && old * pageSize < end
    if (!inSight) next.delete(old)
  }
  return next
}

/** An acknowledged edit: the text as it was typed. Whether it can be read is known when the page comes anew. */
export function withCell(pages: Pages, rowId: number, at: number, cell: Cell): Pages {
  const next = new Map(pages)
  for (const [number, page] of pages) {
    if (!page.rows.some((row) => row.id === rowId)) continue
    const rows = page.rows.map((row) => (row.id === rowId ? edited(row, at, cell) : row))
    next.set(number, { ...page, rows })
  }
  return next
}

function edited(row: Row, at: number, cell: Cell): Row {
  const changed = row.changed.includes(at) ? row.changed : [...row.changed, at]
  return { ...row, cells: row.cells.with(at, cell), odd: row.odd.filter((other) => other !== at), changed }
}

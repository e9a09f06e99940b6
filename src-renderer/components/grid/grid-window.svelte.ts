/** The grid's window on the table: its size, where it stands, which rows and columns it shows. */
import type { TableStore } from '../../state/table-state.svelte'
import type { GridPlace } from './range'
import type { Extent, Place, Range } from './window'
import { canvasHeight, rowHeight, scrolled, scrollTopFor, topShowing, visibleColumns, visibleRows } from './window'

export const headerHeight = 56
const rowOverscan = 4
const columnOverscan = 2
/** Rows hang on an anchor that moves this often: pixels of a long table are too many for a transform. */
const anchorStep = 200 * rowHeight
/** After the last scroll event, until the scroll bar is set to its share. */
const restAfter = 180

export class GridWindow {
  #box: HTMLElement | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #place = $state.raw<Place>({ top: 0, scrollTop: 0 })
  #left = $state(0)
  width = $state(0)
  boxHeight = $state(0)

  readonly extent = $derived.by<Extent>(() => ({
    rows: this.table.total,
    height: Math.max(0, this.boxHeight - headerHeight),
  }))
  readonly canvasHeight = $derived.by(() => canvasHeight(this.table.total))
  readonly rows = $derived<Range>(visibleRows(this.#place.top, this.extent, rowOverscan))
  /** Pixels of the row numbers. */
  readonly numberWidth = $derived.by(() => Math.max(52, String(this.table.total).length * 8 + 28))
  /** Pixels that stay at the left: row numbers and pinned columns. */
  readonly frontWidth = $derived.by(() => this.numberWidth + this.table.columns.pinnedWidth)
  /** The columns in sight that are not pinned. */
  readonly columns = $derived.by<Range>(() => {
    const { edges, pinnedWidth, pinnedCount } = this.table.columns
    const room = Math.max(0, this.width - this.frontWidth)
    const { first, end } = visibleColumns(edges, this.#left + pinnedWidth, room, columnOverscan)
    return { first: Math.max(pinnedCount, first), end: Math.max(pinnedCount, end) }
  })
  readonly anchor = $derived(Math.floor(this.#place.top / anchorStep) * anchorStep)
  readonly shift = $derived(this.anchor - this.#place.top)
  /** Whole rows in the window. */
  readonly page = $derived(Math.max(1, Math.floor(this.extent.height / rowHeight) - 1))

  constructor(readonly table: TableStore) {}

  attach(box: HTMLElement): () => void {
    this.#box = box
    return () => {
      clearTimeout(this.#timer)
      this.#box = null
    }
  }

  /** The browser has scrolled. */
  follow(): void {
    const box = this.#box
    if (box === null) return
    this.#place = scrolled(this.#place, box.scrollTop, this.extent)
    this.#left = box.scrollLeft
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#stand(this.#place.top), restAfter)
  }

  /** Brings a cell into the window, moving as little as can be. */
  show({ row, column }: GridPlace): void {
    const box = this.#box
    if (box === null || this.boxHeight === 0) return
    const top = row < 0 ? this.#place.top : topShowing(row, this.#place.top, this.extent)
    if (top !== this.#place.top) this.#stand(top)
    const { edges, pinnedWidth, pinnedCount } = this.table.columns
    if (column < pinnedCount) return
    const [from = 0, to = 0] = [edges[column], edges[column + 1]]
    const room = this.width - this.frontWidth
    const left = Math.min(from - pinnedWidth, Math.max(to - pinnedWidth - room, box.scrollLeft))
    if (left !== box.scrollLeft) box.scrollLeft = left
  }

  /** A row near this place of the page, for a selection that is dragged past the edge. */
  rowAt(y: number): number {
    const box = this.#box
    if (box === null) return 0
    const inside = y - box.getBoundingClientRect().top - headerHeight
    return Math.floor((this.#place.top + inside) / rowHeight)
  }

  /** The column near this place of the page: the last one whose left edge is at or before it. */
  columnAt(x: number): number {
    const box = this.#box
    if (box === null) return 0
    const inside = x - box.getBoundingClientRect().left - this.numberWidth
    const { edges, pinnedWidth } = this.table.columns
    const at = inside < pinnedWidth ? inside : inside + this.#left
    const next = edges.findIndex((edge) => edge > at)
    return next < 0 ? edges.length - 2 : Math.max(0, next - 1)
  }

  /** Of a column, in pixels of the page. */
  middleOf(place: number): number {
    return this.pageLeftOf(place) + this.table.columns.widthOf(place) / 2
  }

  /** The left edge of a column, in pixels of the page. */
  pageLeftOf(place: number): number {
    const start = (this.#box?.getBoundingClientRect().left ?? 0) + this.numberWidth
    const { edges, pinnedCount } = this.table.columns
    return start + (edges[place] ?? 0) - (place < pinnedCount ? 0 : this.#left)
  }

  /** Less room behind its left edge than a line of words needs. */
  isNearRightEdge(place: number): boolean {
    const { edges, pinnedCount } = this.table.columns
    const left = this.numberWidth + (edges[place] ?? 0) - (place < pinnedCount ? 0 : this.#left)
    return left + 330 > this.width
  }

  /** The upper edge of a row, in pixels of the page. */
  pageTopOf(row: number): number {
    const top = this.#box?.getBoundingClientRect().top ?? 0
    return row < 0 ? top : top + headerHeight + row * rowHeight - this.#place.top
  }

  #stand(top: number): void {
    const box = this.#box
    if (box === null) return
    const scrollTop = scrollTopFor(top, this.extent)
    if (Math.abs(box.scrollTop - scrollTop) >= 1) box.scrollTop = scrollTop
    this.#place = { top, scrollTop: box.scrollTop }
  }
}

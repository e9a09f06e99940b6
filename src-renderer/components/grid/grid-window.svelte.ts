/** The grid's window on the table: its size, where it stands, which rows and columns it shows. */
import type { TableStore } from '../../state/table-state.svelte'
import type { GridPlace } from './keys'
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
  readonly numberWidth = $derived.by(() => Math.max(44, String(this.table.total).length * 7.5 + 20))
  readonly columns = $derived.by<Range>(() =>
    visibleColumns(this.table.edges, this.#left, Math.max(0, this.width - this.numberWidth), columnOverscan),
  )
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
    const [from = 0, to = 0] = [this.table.edges[column], this.table.edges[column + 1]]
    const room = this.width - this.numberWidth
    const left = Math.min(from, Math.max(to - room, box.scrollLeft))
    if (left !== box.scrollLeft) box.scrollLeft = left
  }

  #stand(top: number): void {
    const box = this.#box
    if (box === null) return
    const scrollTop = scrollTopFor(top, this.extent)
    if (Math.abs(box.scrollTop - scrollTop) >= 1) box.scrollTop = scrollTop
    this.#place = { top, scrollTop: box.scrollTop }
  }
}

/**
 * The columns as the grid lays them out: pinned ones first, hidden ones left out, as wide as they were dragged or as
 * their first rows need. What is changed here shows at once and is sent on when the dragging rests.
 */
import type { Client } from '../../src-shared/client'
import type { Column, Row } from '../../src-shared/table'
import { columnWidths, fittingWidth } from '../components/grid/cells'
import { clamp, columnEdges } from '../components/grid/window'

export type Arrangement = { hidden: boolean; pinned: boolean; width: number | null }

/** A column of the grid; `at` is its place in the table, and so in a row's cells. */
export type ShownColumn = { column: Column; at: number; pinned: boolean }

const sampleSize = 100
/** Milliseconds after the last change until it is sent. */
const rest = 250

export class ColumnsState {
  #all = $state.raw<readonly Column[]>([])
  #local = $state.raw<Readonly<Record<number, Arrangement>>>({})
  #sample = $state.raw<readonly Row[]>([])
  #unsent = $state.raw<readonly number[]>([])
  #timer: ReturnType<typeof setTimeout> | undefined

  readonly shown = $derived.by<readonly ShownColumn[]>(() => {
    const open = this.#all
      .map((column, at) => ({ column, at, ...this.arrangementOf(column) }))
      .filter(({ hidden }) => !hidden)
      .map(({ column, at, pinned }) => ({ column, at, pinned }))
    return [...open.filter(({ pinned }) => pinned), ...open.filter(({ pinned }) => !pinned)]
  })
  readonly hidden = $derived(this.#all.filter((column) => this.arrangementOf(column).hidden))
  readonly pinnedCount = $derived(this.shown.filter(({ pinned }) => pinned).length)
  readonly #fitted = $derived.by(() => this.#all.map((column, at) => fittingWidth(column, at, this.#sample)))
  /** Left edges of the shown columns, and behind them the right edge of the last. */
  readonly edges = $derived.by(() =>
    columnEdges(this.shown.map(({ column, at }) => this.arrangementOf(column).width ?? this.#fitted[at]!)),
  )
  readonly pinnedWidth = $derived(this.edges[this.pinnedCount] ?? 0)

  constructor(
    readonly client: Client,
    readonly fail: (error: unknown) => void,
    readonly readOnly: () => boolean,
  ) {}

  get all(): readonly Column[] {
    return this.#all
  }

  get measured(): boolean {
    return this.#sample.length > 0
  }

  follow(columns: readonly Column[]): void {
    this.#all = columns
  }

  reset(columns: readonly Column[]): void {
    clearTimeout(this.#timer)
    this.#unsent = []
    this.#all = columns
    this.#local = {}
    this.#sample = []
  }

  /** A change waits for its rest before it is sent. */
  get waiting(): boolean {
    return this.#unsent.length > 0
  }

  measure(rowAt: (index: number) => Row | null): void {
    this.#sample = Array.from({ length: sampleSize }, (_, index) => rowAt(index)).filter((row) => row !== null)
  }

  byId(columnId: number): Column | null {
    return this.#all.find((column) => column.id === columnId) ?? null
  }

  nameOf(columnId: number): string {
    return this.byId(columnId)?.name ?? ''
  }

  /** Where a column is in the grid; −1: hidden or gone. */
  placeOf(columnId: number): number {
    return this.shown.findIndex(({ column }) => column.id === columnId)
  }

  idsBetween(first: number, last: number): number[] {
    return this.shown.slice(first, last + 1).map(({ column }) => column.id)
  }

  arrangementOf(column: Column): Arrangement {
    const { hidden = false, pinned = false, width = null } = column.settings
    return this.#local[column.id] ?? { hidden, pinned, width }
  }

  widthOf(place: number): number {
    return (this.edges[place + 1] ?? 0) - (this.edges[place] ?? 0)
  }

  resize(place: number, width: number): void {
    const shown = this.shown[place]
    const fitting = clamp(Math.round(width), columnWidths.smallest, columnWidths.largest)
    if (shown) this.#arrange([shown.column.id], { width: fitting })
  }

  /** As wide as its cells among `rows` need. */
  fit(places: readonly number[], rows: readonly Row[]): void {
    for (const place of places) {
      const shown = this.shown[place]
      if (shown) this.resize(place, fittingWidth(shown.column, shown.at, rows))
    }
  }

  /** False: that would leave no column in sight. */
  hide(columnIds: readonly number[]): boolean {
    if (this.shown.every(({ column }) => columnIds.includes(column.id))) return false
    this.#arrange(columnIds, { hidden: true })
    return true
  }

  unhide(columnIds: readonly number[]): void {
    this.#arrange(columnIds, { hidden: false })
  }

  pin(columnIds: readonly number[], pinned: boolean): void {
    this.#arrange(columnIds, { pinned })
  }

  /** Where a column may go: pinned ones stay among the pinned. */
  clampedPlace(columnId: number, place: number): number {
    const pinned = this.shown[this.placeOf(columnId)]?.pinned ?? false
    return pinned ? clamp(place, 0, this.pinnedCount) : clamp(place, this.pinnedCount, this.shown.length)
  }

  /** The column of the table that one would stand before, when it goes to the left of the shown one at `place`. */
  before(columnId: number, place: number): number | null {
    const last = this.shown[place - 1]
    const next = this.shown[place]
    const pinned = this.shown[this.placeOf(columnId)]?.pinned
    if (next && next.pinned === pinned) return next.column.id
    // At the end of its group the next shown column stands elsewhere in the table: what counts is the one before.
    return last ? (this.#all[last.at + 1]?.id ?? null) : null
  }

  /** Sends what waits, at once. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    const layout = this.#unsent.flatMap((columnId) => {
      const column = this.byId(columnId)
      return column ? [{ columnId, ...this.arrangementOf(column) }] : []
    })
    this.#unsent = []
    if (layout.length === 0) return
    try {
      await this.client.send('column.arrange', { layout })
    } catch (error) {
      this.fail(error)
    }
  }

  #arrange(columnIds: readonly number[], change: Partial<Arrangement>): void {
    const local = { ...this.#local }
    for (const columnId of columnIds) {
      const column = this.byId(columnId)
      if (!column) continue
      local[columnId] = { ...this.arrangementOf(column), ...change }
    }
    this.#local = local
    // A read-only project can be looked at in any arrangement; it just isn't kept.
    if (this.readOnly()) return
    this.#unsent = [...this.#unsent.filter((id) => !columnIds.includes(id)), ...columnIds]
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), rest)
  }
}

/** Where one is in the grid, and what is selected from there: cells, whole rows, whole columns, or everything. */
import type { GridPlace, GridRange } from '../components/grid/range'
import { holds, rangeOf } from '../components/grid/range'
import { clamp } from '../components/grid/window'

export type SelectionExtent = 'cells' | 'rows' | 'columns' | 'all'
export type GridSize = { rows: number; columns: number }

const start: GridPlace = { row: 0, column: 0 }

export class SelectionState {
  #active = $state.raw<GridPlace>(start)
  /** The corner that stays while the other one, the active cell, is moved. */
  #anchor = $state.raw<GridPlace>(start)
  #extent = $state<SelectionExtent>('cells')

  constructor(readonly size: () => GridSize) {}

  readonly range = $derived.by<GridRange>(() => {
    const { rows, columns } = this.size()
    const range = rangeOf(this.#anchor, this.#active)
    const allRows = this.#extent === 'columns' || this.#extent === 'all'
    const allColumns = this.#extent === 'rows' || this.#extent === 'all'
    return {
      ...range,
      ...(allRows ? { firstRow: 0, lastRow: rows - 1 } : {}),
      ...(allColumns ? { firstColumn: 0, lastColumn: columns - 1 } : {}),
    }
  })

  get active(): GridPlace {
    return this.#active
  }

  get extent(): SelectionExtent {
    return this.#extent
  }

  /** One cell, and nothing selected besides. */
  get isSingle(): boolean {
    return (
      this.#extent === 'cells' && this.#anchor.row === this.#active.row && this.#anchor.column === this.#active.column
    )
  }

  has(place: GridPlace): boolean {
    return holds(this.range, place)
  }

  get rowCount(): number {
    return this.range.lastRow - this.range.firstRow + 1
  }

  get columnCount(): number {
    return this.range.lastColumn - this.range.firstColumn + 1
  }

  /** Row −1 is the header: there the whole column is selected. */
  moveTo(place: GridPlace, extend = false): void {
    const to = this.#inside(place)
    if (to.row < 0 || (extend && this.#active.row < 0)) {
      this.selectColumn(to.column, extend)
      return
    }
    this.#active = to
    if (extend) return
    this.#anchor = to
    this.#extent = 'cells'
  }

  /** The whole row, from its number; `extend` from where the selection began. */
  selectRow(row: number, extend = false): void {
    const column = this.#active.column
    if (!extend || this.#anchor.row < 0) this.#anchor = { row, column }
    this.#active = this.#inside({ row, column })
    this.#extent = 'rows'
  }

  /** The whole column, from its head; `extend` from where the selection began. */
  selectColumn(column: number, extend = false): void {
    if (!extend) this.#anchor = this.#inside({ row: -1, column })
    this.#active = this.#inside({ row: -1, column })
    this.#extent = 'columns'
  }

  /** The rows, or columns, of what is selected, whole. */
  widen(extent: 'rows' | 'columns'): void {
    if (this.#active.row < 0) this.#anchor = this.#active = { row: 0, column: this.#active.column }
    this.#extent = this.#extent === 'all' || (this.#extent !== 'cells' && this.#extent !== extent) ? 'all' : extent
  }

  selectAll(): void {
    this.#extent = 'all'
  }

  selectRange(range: GridRange): void {
    this.#anchor = this.#inside({ row: range.lastRow, column: range.lastColumn })
    this.#active = this.#inside({ row: range.firstRow, column: range.firstColumn })
    this.#extent = 'cells'
  }

  collapse(): void {
    this.#anchor = this.#active
    this.#extent = this.#active.row < 0 ? 'columns' : 'cells'
  }

  reset(): void {
    this.#active = this.#anchor = start
    this.#extent = 'cells'
  }

  /** To the first row, in the same column: after another order of the rows. */
  toTop(): void {
    // How many rows a filter leaves is not known yet: the first one, whether or not it is there.
    this.#active = this.#anchor = { row: 0, column: this.#active.column }
    this.#extent = 'cells'
  }

  /** After rows or columns have gone. */
  stayInside(): void {
    const [active, anchor] = [this.#inside(this.#active), this.#inside(this.#anchor)]
    if (!same(active, this.#active)) this.#active = active
    if (!same(anchor, this.#anchor)) this.#anchor = anchor
  }

  #inside({ row, column }: GridPlace): GridPlace {
    const { rows, columns } = this.size()
    return { row: clamp(row, -1, rows - 1), column: clamp(column, 0, columns - 1) }
  }
}

function same(one: GridPlace, other: GridPlace): boolean {
  return one.row === other.row && one.column === other.column
}

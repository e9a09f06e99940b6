/** The pointer in the grid: selects by dragging, scrolls at the edges, and takes a column by its head to another place. */
import type { TableStore } from '../../state/table-state.svelte'
import type { GridWindow } from './grid-window.svelte'
import { clamp } from './window'

type Drag = { kind: 'cells' | 'rows' } | { kind: 'head'; columnId: number }

/** Until the pointer has gone this far, it is a click. */
const clickSlack = 5
/** Milliseconds between two steps while the pointer rests past an edge. */
const scrollPace = 50

export class GridPointer {
  #drag: Drag | null = null
  #start = { x: 0, y: 0 }
  #last = { x: 0, y: 0 }
  #moved = false
  #timer: ReturnType<typeof setInterval> | undefined
  /** Where the column that is dragged would go: to the left of the shown one at this place. */
  #drop = $state<number | null>(null)

  constructor(
    readonly table: TableStore,
    readonly view: GridWindow,
  ) {}

  get drop(): number | null {
    return this.#drop
  }

  down(event: PointerEvent): void {
    const target = event.target as Element
    if (target.closest('input, button')) return
    // A click anywhere else ends the editing of a cell.
    void this.table.edits.commit()
    const drag = this.#begin(event, target)
    if (drag === null || event.button !== 0) return
    this.#drag = drag
    this.#start = this.#last = { x: event.clientX, y: event.clientY }
  }

  move(event: PointerEvent, box: HTMLElement): void {
    if (this.#drag === null) return
    this.#last = { x: event.clientX, y: event.clientY }
    if (!this.#moved && !this.#hasMoved()) return
    // Not before it moves: a captured click would be the box's, and a double click no cell's.
    if (!this.#moved) box.setPointerCapture(event.pointerId)
    if (!this.#moved && this.#drag.kind !== 'head') this.#timer = setInterval(() => this.#extend(), scrollPace)
    this.#moved = true
    if (this.#drag.kind === 'head') this.#carry(this.#drag, event.clientX)
    else this.#extend()
  }

  up(): void {
    const drag = this.#drag
    const drop = this.#drop
    this.cancel()
    if (drag?.kind === 'head' && drop !== null && !this.table.refusesEdits())
      void this.table.work.moveColumn(drag.columnId, drop)
  }

  cancel(): void {
    clearInterval(this.#timer)
    this.#drag = null
    this.#drop = null
    this.#moved = false
  }

  #hasMoved(): boolean {
    return Math.hypot(this.#last.x - this.#start.x, this.#last.y - this.#start.y) > clickSlack
  }

  #begin(event: PointerEvent, target: Element): Drag | null {
    const { selection, columns } = this.table
    const row = target.closest<HTMLElement>('[data-row]')?.dataset.row
    const column = target.closest<HTMLElement>('[data-column]')?.dataset.column
    const head = target.closest<HTMLElement>('[data-head]')?.dataset.head
    const extend = event.shiftKey
    if (head !== undefined) {
      const shown = columns.shown[Number(head)]
      if (event.button === 0 || !this.#isSelected('columns', Number(head))) selection.selectColumn(Number(head), extend)
      return shown === undefined || extend ? null : { kind: 'head', columnId: shown.column.id }
    }
    if (row === undefined) {
      if (target.closest('[data-corner]')) selection.selectAll()
      return null
    }
    if (column === undefined) {
      if (event.button === 0 || !this.#isSelected('rows', Number(row))) selection.selectRow(Number(row), extend)
      return { kind: 'rows' }
    }
    const place = { row: Number(row), column: Number(column) }
    // The other button opens a menu for what is selected, where it is inside.
    if (event.button === 0 || !selection.has(place)) selection.moveTo(place, extend)
    return { kind: 'cells' }
  }

  #isSelected(extent: 'rows' | 'columns', place: number): boolean {
    const { selection } = this.table
    const { firstRow, lastRow, firstColumn, lastColumn } = selection.range
    const inside =
      extent === 'rows' ? place >= firstRow && place <= lastRow : place >= firstColumn && place <= lastColumn
    return inside && (selection.extent === extent || selection.extent === 'all')
  }

  #extend(): void {
    const { selection } = this.table
    const row = clamp(this.view.rowAt(this.#last.y), 0, this.table.total - 1)
    const column = this.view.columnAt(this.#last.x)
    if (row === selection.active.row && (this.#drag?.kind === 'rows' || column === selection.active.column)) return
    if (this.#drag?.kind === 'rows') selection.selectRow(row, true)
    else selection.moveTo({ row, column }, true)
  }

  #carry(drag: Drag & { kind: 'head' }, x: number): void {
    const { columns } = this.table
    const at = this.view.columnAt(x)
    const past = x > this.view.middleOf(at)
    this.#drop = columns.clampedPlace(drag.columnId, past ? at + 1 : at)
  }
}

/** Does what keys mean in the grid, in the editor too, also those pressed while a cell was being written. */
import type { TableStore } from '../../state/table-state.svelte'
import type { GridBounds, GridIntent } from './keys'
import { assertNever } from '../../../src-shared/errors'
import { gridIntent, tabbed } from './keys'

export type GridKey = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

export class GridActions {
  /** Typed while the last cell was on its way: done when it has arrived, so that nothing typed is lost. */
  #ahead: GridKey[] = []

  constructor(
    readonly table: TableStore,
    readonly bounds: () => GridBounds,
    readonly askRow: () => void,
    /** Gives the keyboard back to the grid. */
    readonly focus: () => void,
  ) {}

  /** A key pressed on the grid itself; true: it was meant for it. */
  press(key: GridKey): boolean {
    const intent = gridIntent(key, this.table.active, this.bounds())
    if (intent === null) return false
    void this.do(intent)
    return true
  }

  /** A key pressed in a cell's editor; true: the editor shall not see it. */
  pressInEditor(key: GridKey): boolean {
    const edit = this.table.edit
    if (edit === null) return false
    if (edit.saving) {
      this.#ahead.push(key)
      return true
    }
    if (key.key === 'Escape') {
      this.table.cancelEdit()
      this.focus()
      return true
    }
    if (key.key !== 'Enter' && key.key !== 'Tab') return false
    if (key.ctrlKey || key.metaKey) return false
    void this.commitAndMove(key)
    return true
  }

  async do(intent: GridIntent): Promise<void> {
    const { table } = this
    switch (intent.kind) {
      case 'move':
        table.moveTo(intent.to, intent.extend)
        break
      case 'edit':
        table.beginEdit(intent.text)
        break
      case 'clear':
        await table.clear()
        break
      case 'sort':
        if (table.activeColumn) table.toggleSort(table.activeColumn.id)
        break
      case 'resize': {
        const { column } = table.active
        table.widths.resize(column, table.widths.widthOf(column) + intent.by)
        break
      }
      case 'nextOdd':
        await table.goToNextOdd()
        break
      case 'goTo':
        this.askRow()
        break
      case 'leave':
        table.clearSelection()
        break
      default:
        assertNever(intent)
    }
  }

  /** Writes the open cell; goes on along the row with Tab, down the column with Enter. */
  async commitAndMove(key: GridKey): Promise<void> {
    const edit = this.table.edit
    if (edit === null) return
    if (!(await this.table.commitEdit())) {
      this.#ahead = []
      return
    }
    this.focus()
    const { row, column } = edit.place
    const next =
      key.key === 'Tab'
        ? tabbed(edit.place, key.shiftKey, this.bounds())
        : { row: Math.max(0, row + (key.shiftKey ? -1 : 1)), column }
    if (next !== null) this.table.moveTo(next)
    this.#replay()
  }

  #replay(): void {
    const keys = this.#ahead
    this.#ahead = []
    for (const key of keys) {
      const edit = this.table.edit
      if (edit === null) this.press(key)
      else if (!this.pressInEditor(key) && key.key.length === 1) this.table.type(edit.draft + key.key)
    }
  }
}

/** Does what keys mean in the grid and in the editor of a cell. */
import type { TableStore } from '../../state/table-state.svelte'
import type { GridBounds, GridIntent, GridKey } from './keys'
import { assertNever } from '../../../src-shared/errors'
import { gridIntent, tabbed } from './keys'

export class GridActions {
  constructor(
    readonly table: TableStore,
    readonly bounds: () => GridBounds,
    /** Opens the menu of the active place. */
    readonly openMenu: () => void,
    /** Gives the keyboard back to the grid. */
    readonly focus: () => void,
  ) {}

  /** A key pressed on the grid itself; true: it was meant for it. */
  press(key: GridKey): boolean {
    const intent = gridIntent(key, this.table.selection.active, this.bounds())
    if (intent === null) return false
    void this.do(intent)
    return true
  }

  /** A key pressed in a cell's editor; true: the editor shall not see it. */
  pressInEditor(key: GridKey): boolean {
    const { edits, selection } = this.table
    const edit = edits.open
    if (edit === null) return false
    if (key.key === 'Escape') {
      edits.cancel()
      this.focus()
      return true
    }
    if ((key.key !== 'Enter' && key.key !== 'Tab') || key.ctrlKey || key.metaKey || key.altKey) return false
    void edits.commit()
    this.focus()
    const { row, column } = edit.place
    const next =
      key.key === 'Tab'
        ? tabbed(edit.place, key.shiftKey, this.bounds())
        : { row: Math.max(0, row + (key.shiftKey ? -1 : 1)), column }
    if (next !== null) selection.moveTo(next)
    return true
  }

  async do(intent: GridIntent): Promise<void> {
    const { selection, columns, work } = this.table
    switch (intent.kind) {
      case 'move':
        selection.moveTo(intent.to, intent.extend)
        break
      case 'widen':
        selection.widen(intent.extent)
        break
      case 'selectAll':
        selection.selectAll()
        break
      case 'edit':
        this.table.beginEdit(intent.text)
        break
      case 'clear':
        if (!this.table.refusesEdits()) await this.#clear()
        break
      case 'sort':
        if (this.table.activeColumn) this.table.toggleSort(this.table.activeColumn.id, intent.add)
        break
      case 'resize':
        columns.resize(selection.active.column, columns.widthOf(selection.active.column) + intent.by)
        break
      case 'moveColumn':
        if (this.table.activeColumn && !this.table.refusesEdits()) {
          const { column } = selection.active
          await work.moveColumn(this.table.activeColumn.id, intent.by < 0 ? column - 1 : column + 2)
        }
        break
      case 'menu':
        this.openMenu()
        break
      case 'leave':
        selection.collapse()
        break
      default:
        assertNever(intent)
    }
  }

  /** One cell waits in sight like one that was typed; many are one change, by their span. */
  async #clear(): Promise<void> {
    const { selection, edits, work } = this.table
    if (!selection.isSingle) return work.clear()
    if (selection.active.row < 0) return
    this.table.beginEdit('')
    await edits.commit()
  }
}

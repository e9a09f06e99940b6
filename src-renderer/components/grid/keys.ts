/** What a key means in the grid, as data; the table's state does it. Keys of the app's commands are not here. */
import type { GridPlace } from './range'
import { clamp } from './window'

export type GridIntent =
  | { kind: 'move'; to: GridPlace; extend: boolean }
  | { kind: 'widen'; extent: 'rows' | 'columns' }
  | { kind: 'selectAll' }
  | { kind: 'edit'; text: string | null }
  | { kind: 'clear' }
  | { kind: 'sort'; add: boolean }
  | { kind: 'resize'; by: number }
  | { kind: 'moveColumn'; by: 1 | -1 }
  | { kind: 'menu' }
  | { kind: 'leave' }

export type GridBounds = { rows: number; columns: number; /** Whole rows in the window. */ page: number }

export type GridKey = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** null: the key is not for the grid. */
export function gridIntent(key: GridKey, at: GridPlace, bounds: GridBounds): GridIntent | null {
  const mod = key.ctrlKey || key.metaKey
  if (key.altKey) return at.row === -1 && !mod ? arranging(key) : null
  if (key.key === ' ' && (mod || key.shiftKey)) return { kind: 'widen', extent: mod ? 'columns' : 'rows' }
  const to = target(key.key, mod, key.shiftKey, at, bounds)
  if (to !== null) return { kind: 'move', to, extend: key.shiftKey && key.key !== 'Tab' }
  if (mod) return key.key.toLowerCase() === 'a' && !key.shiftKey ? { kind: 'selectAll' } : null
  return meaning(key, at)
}

function meaning({ key, shiftKey }: GridKey, at: GridPlace): GridIntent | null {
  const inHeader = at.row === -1
  switch (key) {
    case 'Escape':
      return { kind: 'leave' }
    case 'ContextMenu':
      return { kind: 'menu' }
    case 'F10':
      return shiftKey ? { kind: 'menu' } : null
    case 'Enter':
      return inHeader ? { kind: 'sort', add: shiftKey } : { kind: 'edit', text: null }
    case 'F2':
      return inHeader ? null : { kind: 'edit', text: null }
    case 'Delete':
    case 'Backspace':
      return { kind: 'clear' }
    case '?':
      return null
    default:
      return key.length === 1 && !inHeader ? { kind: 'edit', text: key } : null
  }
}

/** In the header: Alt with an arrow resizes, with Shift too it moves the column. */
function arranging({ key, shiftKey }: GridKey): GridIntent | null {
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null
  const by = key === 'ArrowRight' ? 1 : -1
  return shiftKey ? { kind: 'moveColumn', by } : { kind: 'resize', by: 16 * by }
}

function target(key: string, mod: boolean, shift: boolean, at: GridPlace, bounds: GridBounds): GridPlace | null {
  const lastRow = bounds.rows - 1
  const lastColumn = bounds.columns - 1
  // A selection ends at the first row: it has nothing of the header, unless it began there.
  const top = shift && at.row >= 0 ? 0 : -1
  const go = (row: number, column: number): GridPlace => ({
    row: clamp(row, top, lastRow),
    column: clamp(column, 0, lastColumn),
  })
  switch (key) {
    case 'ArrowUp':
      return mod ? go(0, at.column) : go(at.row - 1, at.column)
    case 'ArrowDown':
      return mod ? go(lastRow, at.column) : go(at.row + 1, at.column)
    case 'ArrowLeft':
      return mod ? go(at.row, 0) : go(at.row, at.column - 1)
    case 'ArrowRight':
      return mod ? go(at.row, lastColumn) : go(at.row, at.column + 1)
    case 'Home':
      return go(mod ? 0 : at.row, 0)
    case 'End':
      return go(mod ? lastRow : at.row, lastColumn)
    case 'PageUp':
      return go(Math.max(Math.min(0, at.row), at.row - bounds.page), at.column)
    case 'PageDown':
      return go(at.row + bounds.page, at.column)
    case 'Tab':
      return mod ? null : tabbed(at, shift, bounds)
    default:
      return null
  }
}

/** The next cell along the row, then the next row; null at either end, where Tab leaves the grid. */
export function tabbed(at: GridPlace, back: boolean, bounds: GridBounds): GridPlace | null {
  if (at.row === -1) return null
  const column = at.column + (back ? -1 : 1)
  if (column >= 0 && column < bounds.columns) return { row: at.row, column }
  const row = at.row + (back ? -1 : 1)
  if (row < 0 || row >= bounds.rows) return null
  return { row, column: back ? bounds.columns - 1 : 0 }
}

/** What a key means in the grid, as data; the table's state does it. */
import { clamp } from './window'

/** Row −1 is the header. */
export type GridPlace = { row: number; column: number }

export type GridIntent =
  | { kind: 'move'; to: GridPlace; extend: boolean }
  | { kind: 'edit'; text: string | null }
  | { kind: 'clear' }
  | { kind: 'sort' }
  | { kind: 'resize'; by: number }
  | { kind: 'nextOdd' }
  | { kind: 'goTo' }
  | { kind: 'leave' }

export type GridBounds = { rows: number; columns: number; /** Whole rows in the window. */ page: number }

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** null: the key is not for the grid. */
export function gridIntent(key: Key, at: GridPlace, bounds: GridBounds): GridIntent | null {
  const mod = key.ctrlKey || key.metaKey
  if (key.altKey) return at.row === -1 ? resizing(key) : null
  const to = target(key.key, mod, key.shiftKey, at, bounds)
  if (to !== null) {
    const extend = key.shiftKey && key.key !== 'Tab' && to.row >= 0
    return { kind: 'move', to, extend }
  }
  if (mod) return key.key.toLowerCase() === 'g' && !key.shiftKey ? { kind: 'goTo' } : null
  return meaning(key, at)
}

function meaning({ key, shiftKey }: Key, at: GridPlace): GridIntent | null {
  switch (key) {
    case 'F8':
      return { kind: 'nextOdd' }
    case 'Escape':
      return { kind: 'leave' }
    case 'Enter':
    case 'F2':
      return at.row === -1 ? { kind: 'sort' } : { kind: 'edit', text: null }
    case 'Delete':
    case 'Backspace':
      return at.row === -1 ? null : { kind: 'clear' }
    case '?':
      return null
    default:
      return key.length === 1 && at.row >= 0 && !(key === ' ' && shiftKey) ? { kind: 'edit', text: key } : null
  }
}

function resizing({ key }: Key): GridIntent | null {
  if (key === 'ArrowLeft') return { kind: 'resize', by: -16 }
  return key === 'ArrowRight' ? { kind: 'resize', by: 16 } : null
}

function target(key: string, mod: boolean, shift: boolean, at: GridPlace, bounds: GridBounds): GridPlace | null {
  const lastRow = bounds.rows - 1
  const lastColumn = bounds.columns - 1
  const go = (row: number, column: number): GridPlace => ({
    row: clamp(row, -1, lastRow),
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

/** Rows of a selection, both ends included, in order. */
export type RowSpan = { first: number; last: number }

export function spanOf(anchor: number, row: number): RowSpan {
  return { first: Math.min(anchor, row), last: Math.max(anchor, row) }
}

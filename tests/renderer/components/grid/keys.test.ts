import { describe, expect, it } from 'vitest'
import { gridIntent, spanOf, tabbed } from '../../../../src-renderer/components/grid/keys'

const bounds = { rows: 100, columns: 4, page: 20 }
const key = (name: string, modifiers: Partial<KeyboardEvent> = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
})
const at = (row: number, column: number) => ({ row, column })
const move = (row: number, column: number, extend = false) => ({ kind: 'move', to: at(row, column), extend })

describe('a key in the grid', () => {
  it('moves by one cell and stops at the edges', () => {
    expect(gridIntent(key('ArrowRight'), at(3, 1), bounds)).toEqual(move(3, 2))
    expect(gridIntent(key('ArrowRight'), at(3, 3), bounds)).toEqual(move(3, 3))
    expect(gridIntent(key('ArrowDown'), at(99, 0), bounds)).toEqual(move(99, 0))
  })

  it('reaches the header above the first row and no further', () => {
    expect(gridIntent(key('ArrowUp'), at(0, 1), bounds)).toEqual(move(-1, 1))
    expect(gridIntent(key('ArrowUp'), at(-1, 1), bounds)).toEqual(move(-1, 1))
  })

  it('goes to the ends of the row with Home and End, of the table with Ctrl', () => {
    expect(gridIntent(key('Home'), at(5, 2), bounds)).toEqual(move(5, 0))
    expect(gridIntent(key('End'), at(5, 2), bounds)).toEqual(move(5, 3))
    expect(gridIntent(key('Home', { ctrlKey: true }), at(5, 2), bounds)).toEqual(move(0, 0))
    expect(gridIntent(key('End', { ctrlKey: true }), at(5, 2), bounds)).toEqual(move(99, 3))
  })

  it('moves by a window with Page Up and Page Down', () => {
    expect(gridIntent(key('PageDown'), at(5, 2), bounds)).toEqual(move(25, 2))
    expect(gridIntent(key('PageUp'), at(5, 2), bounds)).toEqual(move(0, 2))
  })

  it('selects rows with Shift, but never the header', () => {
    expect(gridIntent(key('ArrowDown', { shiftKey: true }), at(5, 2), bounds)).toEqual(move(6, 2, true))
    expect(gridIntent(key('ArrowUp', { shiftKey: true }), at(0, 2), bounds)).toEqual(move(-1, 2))
  })

  it('edits with Enter and F2, and replaces with what is typed', () => {
    expect(gridIntent(key('Enter'), at(5, 2), bounds)).toEqual({ kind: 'edit', text: null })
    expect(gridIntent(key('F2'), at(5, 2), bounds)).toEqual({ kind: 'edit', text: null })
    expect(gridIntent(key('7'), at(5, 2), bounds)).toEqual({ kind: 'edit', text: '7' })
    expect(gridIntent(key('Ä', { shiftKey: true }), at(5, 2), bounds)).toEqual({ kind: 'edit', text: 'Ä' })
  })

  it('clears with Delete, finds odd cells with F8, asks for a row with Ctrl+G', () => {
    expect(gridIntent(key('Delete'), at(5, 2), bounds)).toEqual({ kind: 'clear' })
    expect(gridIntent(key('F8'), at(5, 2), bounds)).toEqual({ kind: 'nextOdd' })
    expect(gridIntent(key('g', { metaKey: true }), at(5, 2), bounds)).toEqual({ kind: 'goTo' })
  })

  it('sorts and resizes on the header, where nothing can be typed', () => {
    expect(gridIntent(key('Enter'), at(-1, 2), bounds)).toEqual({ kind: 'sort' })
    expect(gridIntent(key('ArrowRight', { altKey: true }), at(-1, 2), bounds)).toEqual({ kind: 'resize', by: 16 })
    expect(gridIntent(key('7'), at(-1, 2), bounds)).toBeNull()
    expect(gridIntent(key('Delete'), at(-1, 2), bounds)).toBeNull()
  })

  it('is left to the app when it is a shortcut of the app', () => {
    expect(gridIntent(key('z', { ctrlKey: true }), at(5, 2), bounds)).toBeNull()
    expect(gridIntent(key('Enter', { ctrlKey: true }), at(5, 2), bounds)).toBeNull()
    expect(gridIntent(key('?', { shiftKey: true }), at(5, 2), bounds)).toBeNull()
    expect(gridIntent(key('1', { altKey: true }), at(5, 2), bounds)).toBeNull()
  })
})

describe('Tab in the grid', () => {
  it('goes along the row and on to the next', () => {
    expect(tabbed(at(0, 1), false, bounds)).toEqual(at(0, 2))
    expect(tabbed(at(0, 3), false, bounds)).toEqual(at(1, 0))
    expect(tabbed(at(1, 0), true, bounds)).toEqual(at(0, 3))
  })

  it('leaves the grid at its ends', () => {
    expect(gridIntent(key('Tab'), at(99, 3), bounds)).toBeNull()
    expect(gridIntent(key('Tab', { shiftKey: true }), at(0, 0), bounds)).toBeNull()
    expect(gridIntent(key('Tab'), at(-1, 0), bounds)).toBeNull()
  })
})

describe('a span of rows', () => {
  it('is in order whichever end came first', () => {
    expect(spanOf(7, 3)).toEqual({ first: 3, last: 7 })
    expect(spanOf(3, 7)).toEqual({ first: 3, last: 7 })
  })
})

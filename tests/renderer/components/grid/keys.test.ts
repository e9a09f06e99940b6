import { describe, expect, it } from 'vitest'
import type { GridPlace } from '../../../../src-renderer/components/grid/range'
import { gridIntent, tabbed } from '../../../../src-renderer/components/grid/keys'

const bounds = { rows: 1000, columns: 5, page: 20 }

function intent(name: string, at: GridPlace, held: { ctrl?: boolean; shift?: boolean; alt?: boolean } = {}) {
  const key = {
    key: name,
    ctrlKey: held.ctrl ?? false,
    metaKey: false,
    shiftKey: held.shift ?? false,
    altKey: held.alt ?? false,
  }
  return gridIntent(key, at, bounds)
}
const moved = (name: string, at: GridPlace, held: { ctrl?: boolean; shift?: boolean } = {}) => {
  const meant = intent(name, at, held)
  return meant?.kind === 'move' ? meant.to : null
}
const here = { row: 10, column: 2 }

describe('moving', () => {
  it('goes one cell, a page, or to an end', () => {
    expect(moved('ArrowDown', here)).toEqual({ row: 11, column: 2 })
    expect(moved('PageUp', here)).toEqual({ row: 0, column: 2 })
    expect(moved('ArrowDown', here, { ctrl: true })).toEqual({ row: 999, column: 2 })
    expect(moved('ArrowRight', here, { ctrl: true })).toEqual({ row: 10, column: 4 })
    expect(moved('Home', here)).toEqual({ row: 10, column: 0 })
    expect(moved('End', here, { ctrl: true })).toEqual({ row: 999, column: 4 })
  })

  it('reaches the header above the first row', () => {
    expect(moved('ArrowUp', { row: 0, column: 1 })).toEqual({ row: -1, column: 1 })
    expect(moved('ArrowUp', { row: -1, column: 1 })).toEqual({ row: -1, column: 1 })
  })

  it('extends with Shift, also to the ends, and stays out of the header', () => {
    expect(intent('ArrowDown', here, { shift: true })).toEqual({
      kind: 'move',
      to: { row: 11, column: 2 },
      extend: true,
    })
    expect(intent('ArrowDown', here, { shift: true, ctrl: true })).toMatchObject({ to: { row: 999 }, extend: true })
    expect(moved('ArrowUp', { row: 0, column: 1 }, { shift: true })).toEqual({ row: 0, column: 1 })
  })

  it('goes on to the next row with Tab, and out of the grid at its ends', () => {
    expect(tabbed({ row: 3, column: 4 }, false, bounds)).toEqual({ row: 4, column: 0 })
    expect(tabbed({ row: 3, column: 0 }, true, bounds)).toEqual({ row: 2, column: 4 })
    expect(tabbed({ row: 999, column: 4 }, false, bounds)).toBeNull()
    expect(intent('Tab', { row: -1, column: 0 })).toBeNull()
  })
})

describe('what keys mean', () => {
  it('selects rows, columns and everything', () => {
    expect(intent(' ', here, { shift: true })).toEqual({ kind: 'widen', extent: 'rows' })
    expect(intent(' ', here, { ctrl: true })).toEqual({ kind: 'widen', extent: 'columns' })
    expect(intent('a', here, { ctrl: true })).toEqual({ kind: 'selectAll' })
  })

  it('edits with Enter, F2 or a letter, and clears with Delete', () => {
    expect(intent('Enter', here)).toEqual({ kind: 'edit', text: null })
    expect(intent('F2', here)).toEqual({ kind: 'edit', text: null })
    expect(intent('7', here)).toEqual({ kind: 'edit', text: '7' })
    expect(intent(' ', here)).toEqual({ kind: 'edit', text: ' ' })
    expect(intent('Delete', here)).toEqual({ kind: 'clear' })
  })

  it('sorts, resizes and moves the column in the header', () => {
    const head = { row: -1, column: 2 }
    expect(intent('Enter', head)).toEqual({ kind: 'sort', add: false })
    expect(intent('Enter', head, { shift: true })).toEqual({ kind: 'sort', add: true })
    expect(intent('ArrowRight', head, { alt: true })).toEqual({ kind: 'resize', by: 16 })
    expect(intent('ArrowLeft', head, { alt: true, shift: true })).toEqual({ kind: 'moveColumn', by: -1 })
    expect(intent('x', head)).toBeNull()
  })

  it('opens the menu of the place', () => {
    expect(intent('F10', here, { shift: true })).toEqual({ kind: 'menu' })
    expect(intent('ContextMenu', here)).toEqual({ kind: 'menu' })
  })

  it('leaves the keys of the app alone', () => {
    for (const name of ['f', 'd', 'g', 'h', 'z', 'c', 'v', 'x']) expect(intent(name, here, { ctrl: true })).toBeNull()
    expect(intent('?', here)).toBeNull()
    expect(intent('F8', here)).toBeNull()
    expect(intent('1', here, { alt: true })).toBeNull()
  })
})

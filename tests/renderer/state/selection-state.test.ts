import { describe, expect, it } from 'vitest'
import { selectionWords } from '../../../src-renderer/components/grid/selection-words'
import { SelectionState } from '../../../src-renderer/state/selection-state.svelte'

function selection(rows = 500, columns = 4) {
  const size = { rows, columns }
  return { state: new SelectionState(() => size), size }
}

describe('a selection', () => {
  it('is one cell, until it is extended from there', () => {
    const { state } = selection()
    state.moveTo({ row: 4, column: 1 })
    expect(state.isSingle).toBe(true)
    state.moveTo({ row: 2, column: 3 }, true)
    expect(state.range).toEqual({ firstRow: 2, lastRow: 4, firstColumn: 1, lastColumn: 3 })
    expect([state.rowCount, state.columnCount, state.isSingle]).toEqual([3, 3, false])
    expect(state.has({ row: 3, column: 2 })).toBe(true)
    expect(state.has({ row: 5, column: 2 })).toBe(false)
    state.moveTo({ row: 0, column: 0 })
    expect(state.isSingle).toBe(true)
  })

  it('stays inside the table', () => {
    const { state } = selection()
    state.moveTo({ row: 9999, column: 99 })
    expect(state.active).toEqual({ row: 499, column: 3 })
  })

  it('takes whole rows from their numbers, and goes on by rows', () => {
    const { state } = selection()
    state.selectRow(4)
    state.selectRow(6, true)
    state.moveTo({ row: 7, column: 0 }, true)
    expect(state.range).toEqual({ firstRow: 4, lastRow: 7, firstColumn: 0, lastColumn: 3 })
    expect(selectionWords(state)).toBe('4 rows')
  })

  it('takes whole columns from their heads, of any number of rows', () => {
    const { state } = selection(10_000_000)
    state.selectColumn(1)
    expect(state.active.row).toBe(-1)
    state.moveTo({ row: -1, column: 2 }, true)
    expect(state.range).toEqual({ firstRow: 0, lastRow: 9_999_999, firstColumn: 1, lastColumn: 2 })
    expect(selectionWords(state)).toBe('2 columns')
  })

  it('selects a column where one goes into its head', () => {
    const { state } = selection()
    state.moveTo({ row: -1, column: 2 })
    expect(state.extent).toBe('columns')
    state.moveTo({ row: 0, column: 2 })
    expect(state.isSingle).toBe(true)
  })

  it('widens to whole rows, whole columns, and everything', () => {
    const { state } = selection()
    state.moveTo({ row: 4, column: 1 })
    state.widen('rows')
    expect(state.extent).toBe('rows')
    state.widen('columns')
    expect(state.extent).toBe('all')
    expect(selectionWords(state)).toBe('500 rows × 4 columns')
    state.collapse()
    expect(state.range).toEqual({ firstRow: 4, lastRow: 4, firstColumn: 1, lastColumn: 1 })
  })

  it('goes to the first row of another order, and stays out of the head', () => {
    const { state, size } = selection()
    state.selectColumn(2)
    size.rows = 0
    state.toTop()
    expect(state.active).toEqual({ row: 0, column: 2 })
    expect(state.isSingle).toBe(true)
  })

  it('comes back inside when rows or columns have gone', () => {
    const { state, size } = selection()
    state.moveTo({ row: 499, column: 3 })
    Object.assign(size, { rows: 10, columns: 2 })
    state.stayInside()
    expect(state.active).toEqual({ row: 9, column: 1 })
  })
})

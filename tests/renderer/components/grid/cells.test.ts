import { describe, expect, it } from 'vitest'
import type { Cell } from '../../../../src-shared/table'
import { cellWords, columnWidths, fittingWidth, shownText } from '../../../../src-renderer/components/grid/cells'
import { column, row } from '../../support/scripted-backend'

describe('a cell in words', () => {
  it('says that it is missing, and what it can’t be read as', () => {
    expect(cellWords(null, column(1), false)).toBe('missing')
    expect(cellWords('n/a', column(1), true)).toBe('n/a, not a number')
    expect(cellWords('soon', column(1, { kind: 'date' }), true)).toBe('soon, not a date')
    expect(cellWords('007', column(1), false)).toBe('007')
  })

  it('stays on one line, with a sign for line ends and tabs', () => {
    expect(shownText('one\r\ntwo\tthree')).toBe('one↵two⇥three')
    expect(shownText(' 1.50 ')).toBe(' 1.50 ')
  })
})

describe('a column’s width', () => {
  const rows = (cells: Cell[]) => cells.map((cell, id) => row(id, [cell]))

  it('fits its longest cell', () => {
    const narrow = fittingWidth(column(1), 0, rows(['1', '2']))
    const wide = fittingWidth(column(1), 0, rows(['1', '123456789.123456']))
    expect(narrow).toBe(columnWidths.least)
    expect(wide).toBeGreaterThan(narrow)
  })

  it('stays within reason for a very long name', () => {
    expect(fittingWidth(column(1, { name: 'x'.repeat(300) }), 0, [])).toBe(columnWidths.most)
  })
})

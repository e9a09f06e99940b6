import { describe, expect, it } from 'vitest'
import { cellText, cellWords, columnWidths, fittingWidth } from '../../../../src-renderer/components/grid/cells'
import { column, row } from '../../support/scripted-backend'

describe('a cell as text', () => {
  it('is the text as it is spelled', () => {
    expect(cellText('007')).toBe('007')
    expect(cellText('1.50')).toBe('1.50')
  })

  it('is empty when the value is missing', () => {
    expect(cellText(null)).toBe('')
    expect(cellWords(null, column(1), false)).toBe('missing')
  })

  it('says what it is not, where its column cannot read it', () => {
    expect(cellWords('n/a', column(1), true)).toBe('n/a, not a number')
    expect(cellWords('n/a', column(1), false)).toBe('n/a')
  })
})

describe('a column’s width', () => {
  const rows = (...cells: string[]) => cells.map((cell, id) => row(id, [cell]))

  it('fits its longest cell', () => {
    const narrow = fittingWidth(column(1), 0, rows('1', '2'))
    const wide = fittingWidth(column(1), 0, rows('1', '123456789.123456'))
    expect(narrow).toBe(columnWidths.least)
    expect(wide).toBeGreaterThan(narrow)
  })

  it('stays within reason for a very long name', () => {
    expect(fittingWidth(column(1, { name: 'x'.repeat(300) }), 0, [])).toBe(columnWidths.most)
  })
})

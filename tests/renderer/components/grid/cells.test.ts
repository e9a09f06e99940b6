import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellText, cellWords, columnWidths, fittingWidth, isOdd } from '../../../../src-renderer/components/grid/cells'
import { column } from '../../support/scripted-backend'

describe('a cell as text', () => {
  it('gives back the very same number when it is typed again', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(cellText(value)) === value).toBe(true)
      }),
    )
  })

  it('is empty when the value is missing', () => {
    expect(cellText(null)).toBe('')
    expect(cellWords(null, column(1))).toBe('missing')
  })

  it('is odd only where a number belongs', () => {
    expect(isOdd('n/a', column(1))).toBe(true)
    expect(isOdd('n/a', column(1, { kind: 'category' }))).toBe(false)
    expect(isOdd(3, column(1))).toBe(false)
    expect(cellWords('n/a', column(1))).toBe('n/a, not a number')
  })
})

describe('a column’s width', () => {
  const rows = (cells: (string | number | null)[]) => cells.map((cell, id) => ({ id, cells: [cell] }))

  it('fits its longest cell', () => {
    const narrow = fittingWidth(column(1), 0, rows([1, 2]))
    const wide = fittingWidth(column(1), 0, rows([1, 123456789.123456]))
    expect(narrow).toBe(columnWidths.least)
    expect(wide).toBeGreaterThan(narrow)
  })

  it('stays within reason for a very long name', () => {
    expect(fittingWidth(column(1, { name: 'x'.repeat(300) }), 0, [])).toBe(columnWidths.most)
  })
})

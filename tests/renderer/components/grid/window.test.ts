import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canvasHeight,
  columnEdges,
  mostTop,
  rowHeight,
  scrolled,
  scrollTopFor,
  tallest,
  topShowing,
  visibleColumns,
  visibleRows,
} from '../../../../src-renderer/components/grid/window'

const million = { rows: 1_000_000, height: 700 }
const short = { rows: 1000, height: 700 }

describe('the rows in the window', () => {
  it('follow the scroll bar pixel for pixel while the table fits a browser', () => {
    expect(scrolled({ top: 0, scrollTop: 0 }, 1234, short)).toEqual({ top: 1234, scrollTop: 1234 })
  })

  it('move as far as the wheel did in a table taller than a browser allows', () => {
    const place = { top: 1_000_000, scrollTop: scrollTopFor(1_000_000, million) }
    expect(scrolled(place, place.scrollTop + 100, million).top).toBe(1_000_100)
    expect(scrolled(place, place.scrollTop - 100, million).top).toBe(999_900)
  })

  it('go to the same share of the table when the scroll bar is dragged', () => {
    const half = (tallest - million.height) / 2
    const { top } = scrolled({ top: 0, scrollTop: 0 }, half, million)
    expect(top).toBeCloseTo(mostTop(million) / 2, 3)
  })

  it('reach the first and the last row at the ends of the scroll bar, wherever they stood', () => {
    const most = canvasHeight(million.rows) - million.height
    expect(scrolled({ top: 27_000_000, scrollTop: most - 10 }, most, million).top).toBe(mostTop(million))
    expect(scrolled({ top: 300, scrollTop: 20 }, 0, million).top).toBe(0)
  })

  it.each([0, 5_000_000, 9_999_999])(
    'show row %i of ten million, and stay there when the scroll bar rests',
    (index) => {
      const extent = { rows: 10_000_000, height: 700 }
      const top = topShowing(index, 0, extent)
      const { first, end } = visibleRows(top, extent, 0)
      expect([index >= first, index < end]).toEqual([true, true])
      // Browsers keep whole pixels: what the bar comes to rest at must not move the rows away.
      const rest = scrollTopFor(top, extent)
      const shown = visibleRows(scrolled({ top, scrollTop: rest }, Math.round(rest), extent).top, extent, 1)
      expect([index >= shown.first, index < shown.end]).toEqual([true, true])
    },
  )

  it('never leave the table', () => {
    fc.assert(
      fc.property(
        fc.nat(2_000_000),
        fc.nat(2000),
        fc.double({ min: -500, max: 2e7, noNaN: true }),
        (rows, height, to) => {
          const extent = { rows, height }
          const { top } = scrolled({ top: 0, scrollTop: 0 }, to, extent)
          expect(top).toBeGreaterThanOrEqual(0)
          expect(top).toBeLessThanOrEqual(mostTop(extent))
          const { first, end } = visibleRows(top, extent, 4)
          expect(first).toBeGreaterThanOrEqual(0)
          expect(end).toBeLessThanOrEqual(rows)
          expect(end - first).toBeLessThanOrEqual(Math.ceil(height / rowHeight) + 10)
        },
      ),
    )
  })

  it('stay where they are when the wanted row is in sight, and move just far enough when it is not', () => {
    expect(topShowing(10, 100, short)).toBe(100)
    expect(topShowing(2, 100, short)).toBe(56)
    expect(topShowing(100, 0, short)).toBe(101 * rowHeight - 700)
    expect(topShowing(999_999, 0, million)).toBe(mostTop(million))
  })

  it('are drawn with a few more above and below', () => {
    expect(visibleRows(2800, short, 4)).toEqual({ first: 96, end: 129 })
  })
})

describe('the columns in the window', () => {
  const edges = columnEdges([100, 50, 200, 100])

  it('have their edges where the widths before them end', () => {
    expect(edges).toEqual([0, 100, 150, 350, 450])
  })

  it('are those that the window touches', () => {
    expect(visibleColumns(edges, 120, 100, 0)).toEqual({ first: 1, end: 3 })
    expect(visibleColumns(edges, 120, 100, 1)).toEqual({ first: 0, end: 4 })
    expect(visibleColumns(edges, 0, 5000, 2)).toEqual({ first: 0, end: 4 })
  })

  it('are none in a table without columns', () => {
    expect(visibleColumns(columnEdges([]), 0, 500, 2)).toEqual({ first: 0, end: 0 })
  })
})

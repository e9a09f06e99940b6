/**
 * Which rows and columns are on screen.
 *
 * Browsers cap the height of an element (Firefox near 17.8 million pixels), so a long table scrolls on a shorter
 * canvas. A small step moves the rows by as many pixels as the wheel did; a long one (the scroll bar dragged, End)
 * goes to the same share of the table. `place.top` is the truth; once it rests, the scroll bar is set to its share.
 */

export const rowHeight = 28
/** Pixels; below every browser's cap. */
export const tallest = 15_000_000

/** `top`: pixels of rows above the window. `scrollTop`: what the browser's scroll bar stood at when that was so. */
export type Place = { top: number; scrollTop: number }

export type Extent = { rows: number; /** Height of the window that shows rows, without the header. */ height: number }

export type Range = { first: number; /** Exclusive. */ end: number }

export function canvasHeight(rows: number): number {
  return Math.min(rows * rowHeight, tallest)
}

export function mostTop({ rows, height }: Extent): number {
  return Math.max(0, rows * rowHeight - height)
}

function mostScroll({ rows, height }: Extent): number {
  return Math.max(0, canvasHeight(rows) - height)
}

/** Where the scroll bar should stand for `top`. */
export function scrollTopFor(top: number, extent: Extent): number {
  const most = mostTop(extent)
  return most === 0 ? 0 : (top / most) * mostScroll(extent)
}

/** The place after the browser scrolled to `scrollTop`. */
export function scrolled(place: Place, scrollTop: number, extent: Extent): Place {
  const top = mostTop(extent)
  const scroll = mostScroll(extent)
  if (top === scroll || scrollTop <= 0 || scrollTop >= scroll) {
    return { top: scrollTop <= 0 ? 0 : scrollTop >= scroll ? top : scrollTop, scrollTop }
  }
  const step = scrollTop - place.scrollTop
  const moved = Math.abs(step) < extent.height ? place.top + step : (scrollTop / scroll) * top
  return { top: clamp(moved, 0, top), scrollTop }
}

/** The `top` that shows row `index` whole, moving as little as can be. */
export function topShowing(index: number, top: number, extent: Extent): number {
  const above = index * rowHeight
  const below = above + rowHeight - extent.height
  return clamp(Math.min(above, Math.max(below, top)), 0, mostTop(extent))
}

export function visibleRows(top: number, extent: Extent, overscan: number): Range {
  const first = Math.floor(top / rowHeight) - overscan
  const end = Math.ceil((top + extent.height) / rowHeight) + overscan
  return { first: clamp(first, 0, extent.rows), end: clamp(end, 0, extent.rows) }
}

/** Left edges of the columns, and behind them the right edge of the last. */
export function columnEdges(widths: readonly number[]): number[] {
  const edges = [0]
  for (const width of widths) edges.push(edges.at(-1)! + width)
  return edges
}

/** Columns that touch the window from `left` on, `width` wide, and `overscan` more at either side. */
export function visibleColumns(edges: readonly number[], left: number, width: number, overscan: number): Range {
  const count = edges.length - 1
  const first = lastAtOrBefore(edges, left)
  const end = lastAtOrBefore(edges, left + width) + 1
  return { first: clamp(first - overscan, 0, count), end: clamp(end + overscan, 0, count) }
}

function lastAtOrBefore(edges: readonly number[], x: number): number {
  let low = 0
  let high = edges.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (edges[middle]! <= x) low = middle
    else high = middle - 1
  }
  return low
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most))
}

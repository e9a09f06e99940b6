/** A column where the grid draws it. */
import type { ShownColumn } from '../../state/columns-state.svelte'

/** `place`: among the shown ones. `left`, `width`: pixels, from the left end of the row. */
export type PlacedColumn = ShownColumn & { place: number; left: number; width: number }

export function placedColumns(
  shown: readonly ShownColumn[],
  edges: readonly number[],
  offset: number,
  first: number,
  end: number,
): PlacedColumn[] {
  return shown.slice(first, end).map((column, at) => {
    const [left = 0, right = 0] = [edges[first + at], edges[first + at + 1]]
    return { ...column, place: first + at, left: offset + left, width: right - left }
  })
}

/** Places in the grid and the rectangles between them, all ends included. */

/** Row −1 is the header. */
export type GridPlace = { row: number; column: number }

export type GridRange = { firstRow: number; lastRow: number; firstColumn: number; lastColumn: number }

export function rangeOf(one: GridPlace, other: GridPlace): GridRange {
  return {
    firstRow: Math.max(0, Math.min(one.row, other.row)),
    lastRow: Math.max(0, one.row, other.row),
    firstColumn: Math.min(one.column, other.column),
    lastColumn: Math.max(one.column, other.column),
  }
}

export function holds({ firstRow, lastRow, firstColumn, lastColumn }: GridRange, { row, column }: GridPlace): boolean {
  return row >= firstRow && row <= lastRow && column >= firstColumn && column <= lastColumn
}

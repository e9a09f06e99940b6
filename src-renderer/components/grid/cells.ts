/** Cells as text, and how wide a column has to be for them. */
import type { Cell, Column, Row } from '../../../src-shared/table'

/** What a cell shows and what its editor starts with: its text as it is spelled. */
export function cellText(cell: Cell): string {
  return cell ?? ''
}

export function cellWords(cell: Cell, column: Column, odd: boolean): string {
  if (cell === null) return 'missing'
  return odd ? `${cellText(cell)}, not a ${column.kind}` : cellText(cell)
}

export const columnWidths = { least: 104, most: 320, smallest: 56, largest: 900 } as const

const characterWidth = 7.3
const cellPadding = 20
/** Kind, role and sort pictures beside the name. */
const headerPadding = 72

/** Wide enough for the name and the cells of `sample`, within reason. */
export function fittingWidth(column: Column, at: number, sample: readonly Row[]): number {
  let longest = 0
  for (const row of sample) longest = Math.max(longest, cellText(row.cells[at] ?? null).length)
  const wanted = Math.max(longest * characterWidth + cellPadding, column.name.length * characterWidth + headerPadding)
  return Math.round(Math.min(columnWidths.most, Math.max(columnWidths.least, wanted)))
}

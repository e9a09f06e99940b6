/** Cells in words, and how wide a column has to be for them. */
import type { Cell, Column, ColumnKind, Row } from '../../../src-shared/table'
import { kindWords } from './filter-words'

export function cellWords(cell: Cell, column: Column, odd: boolean): string {
  if (cell === null) return 'missing'
  return odd ? `${cell}, not ${kindWords[column.kind]}` : cell
}

export function oddWords(kind: ColumnKind): string {
  return `Not ${kindWords[kind]}: it keeps its text and counts as missing in training`
}

/** Line ends and tabs would break the line of a cell: they are shown by a sign. */
export function shownText(text: string): string {
  return /[\t\r\n]/.test(text) ? text.replaceAll(/\r\n|\r|\n/g, '↵').replaceAll('\t', '⇥') : text
}

/** Numbers and dates stand at the right, so that their places line up. */
export function isRightAligned(kind: ColumnKind): boolean {
  return kind === 'number' || kind === 'date'
}

export const columnWidths = { least: 116, most: 320, smallest: 56, largest: 900 } as const

const characterWidth = 7.3
const cellPadding = 20
/** Kind, role, sort and menu pictures beside the name. */
const headerPadding = 100

/** Wide enough for the name and the cells of `sample`, within reason. */
export function fittingWidth(column: Column, at: number, sample: readonly Row[]): number {
  let longest = 0
  for (const row of sample) longest = Math.max(longest, row.cells[at]?.length ?? 0)
  const wanted = Math.max(longest * characterWidth + cellPadding, column.name.length * characterWidth + headerPadding)
  return Math.round(Math.min(columnWidths.most, Math.max(columnWidths.least, wanted)))
}

/** Edits in words, for the history: short, and true for one as for many. */
import type { Cell } from '../../../src-shared/table'
import { EpochwiseError } from '../../../src-shared/errors'

export function shorten(text: string, most = 40): string {
  const oneLine = text.replace(/\s+/g, ' ')
  return oneLine.length > most ? `${oneLine.slice(0, most - 1)}…` : oneLine
}

/** `1 row`, `1,200 rows`. */
export function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number.toLocaleString('en')} ${what}s`
}

/** A cell as a person reads it in a sentence. */
export function cellWords(cell: Cell): string {
  return cell === null ? 'nothing' : shorten(cell.trim())
}

/** `price`, or `3 columns`. */
export function columnWords(columns: readonly { name: string }[]): string {
  return columns.length === 1 ? shorten(columns[0]!.name) : count(columns.length, 'column')
}

export function noRow(rowId: number): EpochwiseError {
  return new EpochwiseError('table.row', `Row ${rowId} is not in the table any more.`, { row: rowId })
}

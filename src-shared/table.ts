/** The table as everyone outside the document sees it: columns with a kind and a role, rows of plain cells. */

/** How a column's cells are read. A number cell is finite; everything else is a category. */
export type ColumnKind = 'number' | 'category'

export type ColumnRole = 'feature' | 'target' | 'ignored'

export const columnKinds = ['number', 'category'] as const satisfies readonly ColumnKind[]
export const columnRoles = ['feature', 'target', 'ignored'] as const satisfies readonly ColumnRole[]

export type Column = {
  /** Stable for the life of the project; never reused. */
  id: number
  /** As the file spells it; unique within the table, and possibly hostile (`__proto__`, newlines): text, never code. */
  name: string
  kind: ColumnKind
  role: ColumnRole
  /** Cells without a value. */
  missing: number
  /** Number columns: cells whose text is not a number. They keep their text, are marked, and count as missing in training. */
  odd: number
  /** Distinct values, missing not counted. */
  unique: number
}

/** `null`: missing. In a number column a string is an odd cell: text that is not a number. */
export type Cell = number | string | null

export type Row = { id: number; cells: Cell[] }

export type SortOrder = { columnId: number; direction: 'ascending' | 'descending' }

/** Which rows, in what order. Missing cells sort last either way. `oddOnly` keeps the rows with an odd cell. */
export type TableView = { sort: SortOrder | null; oddOnly: boolean }

export const plainView: TableView = { sort: null, oddOnly: false }

export type TablePage = {
  /** Grows with every change of the table; a page of an older revision is stale. */
  revision: number
  /** Rows in the view, not in the page. */
  total: number
  offset: number
  rows: Row[]
}

export type TableState = { revision: number; rows: number; columns: Column[] }

/** A row of the file that is not in the table, and why. */
export type ListedRow = { line: number; reason: string; text: string }

export type ImportReport = {
  file: string
  rowsInFile: number
  rowsImported: number
  /** rowsInFile = rowsImported + listedCount, always. */
  listedCount: number
  /** The first 1,000 of them. */
  listed: ListedRow[]
  /** The first 1,000 cells that are not numbers in a number column; they are in the table, with their text. */
  odd: { line: number; column: string; text: string }[]
  dialect: { delimiter: string; quote: string; header: boolean; encoding: string }
  seconds: number
}

export type ColumnProfile = {
  columnId: number
  rows: number
  missing: number
  odd: number
  unique: number
  numbers: NumberProfile | null
  /** Most frequent values, at most 12 of them, with their counts. */
  top: { value: string; count: number }[]
}

export type NumberProfile = {
  min: number
  max: number
  mean: number
  deviation: number
  quantiles: { p25: number; p50: number; p75: number }
  /** Equal-width bins from min to max. */
  bins: number[]
}

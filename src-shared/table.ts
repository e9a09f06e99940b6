/**
 * The table as everyone outside the document sees it: columns with a kind and a role, rows of texts.
 *
 * A cell is its text, as the file or the person spells it; the number that a kind reads in it is kept beside it.
 */

/**
 * How a column's texts are read. `number`, `boolean`, `date` and `ordered` have a number for each text that they can
 * read (the value; 0 or 1; seconds since 1970 in UTC; the place in the column's order). A category's texts stand for
 * themselves, and so do texts.
 */
export type ColumnKind = 'number' | 'category' | 'ordered' | 'boolean' | 'date' | 'text'

/** `weight`: how much a row counts. `group` and `time`: what a split goes by. Neither is a feature. */
export type ColumnRole = 'feature' | 'target' | 'ignored' | 'weight' | 'group' | 'time'

export const columnKinds = [
  'number',
  'category',
  'ordered',
  'boolean',
  'date',
  'text',
] as const satisfies readonly ColumnKind[]
export const columnRoles = [
  'feature',
  'target',
  'ignored',
  'weight',
  'group',
  'time',
] as const satisfies readonly ColumnRole[]

/** Kinds whose texts are read as numbers; a text that can't be is odd. */
export type ReadKind = Exclude<ColumnKind, 'category' | 'text'>

export function isReadKind(kind: ColumnKind): kind is ReadKind {
  return kind !== 'category' && kind !== 'text'
}

/** How texts are spelled: what a number, a date and a truth look like in this column. */
export type Reading = {
  decimal: '.' | ','
  /** Between groups of three digits; '' where there is nothing. */
  thousands: '' | ',' | '.' | ' ' | "'"
  /** What may stand before or behind a number: `$`, `€`, `km`, `%`. 12 % is 12. */
  affixes: string[]
  dateOrder: 'ymd' | 'dmy' | 'mdy'
  trueWords: string[]
  falseWords: string[]
}

export const plainReading: Reading = {
  decimal: '.',
  thousands: '',
  affixes: [],
  dateOrder: 'ymd',
  trueWords: ['true', 'yes', '1'],
  falseWords: ['false', 'no', '0'],
}

/** What files write where they have no value. Spaces around them don't matter, upper and lower case do. */
export const usualMissingWords = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '-', '?'] as const

export type ColumnSettings = {
  reading: Reading
  /** Ordered columns: the values, the least first. */
  order?: string[]
  /** Computed columns: the expression that made the values. */
  formula?: string
  hidden?: boolean
  pinned?: boolean
  /** In pixels. */
  width?: number
}

export type Column = {
  /** Stable for the life of the project; never reused. */
  id: number
  /** As the file spells it; unique within the table, and possibly hostile (`__proto__`, newlines): text, never code. */
  name: string
  kind: ColumnKind
  role: ColumnRole
  /** Cells without a value. */
  missing: number
  /** Cells whose text the kind can't read. They keep their text, are marked, and count as missing in training. */
  odd: number
  /** Distinct values, missing and odd ones not counted. */
  unique: number
  settings: ColumnSettings
}

/** The text; `null`: missing. */
export type Cell = string | null

/** `auto`: the split decides. The others were set by hand. */
export type RowPart = 'auto' | 'training' | 'validation' | 'test' | 'excluded'

/** In the order of their numbers in the file, from 0. */
export const rowParts = ['auto', 'training', 'validation', 'test', 'excluded'] as const satisfies readonly RowPart[]

export type Row = {
  /** Stable for the life of the project; never reused. */
  id: number
  cells: Cell[]
  /** Places of the cells that their kind can't read. */
  odd: number[]
  part: RowPart
  /** Places of the cells that were edited by hand. */
  changed: number[]
}

export type SortOrder = { columnId: number; direction: 'ascending' | 'descending' }

export type TextMatch = 'contains' | 'equals' | 'starts' | 'ends' | 'regex'

export type Filter =
  /** Of the number read; both ends belong to it; null: open. */
  | { kind: 'range'; columnId: number; min: number | null; max: number | null }
  /** `null` among the values: missing. */
  | { kind: 'values'; columnId: number; values: (string | null)[]; exclude: boolean }
  /** In any column where `columnId` is null. */
  | { kind: 'text'; columnId: number | null; text: string; match: TextMatch; caseSensitive: boolean }
  | { kind: 'missing'; columnId: number; missing: boolean }
  | { kind: 'odd'; columnId: number | null }
  | { kind: 'changed' }
  | { kind: 'part'; parts: RowPart[] }
  | { kind: 'ids'; ids: number[] }

/**
 * Which rows (those that every filter keeps), in what order (the first sort counts most; missing cells come last
 * either way, odd ones before them; equal ones in the order of the table).
 */
export type TableView = { sort: SortOrder[]; filters: Filter[] }

export const plainView: TableView = { sort: [], filters: [] }

export type TablePage = {
  /** Grows with every change of the table; a page of an older revision is stale. */
  revision: number
  /** Rows in the view, not in the page. */
  total: number
  offset: number
  rows: Row[]
}

/** Columns in the order in which they stand, hidden ones among them. */
export type TableState = { revision: number; rows: number; columns: Column[] }

/** Cells of a view: rows by their places in it, both ends included. */
export type CellSpan = { first: number; last: number; columnIds: number[] }

export type TextQuery = { text: string; match: TextMatch; caseSensitive: boolean }

/** A change that can be undone, or done again; newest last. `at`: ISO 8601. */
export type HistoryEntry = { id: number; label: string; applied: boolean; at: string }

/**
 * A state of the table that can be brought back, whatever is done after an undo. `entry`: the change that led to it, 0: as it
 * was read in. `byHand`: a person named it; else it came before a change of much.
 */
export type TableVersion = { entry: number; label: string; byHand: boolean; at: string; isNow: boolean }

/** `forgotten`: older changes that were let go, because all of them together kept too much. `versions`: newest last. */
export type History = { entries: HistoryEntry[]; forgotten: number; versions: TableVersion[] }

/** What another kind, or another reading, would make of a column's texts. */
export type KindPreview = {
  /** Cells that could not be read, and those that could. */
  lost: number
  kept: number
  /** Some of the lost ones. */
  examples: { rowId: number; text: string }[]
}

export type ExpressionCheck = {
  ok: boolean
  /** What is wrong and what to do; null: nothing. */
  message: string | null
  /** The character where it is wrong, from 0; null: nowhere in particular. */
  at: number | null
  kind: ColumnKind | null
  /** What it gives in the first rows. */
  sample: Cell[]
}

export type ValueCount = { value: string; count: number }

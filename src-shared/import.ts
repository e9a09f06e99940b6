/**
 * How a file becomes a table: the rules (proposed, changed by the person, kept with the project), what they would give
 * (the preview), and what they gave (the report).
 */
import * as z from 'zod'
import type { ColumnKind, Reading } from './table'
import { columnKinds } from './table'
import { readingSchema } from './table-inputs'

export const importFormats = ['csv', 'xlsx', 'parquet', 'jsonl'] as const
export type ImportFormat = (typeof importFormats)[number]

/** Encodings that a person can choose; `auto` looks at the bytes. */
export const importEncodings = [
  'auto',
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'koi8-r',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
] as const
export type ImportEncoding = (typeof importEncodings)[number]

export const importLimits = { columns: 20_000, previewRows: 200, listed: 10_000, odd: 1000, paste: 50_000_000 } as const

/** `auto`: judged over all rows when the file is imported; from then on the rules hold what was judged. */
const columnRuleSchema = z.strictObject({
  name: z.string().max(100_000),
  kind: z.enum([...columnKinds, 'auto']),
  reading: z.union([readingSchema, z.literal('auto')]),
  /** false: the column stays out of the table. */
  use: z.boolean(),
})
export type ColumnRule = z.infer<typeof columnRuleSchema>

export const importRulesSchema = z.strictObject({
  format: z.enum(importFormats),
  /** Workbooks: the sheet's name; null: the first. */
  sheet: z.string().max(1000).nullable(),
  encoding: z.enum(importEncodings),
  /** Up to four bytes: `,` `;` tab `|` `||` … */
  delimiter: z.string().min(1).max(4),
  /** '' : quotes are plain text. */
  quote: z.string().max(1),
  /** What stands before a quote that belongs to the text: the quote itself, or a backslash. */
  escape: z.string().max(1),
  header: z.boolean(),
  /** Lines that make the header together, when there is one. */
  headerLines: z.int().min(1).max(10),
  /** Lines above the header. */
  skip: z.int().min(0).max(100_000),
  /** Records below the table. */
  footer: z.int().min(0).max(1000),
  missingWords: z.array(z.string().max(1000)).max(200),
  /** Rows with too few or too many cells or a stray quote: `repair` pads, cuts and reads literally; `reject` leaves them out. */
  faulty: z.enum(['repair', 'reject']),
  /** In the file's order. A column that the file has and the rules don't is judged anew. */
  columns: z.array(columnRuleSchema).max(importLimits.columns),
})
export type ImportRules = z.infer<typeof importRulesSchema>

/** Some of the rules, changed: what a remedy carries. */
export const importChangeSchema = importRulesSchema.partial()
export type ImportChange = z.infer<typeof importChangeSchema>

/** A file that was looked at and waits to be imported; `import.close` lets it go. */
export type ImportSource = {
  token: string
  name: string
  bytes: number
  /** In words: what the file was in. */
  encoding: string
  /** Workbooks: the names of their sheets. */
  sheets: string[]
}

/** `odd`: places of the cells that don't fit their column. `note`: what would be done with the row; null: nothing. */
export type PreviewRow = { line: number; cells: (string | null)[]; odd: number[]; note: RowNote | null }

/** A column as the rows looked at suggest it; all rows decide at the import. */
export type PreviewColumn = {
  name: string
  kind: ColumnKind
  reading: Reading
  use: boolean
  /** Among the rows looked at. */
  missing: number
  odd: number
}

export type ImportProblem = { message: string; remedy: ImportRemedy | null }

export type ImportPreview = {
  columns: PreviewColumn[]
  rows: PreviewRow[]
  problems: ImportProblem[]
  /** Rows that were looked at to judge the columns. */
  looked: number
  /** By the bytes of those; exact for a small file. */
  rowsEstimated: number
  /** What stands above the table and below it, with the lines. */
  aside: { line: number; text: string }[]
}

export type ImportProposal = { source: ImportSource; rules: ImportRules; preview: ImportPreview }

/** One click: these rules changed, and the file read again. */
export type ImportRemedy = { label: string; change: ImportChange }

export const rowNotes = ['padded', 'cut', 'literal', 'replaced', 'rejected'] as const
/**
 * `padded`: cells were missing at the end. `cut`: there were more cells than columns. `literal`: a quote was taken as
 * text. `replaced`: bytes that no text has were replaced or left out. `rejected`: the row is not in the table.
 */
export type RowNote = (typeof rowNotes)[number]

/** A row that was not imported as it stands, and why. */
export type ListedRow = {
  /** Where it begins, from 1. */
  line: number
  what: RowNote
  reason: string
  /** Its beginning, as the file spells it. */
  text: string
  /** Place in the report's remedies; null: there is none. */
  remedy: number | null
}

export type ImportReport = {
  file: string
  bytes: number
  /** Records that are not blank, without those of the header. */
  rowsInFile: number
  rowsImported: number
  /** Rows left out: rowsInFile = rowsImported + listedCount, always. */
  listedCount: number
  /** The first 10,000 of them. */
  listed: ListedRow[]
  /** Rows that are in the table, but not quite as the file has them. */
  repairedCount: number
  /** The first 10,000 of them. */
  repaired: ListedRow[]
  remedies: ImportRemedy[]
  /** The first 1,000 cells that their column's kind can't read; they are in the table, with their text. */
  odd: { line: number; column: string; text: string }[]
  oddCount: number
  dialect: { delimiter: string; quote: string; escape: string; header: boolean; encoding: string }
  /** What to know besides: an ambiguous date, formulas' apostrophes taken off. */
  notes: ImportProblem[]
  seconds: number
}

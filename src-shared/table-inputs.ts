/** What commands of the table take, as schemas with their limits. */
import * as z from 'zod'
import type { CellSpan, Filter, Reading, SortOrder, TableView, TextQuery } from './table'
import { rowParts } from './table'

export const tableLimits = {
  /** Cells of one change by their texts. */
  edits: 100_000,
  /** Characters of one cell. */
  cell: 1_000_000,
  /** Characters of what is pasted. */
  paste: 100_000_000,
  /** Cells that are copied as text. */
  copied: 5_000_000,
  /** Rows that are inserted at once. */
  newRows: 1_000_000,
  /** Rows that are named by their ids. */
  rowIds: 100_000,
} as const

const id = z.int().min(0)
const index = z.int().min(0)
const text = (most: number) => z.string().max(most)
const match = z.enum(['contains', 'equals', 'starts', 'ends', 'regex'])
const word = text(10_000)

export const columnIdsSchema = z.array(id).min(1).max(20_000)
export const rowIdsSchema = z.array(id).min(1).max(tableLimits.rowIds)
export const columnNameSchema = text(10_000).refine((name) => name.trim() !== '', 'write a name')
export const partSchema = z.enum(rowParts)

export const querySchema = z.strictObject({
  text: text(10_000).min(1),
  match,
  caseSensitive: z.boolean(),
}) satisfies z.ZodType<TextQuery>

const sortSchema = z.strictObject({
  columnId: id,
  direction: z.enum(['ascending', 'descending']),
}) satisfies z.ZodType<SortOrder>

const filterSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('range'), columnId: id, min: z.number().nullable(), max: z.number().nullable() }),
  z.strictObject({
    kind: z.literal('values'),
    columnId: id,
    values: z.array(text(tableLimits.cell).nullable()).max(10_000),
    exclude: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('text'),
    columnId: id.nullable(),
    text: text(10_000),
    match,
    caseSensitive: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('missing'), columnId: id, missing: z.boolean() }),
  z.strictObject({ kind: z.literal('odd'), columnId: id.nullable() }),
  z.strictObject({ kind: z.literal('changed') }),
  z.strictObject({ kind: z.literal('part'), parts: z.array(partSchema).max(rowParts.length) }),
  z.strictObject({ kind: z.literal('ids'), ids: z.array(id).max(tableLimits.rowIds) }),
]) satisfies z.ZodType<Filter>

export const viewSchema = z.strictObject({
  sort: z.array(sortSchema).max(20),
  filters: z.array(filterSchema).max(100),
}) satisfies z.ZodType<TableView>

/** Of a view; both ends included. */
export const spanSchema = z
  .strictObject({ first: index, last: index, columnIds: columnIdsSchema })
  .refine(({ first, last }) => first <= last, 'the last row stands before the first') satisfies z.ZodType<CellSpan>

/** Rows of a view; both ends included. */
export const rowSpanSchema = z
  .strictObject({ view: viewSchema, first: index, last: index })
  .refine(({ first, last }) => first <= last, 'the last row stands before the first')

export const layoutSchema = z
  .array(
    z.strictObject({
      columnId: id,
      hidden: z.boolean(),
      pinned: z.boolean(),
      width: z.number().min(0).max(10_000).nullable(),
    }),
  )
  .min(1)
  .max(20_000)

/** A cell of a view; without a column, the whole row. Row −1: before the first. */
export const cellPlaceSchema = z.strictObject({ index: z.int().min(-1), columnId: id.nullable() })

export const wantedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('odd') }),
  z.strictObject({ kind: z.literal('find'), query: querySchema, columnIds: columnIdsSchema.nullable() }),
])

export const editsSchema = z
  .array(z.strictObject({ rowId: id, columnId: id, text: text(tableLimits.cell) }))
  .min(1)
  .max(tableLimits.edits)

/** Words become part of patterns and lists: short, and without control characters. */
const mark = text(20).regex(/^[^\p{Cc}]+$/u, 'write a mark of one to twenty characters')

export const readingSchema = z
  .strictObject({
    decimal: z.enum(['.', ',']),
    thousands: z.enum(['', ',', '.', ' ', "'"]),
    affixes: z.array(mark).max(20),
    dateOrder: z.enum(['ymd', 'dmy', 'mdy']),
    trueWords: z.array(mark).max(20),
    falseWords: z.array(mark).max(20),
  })
  .refine(({ decimal, thousands }) => decimal !== thousands, {
    message: 'the decimal and the thousands mark are the same',
    path: ['thousands'],
  }) satisfies z.ZodType<Reading>

export const orderSchema = z
  .array(word)
  .max(1000)
  .refine((order) => new Set(order).size === order.length, 'a value stands in it twice')

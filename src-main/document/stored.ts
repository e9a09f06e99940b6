/** The JSON that a project file holds, as schemas: a file may come from a stranger. */
import * as z from 'zod'
import type { ImportReport } from '../../src-shared/import'
import type { Column, ColumnSettings, Reading } from '../../src-shared/table'
import type { StoredSummary } from './run-store'
import { EpochwiseError } from '../../src-shared/errors'
import { engineIds, losses, storedRecipeSchema, tasks } from '../../src-shared/recipe'
import { importChangeSchema, importLimits, rowNotes } from '../../src-shared/import'
import { columnKinds, columnRoles } from '../../src-shared/table'

const count = z.int().min(0)
const text = z.string()
/** JSON has no NaN and no infinity: they are written as null. */
const measured = z.number().nullable()

/** Values of an ordered column. */
export const mostOrdered = 1000

const word = z.string().max(1000)
const readingSchema = z.strictObject({
  decimal: z.enum(['.', ',']),
  thousands: z.enum(['', ',', '.', ' ', "'"]),
  affixes: z.array(word).max(100),
  dateOrder: z.enum(['ymd', 'dmy', 'mdy']),
  trueWords: z.array(word).max(100),
  falseWords: z.array(word).max(100),
}) satisfies z.ZodType<Reading>

const meaningSchema = z.strictObject({
  reading: readingSchema,
  order: z.array(text).max(mostOrdered).optional(),
  formula: text.optional(),
})

const settingsSchema = meaningSchema.extend({
  hidden: z.boolean().optional(),
  pinned: z.boolean().optional(),
  width: z.number().min(0).max(10_000).optional(),
}) satisfies z.ZodType<ColumnSettings>

const describedSchema = z.strictObject({
  id: count,
  name: text,
  kind: z.enum(columnKinds),
  role: z.enum(columnRoles),
  missing: count,
  odd: count,
  unique: count,
})

/** As the file's table has it: the settings as JSON. */
export const columnSchema = describedSchema.extend({ settings: text }).transform(({ settings, ...column }): Column => {
  return { ...column, settings: readJson(settingsSchema, settings, 'columns') }
})

/** Keys of notes that are put aside. */
export const mostDismissed = 1000
export const dismissedSchema = z.array(text).max(mostDismissed)

export const missingWordsSchema = z.array(word).max(1000)

const listedSchema = z.strictObject({
  line: count,
  what: z.enum(rowNotes).default('rejected'),
  reason: text,
  text,
  remedy: count.nullable().default(null),
})
const remedySchema = z.strictObject({ label: text, change: importChangeSchema })

/** What the first version did not know has a default. */
export const importReportSchema: z.ZodType<ImportReport> = z
  .strictObject({
    file: text,
    bytes: count.default(0),
    rowsInFile: count,
    rowsImported: count,
    listedCount: count,
    listed: z.array(listedSchema).max(importLimits.listed),
    repairedCount: count.default(0),
    repaired: z.array(listedSchema).max(importLimits.listed).default([]),
    remedies: z.array(remedySchema).max(100).default([]),
    odd: z.array(z.strictObject({ line: count, column: text, text })).max(importLimits.odd),
    oddCount: count.optional(),
    dialect: z.strictObject({
      delimiter: text,
      quote: text,
      escape: text.default('"'),
      header: z.boolean(),
      encoding: text,
    }),
    notes: z
      .array(z.strictObject({ message: text, remedy: remedySchema.nullable() }))
      .max(20_000)
      .default([]),
    seconds: z.number(),
  })
  .transform(({ oddCount, ...report }) => ({ ...report, oddCount: oddCount ?? report.odd.length }))

const metricsRows = z.enum(['validation', 'training', 'test'])

const metricsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('regression'),
    rows: metricsRows,
    count,
    r2: measured,
    mae: z.number(),
    rmse: z.number(),
    targets: z
      .array(
        z.strictObject({
          target: text,
          r2: measured,
          mae: z.number(),
          rmse: z.number(),
          interval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
        }),
      )
      .default([]),
  }),
  z.strictObject({
    kind: z.literal('classification'),
    rows: metricsRows,
    count,
    accuracy: z.number(),
    logLoss: z.number(),
  }),
])

const causeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('huge-cell'),
    column: text,
    columnId: count,
    rowId: count,
    row: count,
    deviations: measured,
  }),
  z.strictObject({ kind: z.literal('scales'), columns: z.array(text), ratio: measured }),
  z.strictObject({ kind: z.literal('gradients'), growth: measured }),
  z.strictObject({ kind: z.literal('rate') }),
])
const diagnosisSchema = z.strictObject({ cause: causeSchema, learningRate: z.number(), tried: z.boolean() })

const kind = z.enum(columnKinds)

export const summarySchema: z.ZodType<StoredSummary> = z.strictObject({
  id: count,
  status: z.enum(['preparing', 'running', 'paused', 'completed', 'stopped', 'diverged', 'failed']),
  recipe: storedRecipeSchema,
  task: z.enum(tasks).exclude(['auto']),
  loss: z.enum(losses).exclude(['auto']),
  target: text,
  classes: z.array(text),
  features: z.array(z.strictObject({ name: text, kind, inputs: count })),
  inputs: count,
  parameters: count,
  rows: z.strictObject({
    training: count,
    validation: count,
    test: count.default(0),
    leftOut: count,
    excluded: count.default(0),
  }),
  engine: text,
  engineId: z.enum(engineIds).nullable().default(null),
  engineReason: text.nullable().default(null),
  device: text,
  startedAt: text,
  seconds: z.number(),
  epoch: count,
  epochs: count,
  lastLoss: measured,
  lastValidationLoss: measured,
  rowsPerSecond: measured,
  learningRate: measured.default(null),
  best: z.strictObject({ epoch: count, loss: z.number() }).nullable().default(null),
  weights: z.enum(['last', 'best']).default('last'),
  metrics: metricsSchema.nullable(),
  testMetrics: metricsSchema.nullable().default(null),
  baseline: z
    .strictObject({
      words: text,
      loss: z.number(),
      metrics: metricsSchema,
      testMetrics: metricsSchema.nullable().default(null),
    })
    .nullable(),
  message: text.nullable(),
  diagnosis: diagnosisSchema.nullable().default(null),
  hasWeights: z.boolean(),
  parent: z.strictObject({ runId: count, step: count, epoch: count }).nullable().default(null),
})

/** Of a column, what an edit may change and an undo brings back. */
const meaningOfColumn = z.strictObject({
  name: text,
  kind,
  role: z.enum(columnRoles),
  meaning: meaningSchema,
})
export type ColumnMeaning = z.infer<typeof meaningOfColumn>

const way = z.enum(['in', 'out'])

/**
 * What a journal entry did, with what is needed to undo and to redo it. An entry holds at most one change of a kind:
 * their cells, rows and parts are in the tables of what is kept, under the entry.
 */
export const changeSchema = z.discriminatedUnion('kind', [
  /** `kept_cells` */
  z.strictObject({ kind: z.literal('cells'), columnIds: z.array(count), count }),
  /** `kept_rows`; what was in them in `removed_cells`, of many in `removed_<entry>`. */
  z.strictObject({
    kind: z.literal('rows'),
    way,
    count,
    /** What was known of the columns before rows were taken out, so that bringing them back needs no counting. */
    before: z.array(z.strictObject({ id: count, missing: count, odd: count, unique: count })).optional(),
  }),
  /** `at`: where each stood or came to stand, ascending. What was in them in `removed_cells`. */
  z.strictObject({
    kind: z.literal('columns'),
    way,
    columns: z.array(z.strictObject({ at: count, column: describedSchema.extend({ settings: settingsSchema }) })),
  }),
  z.strictObject({
    kind: z.literal('meanings'),
    columns: z.array(z.strictObject({ columnId: count, before: meaningOfColumn, after: meaningOfColumn })),
  }),
  z.strictObject({ kind: z.literal('move'), columnId: count, from: count, to: count }),
  /** `kept_parts` */
  z.strictObject({ kind: z.literal('parts'), count }),
  z.strictObject({ kind: z.literal('recipe'), before: storedRecipeSchema, after: storedRecipeSchema }),
])

export type Change = z.infer<typeof changeSchema>
export const changesSchema = z.array(changeSchema)

/** @throws EpochwiseError project.invalid */
export function readStored<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new EpochwiseError(
    'project.invalid',
    `The project's ${what} cannot be read. The file is damaged or was changed by another program.`,
  )
}

/** @throws EpochwiseError project.invalid */
export function readJson<T>(schema: z.ZodType<T>, json: unknown, what: string): T {
  let value: unknown
  try {
    value = JSON.parse(String(json))
  } catch {
    value = undefined
  }
  return readStored(schema, value, what)
}

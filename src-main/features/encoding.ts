/**
 * The encoding: how rows become numbers and numbers become answers. Fitted on the training rows only, kept with the
 * run, and used unchanged by training, prediction and export. Version 2; runs of version 1 are read as version 2.
 *
 * A feature's inputs, in the order of `features`; every number is worked out in double, then rounded to float32:
 * - number: one input, `(x - mean) / deviation`; a missing x is `fill` first.
 * - ordered: one input, the same of the value's place in the order.
 * - boolean: one input, 0 or 1; a missing one is `fill`.
 * - date: the trend, `(t - mean) / deviation` with t in seconds since 1970 in UTC (without standardising the deviation
 *   is a year), then for each of `cycles`, in the order month, weekday, hour, the sine and the cosine of where in it the
 *   date falls (`date-parts.ts`); a missing t is `fill` first.
 * - category: one input per category, 1 where it is the row's, and one more, the last: the unseen bucket. It is 1 for
 *   every other value, for a value too rare to have its own input, and for a missing one. Texts that are used as
 *   categories are encoded as such.
 * A feature that is read as a number and `flagged` has one input more, its last: 1 where the value was missing, else 0.
 *
 * The outputs:
 * - numbers: one per target, `(y - mean) / deviation`; the answer is `output * deviation + mean`. With the link `log`
 *   (Poisson) mean and deviation are 0 and 1, and the network's answer is e to its output.
 * - classes: one output with `outputs: 1` (the probability of `classes[1]`), else one per class.
 */
import * as z from 'zod'
import { EpochwiseError } from '../../src-shared/errors'
import { plainReading, usualMissingWords } from '../../src-shared/table'
import { cycles } from './date-parts'

/** Categories with an input of their own; the rarer ones share the unseen bucket. */
export const mostCategories = 200

const finite = z.number()
const deviation = z.number().positive()
const columnId = z.int().min(0)
const named = { name: z.string(), columnId }
const count = z.int().min(0)

const readingSchema = z.strictObject({
  decimal: z.enum(['.', ',']),
  thousands: z.enum(['', ',', '.', ' ', "'"]),
  affixes: z.array(z.string()).max(100),
  dateOrder: z.enum(['ymd', 'dmy', 'mdy']),
  trueWords: z.array(z.string()).max(100),
  falseWords: z.array(z.string()).max(100),
})

/** How the column's texts were spelled when the run began: what a form and a file are read by. */
const spelled = { ...named, reading: readingSchema }
/** `fill` is put where a cell is missing or odd; mean and deviation are 0 and 1 where the recipe doesn't standardise. */
const filled = { fill: finite, flagged: z.boolean() }
const scaled = { mean: finite, deviation }
/** The training rows' range: for forms and for flags. */
const ranged = { min: finite, max: finite }

const numberFeatureSchema = z.strictObject({
  kind: z.literal('number'),
  ...spelled,
  /** `fill`: the training median. */
  ...filled,
  ...scaled,
  ...ranged,
  /** That the training rows use. */
  decimals: z.int().min(0).max(17),
})

const orderedFeatureSchema = z.strictObject({
  kind: z.literal('ordered'),
  ...named,
  /** The least first: a value's number is its place. */
  order: z.array(z.string()).min(1).max(10_000),
  /** `fill`: the training median's place, rounded. */
  ...filled,
  ...scaled,
  ...ranged,
})

const booleanFeatureSchema = z.strictObject({
  kind: z.literal('boolean'),
  ...spelled,
  /** `fill`: what more training rows have. */
  ...filled,
})

const dateFeatureSchema = z.strictObject({
  kind: z.literal('date'),
  ...spelled,
  /** `fill`: the training median. */
  ...filled,
  ...scaled,
  ...ranged,
  cycles: z.array(z.enum(cycles)).max(cycles.length),
})

const categoryFeatureSchema = z.strictObject({
  kind: z.literal('category'),
  ...named,
  /** Most frequent first, then by name. */
  categories: z.array(z.string()).max(mostCategories),
})

const numberTargetSchema = z.strictObject({ ...named, ...scaled, link: z.enum(['identity', 'log']) })

const numbersTargetSchema = z.strictObject({ kind: z.literal('numbers'), columns: z.array(numberTargetSchema).min(1) })

const classTargetSchema = z.strictObject({
  kind: z.literal('classes'),
  ...named,
  /**
   * Numbers sorted by size, ordered values by their order, false before true, texts by code unit. A number's text is
   * JavaScript's shortest; a truth's the spelling that most rows have.
   */
  classes: z.array(z.string()).min(2),
  /** 1: a sigmoid for the second class. Else one per class. */
  outputs: z.int().min(1),
})

const splitSchema = z.strictObject({
  kind: z.enum(['random', 'stratified', 'time', 'group']),
  /** Of the time or the group; null for the order of the rows, and for what goes by neither. */
  columnId: columnId.nullable(),
  seed: count,
  validationShare: z.number().min(0).max(0.9),
  testShare: z.number().min(0).max(0.9),
})

const share = { classWeights: z.array(z.number().positive()).nullable(), weight: z.strictObject(named).nullable() }

const encodingSchema = z.strictObject({
  version: z.literal(2),
  features: z
    .array(
      z.discriminatedUnion('kind', [
        numberFeatureSchema,
        orderedFeatureSchema,
        booleanFeatureSchema,
        dateFeatureSchema,
        categoryFeatureSchema,
      ]),
    )
    .min(1),
  target: z.discriminatedUnion('kind', [numbersTargetSchema, classTargetSchema]),
  /** `weight`: the column that says how much a row counts. `classWeights`: what a row of each class counts, beside it. */
  ...share,
  split: splitSchema,
  rows: z.strictObject({
    training: z.int().min(1),
    validation: count,
    test: count,
    /** Without a target. */
    leftOut: count,
    /** By hand. */
    excluded: count,
  }),
  /** What means “no value” in a form and in a file. */
  missingWords: z.array(z.string()).max(1000),
})

export type Encoding = z.infer<typeof encodingSchema>
export type NumberFeature = z.infer<typeof numberFeatureSchema>
export type OrderedFeature = z.infer<typeof orderedFeatureSchema>
export type BooleanFeature = z.infer<typeof booleanFeatureSchema>
export type DateFeature = z.infer<typeof dateFeatureSchema>
export type CategoryFeature = z.infer<typeof categoryFeatureSchema>
/** Those whose cells are read as a number, NaN where there is none. */
export type ReadFeature = NumberFeature | OrderedFeature | BooleanFeature | DateFeature
export type FeatureEncoding = ReadFeature | CategoryFeature
export type TargetEncoding = Encoding['target']
export type ClassTarget = z.infer<typeof classTargetSchema>
export type NumbersTarget = z.infer<typeof numbersTargetSchema>
export type NumberTarget = z.infer<typeof numberTargetSchema>
export type SplitRule = z.infer<typeof splitSchema>

/** How many numbers a feature gives to the network. */
export function inputsOf(feature: FeatureEncoding): number {
  if (feature.kind === 'category') return feature.categories.length + 1
  const own = feature.kind === 'date' ? 1 + 2 * feature.cycles.length : 1
  return feature.flagged ? own + 1 : own
}

/** The width of the network's input. */
export function countInputs(encoding: Encoding): number {
  return encoding.features.reduce((sum, feature) => sum + inputsOf(feature), 0)
}

/** The width of the network's output. */
export function countOutputs({ target }: Encoding): number {
  return target.kind === 'numbers' ? target.columns.length : target.outputs
}

/** The columns that are predicted, in the order of their answers. */
export function targetColumns(target: TargetEncoding): { name: string; columnId: number }[] {
  return target.kind === 'numbers' ? target.columns : [target]
}

/** `price`, or `price, rent`. */
export function targetName({ target }: Encoding): string {
  return targetColumns(target)
    .map(({ name }) => name)
    .join(', ')
}

/** What its inputs are called: `size`, `city = Bern`, `sold (month, sine)`. One name per input. */
export function inputNamesOf(feature: FeatureEncoding): string[] {
  const { name } = feature
  if (feature.kind === 'category') return [...feature.categories, '(other)'].map((category) => `${name} = ${category}`)
  const own =
    feature.kind === 'date'
      ? [name, ...feature.cycles.flatMap((cycle) => [`${name} (${cycle}, sine)`, `${name} (${cycle}, cosine)`])]
      : [name]
  return feature.flagged ? [...own, `${name} (missing)`] : own
}

/** The encoding stored with a run. @throws EpochwiseError project.invalid when it isn't one of ours. */
export function parseEncoding(json: string): Encoding {
  try {
    const stored: unknown = JSON.parse(json)
    const old = firstVersionSchema.safeParse(stored)
    return old.success ? upgrade(old.data) : encodingSchema.parse(stored)
  } catch (cause) {
    const message = 'This run is damaged: how it reads its columns is not in the project. Train again.'
    throw new EpochwiseError('project.invalid', message, {}, { cause })
  }
}

/** Version 1: numbers and categories, one target, rows held back for validation only. */
const firstVersionSchema = z.strictObject({
  version: z.literal(1),
  features: z
    .array(
      z.discriminatedUnion('kind', [numberFeatureSchema.omit({ reading: true, flagged: true }), categoryFeatureSchema]),
    )
    .min(1),
  target: z.discriminatedUnion('kind', [
    numberTargetSchema.omit({ link: true }).extend({ kind: z.literal('number') }),
    classTargetSchema,
  ]),
  split: z.strictObject({ seed: count, share: z.number().min(0).max(0.9), stratified: z.boolean() }),
  rows: z.strictObject({ training: z.int().min(1), validation: count, leftOut: count }),
})

function upgrade({ features, target, split, rows }: z.infer<typeof firstVersionSchema>): Encoding {
  return {
    version: 2,
    features: features.map((feature) =>
      feature.kind === 'number' ? { ...feature, reading: plainReading, flagged: false } : feature,
    ),
    target: target.kind === 'number' ? numbersOf(target) : target,
    classWeights: null,
    weight: null,
    split: {
      kind: split.stratified ? 'stratified' : 'random',
      columnId: null,
      seed: split.seed,
      validationShare: split.share,
      testShare: 0,
    },
    rows: { ...rows, test: 0, excluded: 0 },
    missingWords: [...usualMissingWords],
  }
}

function numbersOf({ name, columnId, mean, deviation }: Omit<NumberTarget, 'link'>): NumbersTarget {
  return { kind: 'numbers', columns: [{ name, columnId, mean, deviation, link: 'identity' }] }
}

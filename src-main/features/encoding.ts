/**
 * The encoding: how rows become numbers and numbers become answers. Fitted on the training rows only, kept with the
 * run, and used unchanged by training, prediction and export.
 *
 * A feature's inputs, in the order of `features`:
 * - number: one input, `(x - mean) / deviation` in double, then rounded to float32; a missing x is `fill` first.
 * - category: one input per category, 1 where it is the row's, and one more, the last: the unseen bucket. It is 1 for
 *   every other value, for a value too rare to have its own input, and for a missing one.
 *
 * A target's outputs:
 * - number: one output, `(y - mean) / deviation`; the answer is `output * deviation + mean`.
 * - classes: one output with `outputs: 1` (the probability of `classes[1]`), else one per class.
 */
import * as z from 'zod'
import { EpochwiseError } from '../../src-shared/errors'

/** Categories with an input of their own; the rarer ones share the unseen bucket. */
export const mostCategories = 200

const finite = z.number()
const deviation = z.number().positive()
const columnId = z.int().min(0)

const numberFeatureSchema = z.strictObject({
  kind: z.literal('number'),
  name: z.string(),
  columnId,
  /** The training median, put where a cell is missing or odd. */
  fill: finite,
  /** 0 and 1 where the recipe doesn't standardise. */
  mean: finite,
  deviation,
  /** The training rows' range, and the decimals that they use: for forms and for flags. */
  min: finite,
  max: finite,
  decimals: z.int().min(0).max(17),
})

const categoryFeatureSchema = z.strictObject({
  kind: z.literal('category'),
  name: z.string(),
  columnId,
  /** Most frequent first, then by name. */
  categories: z.array(z.string()).max(mostCategories),
})

const numberTargetSchema = z.strictObject({
  kind: z.literal('number'),
  name: z.string(),
  columnId,
  mean: finite,
  deviation,
})

const classTargetSchema = z.strictObject({
  kind: z.literal('classes'),
  name: z.string(),
  columnId,
  /** Sorted: numbers by size, texts by code unit. A number's text is JavaScript's shortest. */
  classes: z.array(z.string()).min(2),
  /** 1: a sigmoid for the second class. Else one per class. */
  outputs: z.int().min(1),
})

export const encodingSchema = z.strictObject({
  version: z.literal(1),
  features: z.array(z.discriminatedUnion('kind', [numberFeatureSchema, categoryFeatureSchema])).min(1),
  target: z.discriminatedUnion('kind', [numberTargetSchema, classTargetSchema]),
  split: z.strictObject({ seed: z.int().min(0), share: z.number().min(0).max(0.9), stratified: z.boolean() }),
  rows: z.strictObject({ training: z.int().min(1), validation: z.int().min(0), leftOut: z.int().min(0) }),
})

export type Encoding = z.infer<typeof encodingSchema>
export type NumberFeature = z.infer<typeof numberFeatureSchema>
export type CategoryFeature = z.infer<typeof categoryFeatureSchema>
export type FeatureEncoding = NumberFeature | CategoryFeature
export type TargetEncoding = Encoding['target']
export type ClassTarget = z.infer<typeof classTargetSchema>
export type NumberTarget = z.infer<typeof numberTargetSchema>

/** How many numbers a feature gives to the network. */
export function inputsOf(feature: FeatureEncoding): number {
  return feature.kind === 'number' ? 1 : feature.categories.length + 1
}

/** The width of the network's input. */
export function countInputs(encoding: Encoding): number {
  return encoding.features.reduce((sum, feature) => sum + inputsOf(feature), 0)
}

/** The width of the network's output. */
export function countOutputs(encoding: Encoding): number {
  return encoding.target.kind === 'number' ? 1 : encoding.target.outputs
}

/** The encoding stored with a run. @throws EpochwiseError project.invalid when it isn't one of ours. */
export function parseEncoding(json: string): Encoding {
  try {
    return encodingSchema.parse(JSON.parse(json))
  } catch (cause) {
    const message = 'This run is damaged: how it reads its columns is not in the project. Train again.'
    throw new EpochwiseError('project.invalid', message, {}, { cause })
  }
}

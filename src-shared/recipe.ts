/**
 * The recipe: what the user asked for, and nothing that was found out later.
 *
 * Which columns are features and which is the target stands with the columns (their roles); everything else
 * about a training stands here. A run keeps a copy of both. `docs/recipe.md` explains every field.
 */
import * as z from 'zod'
import { lossSchema } from './recipe/loss'
import { layersSchema } from './recipe/layers'
import { clipSchema, optimizerSchema, scheduleSchema } from './recipe/optimizer'

export * from './recipe/layers'
export * from './recipe/loss'
export * from './recipe/optimizer'

export const tasks = ['auto', 'regression', 'classification'] as const

/** What can compute: onnxruntime; the same on a GPU through WebGPU; TensorFlow operation by operation; the same compiled by XLA. */
export const engineIds = ['onnx', 'onnx-webgpu', 'tensorflow', 'tensorflow-xla'] as const
/** `auto`: whichever proves fastest on the run's own first steps. */
export const engineChoices = ['auto', ...engineIds] as const

export type EngineId = (typeof engineIds)[number]
export type EngineChoice = (typeof engineChoices)[number]
export type Task = Exclude<(typeof tasks)[number], 'auto'>

export const splitKinds = ['auto', 'random', 'stratified', 'time', 'group'] as const

const positiveInteger = (most: number): z.ZodNumber => z.int().min(1).max(most)
const share = z.number().min(0).max(0.9)

/**
 * Which rows are learned from, which are held back to judge by while it trains (validation), and which are looked at
 * once, at the end (test). Rows whose part was set by hand keep it; the shares are of the others.
 *
 * `random` and `stratified` (each class gives its share) draw by the seed. `time`: the latest rows are tested on, those
 * before them validated on, by the column with the role `time`, or by the order of the rows. `group`: rows with the same
 * value in the column with the role `group` stay together. `auto`: by time or group where a column has that role, else
 * stratified for a classification and random for a regression.
 */
export const splitSchema = z
  .strictObject({
    kind: z.enum(splitKinds).default('auto'),
    validationShare: share.default(0.2),
    testShare: share.default(0),
  })
  .refine(({ validationShare, testShare }) => validationShare + testShare <= 0.95, {
    error: 'validation and test together must leave at least 5 % of the rows to train on',
    path: ['testShare'],
  })

/** Ends the training when the watched loss has not fallen by more than `minimumChange` for `patience` epochs. */
const earlyStoppingSchema = z.strictObject({
  patience: positiveInteger(1_000_000).default(20),
  minimumChange: z.number().min(0).max(1e9).default(0),
  /** The best epoch's weights are the run's, not those it came to. */
  restoreBest: z.boolean().default(true),
})

/** Added to the loss for every weight w, biases and the parameters of normalisations left out: l1 · |w| + l2 · w². */
const regularisationSchema = z.strictObject({
  l1: z.number().min(0).max(100).default(0),
  l2: z.number().min(0).max(100).default(0),
})

export const recipeSchema = z.strictObject({
  version: z.literal(2),
  task: z.enum(tasks),
  /** Hidden layers, from the inputs to the output. None: a linear model, as in the tutorial. */
  layers: layersSchema,
  loss: lossSchema,
  /** Cross-entropies: the truth counts as 1 − s, and s is spread evenly over all classes. */
  labelSmoothing: z.number().min(0).max(0.9),
  /** balanced: a row of a rare class weighs more, so that every class weighs the same. */
  classWeights: z.enum(['none', 'balanced']),
  optimizer: optimizerSchema,
  schedule: scheduleSchema,
  regularisation: regularisationSchema,
  clip: clipSchema,
  /** Rows per step; 'all' is one step an epoch. */
  batchSize: z.union([positiveInteger(1_048_576), z.literal('all')]),
  epochs: positiveInteger(1_000_000),
  /** null: it trains for all its epochs. */
  earlyStopping: earlyStoppingSchema.nullable(),
  split: splitSchema,
  /** Subtract the mean and divide by the deviation: number features always with the target of a regression. */
  standardise: z.boolean(),
  seed: z.int().min(0).max(4_294_967_295),
  engine: z.enum(engineChoices),
  /** Start from these instead of drawing them: one flat list of all parameters, layer by layer. */
  initialWeights: z.array(z.number()).max(1_000_000).nullable(),
})

export type Recipe = z.infer<typeof recipeSchema>
export type Split = Recipe['split']
export type EarlyStopping = z.infer<typeof earlyStoppingSchema>
export type Regularisation = Recipe['regularisation']

/** The split that suits the table, with these shares of the rows held back. */
export function holdBack(validationShare: number, testShare = 0): Split {
  return { kind: 'auto', validationShare, testShare }
}

/** Good enough that a newcomer just presses Train. */
export const defaultRecipe: Recipe = {
  version: 2,
  task: 'auto',
  layers: [
    { kind: 'dense', units: 64, activation: 'relu', initialiser: 'auto' },
    { kind: 'dense', units: 32, activation: 'relu', initialiser: 'auto' },
  ],
  loss: { kind: 'auto' },
  labelSmoothing: 0,
  classWeights: 'none',
  optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  schedule: { kind: 'constant' },
  regularisation: { l1: 0, l2: 0 },
  clip: { kind: 'none' },
  batchSize: 32,
  epochs: 100,
  earlyStopping: null,
  split: holdBack(0.2),
  standardise: true,
  seed: 42,
  engine: 'auto',
  initialWeights: null,
}

/** One linear unit, no scaling, SGD 0.01, full batch, 100 epochs, every row: the tutorial to the letter. */
export const tutorialRecipe: Recipe = {
  ...defaultRecipe,
  task: 'regression',
  layers: [],
  loss: { kind: 'mse' },
  optimizer: { kind: 'sgd', learningRate: 0.01 },
  batchSize: 'all',
  split: holdBack(0),
  standardise: false,
}

/** A part of the recipe to change; what is not named stays. */
export const recipeChangeSchema = recipeSchema.omit({ version: true }).partial()
export type RecipeChange = z.infer<typeof recipeChangeSchema>

/** A recipe in a file of its own, or a part of one: what is not named keeps its default. */
export const recipeFileSchema = recipeChangeSchema.extend({ version: z.literal(2).optional() })

/** A recipe from a project file: one of an older version is brought up to date. */
export const storedRecipeSchema = z.preprocess(bringUpToDate, recipeSchema)

/**
 * Version 1 had dense layers, a loss by its name and a share for validation; nothing else could be set. What is no recipe
 * at all stays as it is, to be refused by the schema.
 */
export function bringUpToDate(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || !('version' in stored) || stored.version !== 1) return stored
  const { loss, validationShare, ...others } = stored as Record<string, unknown>
  return {
    ...defaultRecipe,
    ...others,
    version: 2,
    ...(loss === undefined ? {} : { loss: { kind: loss } }),
    ...(validationShare === undefined ? {} : { split: { ...defaultRecipe.split, validationShare } }),
  }
}

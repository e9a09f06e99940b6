/**
 * The recipe: what the user asked for, and nothing that was found out later.
 *
 * Which columns are features and which is the target stands with the columns (their roles); everything else
 * about a training stands here. A run keeps a copy of both.
 */
import * as z from 'zod'

export const activations = ['linear', 'relu', 'tanh', 'sigmoid', 'softmax'] as const
export type Activation = (typeof activations)[number]

/** What a hidden layer may use: softmax over hidden units makes no sense to a newcomer and no use to an expert. */
export const hiddenActivations = ['linear', 'relu', 'tanh', 'sigmoid'] as const satisfies readonly Activation[]

export const tasks = ['auto', 'regression', 'classification'] as const
export const losses = ['auto', 'mse', 'binary-cross-entropy', 'categorical-cross-entropy'] as const
export const optimizerKinds = ['sgd', 'adam'] as const

/** What can compute: onnxruntime; TensorFlow operation by operation; the same compiled by XLA. */
export const engineIds = ['onnx', 'tensorflow', 'tensorflow-xla'] as const
/** `auto`: whichever proves fastest on the run's own first steps. */
export const engineChoices = ['auto', ...engineIds] as const

export type EngineId = (typeof engineIds)[number]
export type EngineChoice = (typeof engineChoices)[number]
export type Task = Exclude<(typeof tasks)[number], 'auto'>
export type Loss = Exclude<(typeof losses)[number], 'auto'>
export type OptimizerKind = (typeof optimizerKinds)[number]

const positiveInteger = (most: number): z.ZodNumber => z.int().min(1).max(most)

const layerSchema = z.strictObject({
  kind: z.literal('dense'),
  units: positiveInteger(8192),
  activation: z.enum(hiddenActivations),
})

const learningRate = z.number().positive().max(100)

export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd'), learningRate }),
  z.strictObject({
    kind: z.literal('adam'),
    learningRate,
    beta1: z.number().min(0).lt(1).default(0.9),
    beta2: z.number().min(0).lt(1).default(0.999),
    epsilon: z.number().positive().max(1).default(1e-8),
  }),
])

export const splitKinds = ['auto', 'random', 'stratified', 'time', 'group'] as const

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
    kind: z.enum(splitKinds),
    validationShare: z.number().min(0).max(0.9),
    testShare: z.number().min(0).max(0.9),
  })
  .refine(({ validationShare, testShare }) => validationShare + testShare <= 0.95, {
    error: 'validation and test together must leave at least 5 % of the rows to train on',
    path: ['testShare'],
  })

export type Split = z.infer<typeof splitSchema>

export const recipeSchema = z.strictObject({
  version: z.literal(2),
  task: z.enum(tasks),
  /** Hidden layers, from the inputs to the output. None: a linear model, as in the tutorial. */
  layers: z.array(layerSchema).max(64),
  loss: z.enum(losses),
  optimizer: optimizerSchema,
  /** Rows per step; 'all' is one step an epoch. */
  batchSize: z.union([positiveInteger(1_048_576), z.literal('all')]),
  epochs: positiveInteger(1_000_000),
  split: splitSchema,
  /** Ends the training when the loss has not fallen by more than `minimumChange` for `patience` epochs. */
  earlyStopping: z
    .strictObject({
      patience: positiveInteger(1_000_000),
      minimumChange: z.number().min(0).max(1e9),
      /** The best epoch's weights are the run's, not those it came to. */
      restoreBest: z.boolean(),
    })
    .nullable()
    .default(null),
  /** Subtract the mean and divide by the deviation: number features always with the target of a regression. */
  standardise: z.boolean(),
  seed: z.int().min(0).max(4_294_967_295),
  engine: z.enum(engineChoices),
  /** Start from these weights instead of drawing them: one flat list, layer by layer, weights [in, out] row-major then biases. */
  initialWeights: z.array(z.number()).max(1_000_000).nullable(),
})

export type Recipe = z.infer<typeof recipeSchema>
export type Layer = z.infer<typeof layerSchema>
export type Optimizer = z.infer<typeof optimizerSchema>

/** The split that suits the table, with these shares of the rows held back. */
export function holdBack(validationShare: number, testShare = 0): Split {
  return { kind: 'auto', validationShare, testShare }
}

/** Good enough that a newcomer just presses Train. */
export const defaultRecipe: Recipe = {
  version: 2,
  task: 'auto',
  layers: [
    { kind: 'dense', units: 64, activation: 'relu' },
    { kind: 'dense', units: 32, activation: 'relu' },
  ],
  loss: 'auto',
  optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  batchSize: 32,
  epochs: 100,
  split: holdBack(0.2),
  earlyStopping: null,
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
  loss: 'mse',
  optimizer: { kind: 'sgd', learningRate: 0.01 },
  batchSize: 'all',
  split: holdBack(0),
  standardise: false,
}

/** A part of the recipe to change; what is not named stays. */
export const recipeChangeSchema = recipeSchema.omit({ version: true }).partial()
export type RecipeChange = z.infer<typeof recipeChangeSchema>

/** A recipe from a project file: one of an older version is brought up to date. */
export const storedRecipeSchema = z.preprocess(bringUpToDate, recipeSchema)

/** Version 1 had a share for validation only. */
function bringUpToDate(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || !('version' in stored) || stored.version !== 1) return stored
  const { validationShare, ...others } = { validationShare: 0, ...stored }
  return { ...others, version: 2, split: holdBack(validationShare) }
}

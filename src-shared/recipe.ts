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

export const recipeSchema = z.strictObject({
  version: z.literal(1),
  task: z.enum(tasks),
  /** Hidden layers, from the inputs to the output. None: a linear model, as in the tutorial. */
  layers: z.array(layerSchema).max(64),
  loss: z.enum(losses),
  optimizer: optimizerSchema,
  /** Rows per step; 'all' is one step an epoch. */
  batchSize: z.union([positiveInteger(1_048_576), z.literal('all')]),
  epochs: positiveInteger(1_000_000),
  /** Share of the rows that is held back and never trained on. */
  validationShare: z.number().min(0).max(0.9),
  /** Subtract the mean and divide by the deviation: number features always with the target of a regression. */
  standardise: z.boolean(),
  seed: z.int().min(0).max(4_294_967_295),
  engine: z.enum(['auto', 'onnx']),
  /** Start from these weights instead of drawing them: one flat list, layer by layer, weights [in, out] row-major then biases. */
  initialWeights: z.array(z.number()).max(1_000_000).nullable(),
})

export type Recipe = z.infer<typeof recipeSchema>
export type Layer = z.infer<typeof layerSchema>
export type Optimizer = z.infer<typeof optimizerSchema>

/** Good enough that a newcomer just presses Train. */
export const defaultRecipe: Recipe = {
  version: 1,
  task: 'auto',
  layers: [
    { kind: 'dense', units: 64, activation: 'relu' },
    { kind: 'dense', units: 32, activation: 'relu' },
  ],
  loss: 'auto',
  optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  batchSize: 32,
  epochs: 100,
  validationShare: 0.2,
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
  validationShare: 0,
  standardise: false,
}

/** A part of the recipe to change; what is not named stays. */
export const recipeChangeSchema = recipeSchema.omit({ version: true }).partial()
export type RecipeChange = z.infer<typeof recipeChangeSchema>

/** Layers of a recipe: what stands between the inputs and the output layer. */
import * as z from 'zod'

/** In the order in which a list shows them. Their formulas stand in src-main/program/activations.ts. */
export const activations = [
  'relu',
  'leaky-relu',
  'elu',
  'selu',
  'gelu',
  'silu',
  'tanh',
  'sigmoid',
  'softplus',
  'softmax',
  'linear',
] as const
export type Activation = (typeof activations)[number]

/** How weights are drawn at first. auto: the one that fits the activation. */
export const initialisers = [
  'auto',
  'glorot-uniform',
  'glorot-normal',
  'he-uniform',
  'he-normal',
  'lecun-normal',
  'zeros',
] as const
export type Initialiser = (typeof initialisers)[number]

const units = z.int().min(1).max(8192)
const activation = z.enum(activations).default('relu')
const initialiser = z.enum(initialisers).default('auto')
/** Added to a variance before its root is taken. */
const epsilon = z.number().positive().max(1).default(1e-5)

const layerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('dense'), units, activation, initialiser }),
  /** While training, each number is zero with this probability, and the others grow to make up for it. */
  z.strictObject({ kind: z.literal('dropout'), rate: z.number().min(0).max(0.95).default(0.2) }),
  /** Momentum: how much of the running mean and variance stays at each step. */
  z.strictObject({ kind: z.literal('batch-norm'), momentum: z.number().min(0).lt(1).default(0.9), epsilon }),
  z.strictObject({ kind: z.literal('layer-norm'), epsilon }),
  /** Adds to what comes in what two dense layers make of it: `units` wide between them, and back to the width it had. */
  z.strictObject({ kind: z.literal('residual'), units, activation, initialiser }),
  /** Each category feature becomes `width` learned numbers. Stands first. auto: wider for more categories. */
  z.strictObject({
    kind: z.literal('embedding'),
    width: z.union([z.literal('auto'), z.int().min(1).max(512)]).default('auto'),
  }),
])

export type Layer = z.infer<typeof layerSchema>
export type LayerKind = Layer['kind']

/** In the order in which a menu shows them. */
export const layerKinds = [
  'dense',
  'dropout',
  'batch-norm',
  'layer-norm',
  'residual',
  'embedding',
] as const satisfies readonly LayerKind[]

export const mostLayers = 64

export const layersSchema = z
  .array(layerSchema)
  .max(mostLayers)
  .superRefine((layers, context) => {
    layers.forEach(({ kind }, place) => {
      if (kind !== 'embedding' || place === 0) return
      const message =
        'an embedding reads the category features, so it must be the first layer, and the only one of its kind'
      context.addIssue({ code: 'custom', message, path: [place] })
    })
  })

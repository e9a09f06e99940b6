/** How the weights follow their gradients: optimizers, their learning rate over time, clipping. */
import * as z from 'zod'

const learningRate = z.number().positive().max(100)
const decay = (usual: number) => z.number().min(0).lt(1).default(usual)
const epsilon = (usual: number) => z.number().positive().max(1).default(usual)
const weightDecay = z.number().min(0).max(10).default(0.01)

/** The formula of each stands in src-main/program/optimizers, in the file of its name. */
export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd'), learningRate }),
  z.strictObject({ kind: z.literal('momentum'), learningRate, momentum: decay(0.9) }),
  z.strictObject({ kind: z.literal('nesterov'), learningRate, momentum: decay(0.9) }),
  z.strictObject({ kind: z.literal('rmsprop'), learningRate, decay: decay(0.99), epsilon: epsilon(1e-8) }),
  z.strictObject({ kind: z.literal('adagrad'), learningRate, epsilon: epsilon(1e-10) }),
  z.strictObject({
    kind: z.literal('adam'),
    learningRate,
    beta1: decay(0.9),
    beta2: decay(0.999),
    epsilon: epsilon(1e-8),
  }),
  z.strictObject({
    kind: z.literal('adamw'),
    learningRate,
    beta1: decay(0.9),
    beta2: decay(0.999),
    epsilon: epsilon(1e-8),
    weightDecay,
  }),
  z.strictObject({ kind: z.literal('lion'), learningRate, beta1: decay(0.9), beta2: decay(0.99), weightDecay }),
])

export type Optimizer = z.infer<typeof optimizerSchema>
export type OptimizerKind = Optimizer['kind']

export const optimizerKinds = [
  'sgd',
  'momentum',
  'nesterov',
  'rmsprop',
  'adagrad',
  'adam',
  'adamw',
  'lion',
] as const satisfies readonly OptimizerKind[]

/** Learning rates that usually work. */
const usualRates: Record<OptimizerKind, number> = {
  sgd: 0.01,
  momentum: 0.01,
  nesterov: 0.01,
  rmsprop: 0.001,
  adagrad: 0.01,
  adam: 0.001,
  adamw: 0.001,
  lion: 0.0001,
}

/** An optimizer with its usual settings. */
export function usualOptimizer(kind: OptimizerKind): Optimizer {
  return optimizerSchema.parse({ kind, learningRate: usualRates[kind] })
}

/** The learning rate over time. The curve of each is worked out in src-shared/learning-rate.ts. */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  /** Times `factor` after every so many epochs. */
  z.strictObject({
    kind: z.literal('step'),
    every: z.int().min(1).max(1_000_000).default(30),
    factor: z.number().positive().max(1).default(0.1),
  }),
  /** Times `factor` every epoch, evenly over its steps. */
  z.strictObject({ kind: z.literal('exponential'), factor: z.number().positive().max(1).default(0.97) }),
  /** Up in a line over so many epochs, then down along half a cosine to that share of the rate at the last step. */
  z.strictObject({
    kind: z.literal('cosine'),
    warmUp: z.number().min(0).max(1_000_000).default(0),
    final: z.number().min(0).max(1).default(0),
  }),
  /**
   * Along half a cosine from rate ∕ `startDivisor` up to the rate in `rise` of all steps, then down along another one to
   * the start's ∕ `finalDivisor`.
   */
  z.strictObject({
    kind: z.literal('one-cycle'),
    rise: z.number().gt(0).lt(1).default(0.3),
    startDivisor: z.number().min(1).max(1e6).default(25),
    finalDivisor: z.number().min(1).max(1e9).default(1e4),
  }),
  /** Times `factor` when the validation loss has not become lower for `patience` epochs, down to `least` of the rate. */
  z.strictObject({
    kind: z.literal('plateau'),
    factor: z.number().positive().lt(1).default(0.5),
    patience: z.int().min(1).max(100_000).default(10),
    minimumChange: z.number().min(0).max(1e6).default(0),
    least: z.number().min(0).max(1).default(0.001),
  }),
])

export type Schedule = z.infer<typeof scheduleSchema>
export type ScheduleKind = Schedule['kind']

export const scheduleKinds = [
  'constant',
  'step',
  'exponential',
  'cosine',
  'one-cycle',
  'plateau',
] as const satisfies readonly ScheduleKind[]

/** A limit to the gradient: to the length of the whole, or to each of its numbers. */
export const clipSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('norm'), limit: z.number().positive().max(1e9).default(1) }),
  z.strictObject({ kind: z.literal('value'), limit: z.number().positive().max(1e9).default(1) }),
])

export type Clip = z.infer<typeof clipSchema>

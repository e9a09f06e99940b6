/** Losses of a recipe: how far off an output is. Their formulas stand in src-main/program/losses.ts. */
import * as z from 'zod'

export const lossSchema = z.discriminatedUnion('kind', [
  /** What fits the task: mse, binary or categorical cross-entropy. */
  z.strictObject({ kind: z.literal('auto') }),
  z.strictObject({ kind: z.literal('mse') }),
  z.strictObject({ kind: z.literal('mae') }),
  /** Squared up to `delta`, straight beyond it; in the scaled target's units. */
  z.strictObject({ kind: z.literal('huber'), delta: z.number().positive().max(1e6).default(1) }),
  /** The value below which that share of the targets lies: 0.5 is the median. */
  z.strictObject({ kind: z.literal('quantile'), quantile: z.number().gt(0).lt(1).default(0.5) }),
  /** Counts: targets of 0 and more, not scaled; the network gives the logarithm of the expected count. */
  z.strictObject({ kind: z.literal('poisson') }),
  z.strictObject({ kind: z.literal('binary-cross-entropy') }),
  z.strictObject({ kind: z.literal('categorical-cross-entropy') }),
])

export type LossSetting = z.infer<typeof lossSchema>
export type Loss = Exclude<LossSetting['kind'], 'auto'>
type CrossEntropy = 'binary-cross-entropy' | 'categorical-cross-entropy'

/** A loss with all that its formula needs, once it is settled which. */
export type LossRule =
  Exclude<LossSetting, { kind: 'auto' | CrossEntropy }> | { kind: CrossEntropy; labelSmoothing: number }

export const regressionLosses = ['mse', 'mae', 'huber', 'quantile', 'poisson'] as const satisfies readonly Loss[]
export const classificationLosses = [
  'binary-cross-entropy',
  'categorical-cross-entropy',
] as const satisfies readonly Loss[]
export const losses = ['auto', ...regressionLosses, ...classificationLosses] as const

/** The rule of a recipe whose loss turned out to be `loss`. */
export function lossRule(recipe: { loss: LossSetting; labelSmoothing: number }, loss: Loss): LossRule {
  if (loss === 'binary-cross-entropy' || loss === 'categorical-cross-entropy') {
    return { kind: loss, labelSmoothing: recipe.labelSmoothing }
  }
  const asked = recipe.loss.kind === loss ? recipe.loss : lossSchema.parse({ kind: loss })
  return asked as LossRule
}

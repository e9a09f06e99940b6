/**
 * Batch normalisation, of each unit over the rows of the batch:
 *
 *   x̂ = (x − mean) ∕ √(variance + ε)      y = scale · x̂ + shift
 *   running ← momentum · running + (1 − momentum) · the batch's
 *
 * Ioffe and Szegedy 2015. The variance is the batch's own (divided by n), for the running one too, as in Keras; padding
 * rows don't count, and sample weights don't either. Training goes by the batch's figures, predictions by the running
 * ones. The backward, in ops/normalise.ts, reaches x through mean and variance too.
 */
import { add, div, mul, sqrt, sub } from '../ops/elementwise'
import { normaliseColumns } from '../ops/normalise'
import { reshape } from '../ops/shape'
import type { LayerDefinition } from './layer'

export function batchNormLayer(
  { momentum, epsilon }: { momentum: number; epsilon: number },
  inputs: number,
): LayerDefinition {
  return {
    width: inputs,
    parameters: [
      { name: 'scale', shape: [inputs], start: { kind: 'constant', value: 1 }, decays: false },
      { name: 'shift', shape: [inputs], start: { kind: 'constant', value: 0 }, decays: false },
    ],
    statistics: [
      { name: 'mean', size: inputs, start: 0 },
      { name: 'variance', size: inputs, start: 1 },
    ],
    draws: false,
    forward(x, { scale, shift }, running, pass) {
      if (pass.kind === 'prediction') {
        const factor = div(scale!, sqrt(add(running['variance']!, epsilon)))
        return { output: add(mul(sub(x, running['mean']!), factor), shift!) }
      }
      const { normal, mean, variance } = normaliseColumns(x, pass.shares, epsilon)
      const blend = (before: typeof x, now: typeof x): typeof x =>
        add(mul(before, momentum), mul(reshape(now, [inputs]), 1 - momentum))
      return {
        preactivation: normal,
        output: add(mul(normal, scale!), shift!),
        statistics: { mean: blend(running['mean']!, mean), variance: blend(running['variance']!, variance) },
      }
    },
  }
}

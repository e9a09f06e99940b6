/**
 * Losses: one number that says how far off the outputs are.
 *
 * Each is Σ rows of weight · row loss, a row's loss being the mean over its outputs (for classes by one-hot, the sum). With
 * weights that sum to one it is the batch's weighted mean; a row of weight zero, as in a padded last batch, neither
 * counts nor has a gradient. In the formulas ŷ is an output, y its target, z an output that is a logit, w the row's
 * weight; every slope is to be multiplied by w, and divided by the number of outputs but for classes.
 */
import { assertNever } from '../../src-shared/errors'
import type { LossRule } from '../../src-shared/recipe'
import { abs, add, exp, maximum, minimum, mul, neg, softplus, sub } from './ops/elementwise'
import { sum } from './ops/shape'
import { logSoftmax } from './ops/softmax'
import type { Tensor } from './trace'

/** outputs [rows, outputs], targets [rows, outputs], weights [rows, 1] → [] */
export function lossOf(rule: LossRule, outputs: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const columns = outputs.shape[1] as number
  const mean = (losses: Tensor): Tensor => mul(sum(mul(losses, weights)), 1 / columns)
  switch (rule.kind) {
    case 'mse':
      return mul(squaredError(outputs, targets, weights), 1 / columns)
    case 'mae':
      return mean(abs(sub(outputs, targets)))
    case 'huber':
      return mean(huber(outputs, targets, rule.delta))
    case 'quantile':
      return mean(quantile(outputs, targets, rule.quantile))
    case 'poisson':
      return mean(sub(exp(outputs), mul(targets, outputs)))
    case 'binary-cross-entropy':
      return mean(binaryCrossEntropy(outputs, smooth(targets, rule.labelSmoothing, 2)))
    case 'categorical-cross-entropy':
      return categoricalCrossEntropy(outputs, smooth(targets, rule.labelSmoothing, columns), weights)
    default:
      return assertNever(rule)
  }
}

/** Σ w (ŷ − y)²; slope 2 w (ŷ − y). Weighed before it is squared: the slope then shares a node with it. */
function squaredError(outputs: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const error = sub(outputs, targets)
  return sum(mul(error, mul(error, weights)))
}

/** e²∕2 where |e| ≤ δ, else δ (|e| − δ∕2), of e = ŷ − y; slope e, no further than ±δ. Huber 1964. */
function huber(outputs: Tensor, targets: Tensor, delta: number): Tensor {
  const error = abs(sub(outputs, targets))
  const near = minimum(error, delta)
  return mul(near, sub(error, mul(near, 0.5)))
}

/** max(q e, (q − 1) e) of e = y − ŷ; slope −q below the target, 1 − q above. Koenker and Bassett 1978. */
function quantile(outputs: Tensor, targets: Tensor, q: number): Tensor {
  const error = sub(targets, outputs)
  return maximum(mul(error, q), mul(error, q - 1))
}

/** ln(1 + eᶻ) − y z, without overflow however large z is; slope sigmoid z − y. */
function binaryCrossEntropy(outputs: Tensor, targets: Tensor): Tensor {
  return sub(softplus(outputs), mul(targets, outputs))
}

/** Σ over classes of −y ln softmax z, for one-hot y; slope softmax z − y. */
function categoricalCrossEntropy(outputs: Tensor, targets: Tensor, weights: Tensor): Tensor {
  return neg(sum(mul(mul(targets, weights), logSoftmax(outputs))))
}

/** y (1 − s) + s ∕ classes. Szegedy et al. 2016. */
function smooth(targets: Tensor, smoothing: number, classes: number): Tensor {
  return smoothing === 0 ? targets : add(mul(targets, 1 - smoothing), smoothing / classes)
}

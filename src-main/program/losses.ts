/**
 * Losses: one number that says how far off the outputs are.
 *
 * Each is Σ rows of weight · row loss. With weights that sum to one it is the batch's mean; a row of weight zero, as in
 * a padded last batch, neither counts nor has a gradient.
 */
import type { Loss } from '../../src-shared/recipe'
import { mul, neg, softplus, sub } from './ops/elementwise'
import { sum } from './ops/shape'
import { logSoftmax } from './ops/softmax'
import type { Tensor } from './trace'

/** outputs [rows, outputs], targets [rows, outputs], weights [rows, 1] → [] */
export type LossFunction = (outputs: Tensor, targets: Tensor, weights: Tensor) => Tensor

/** Mean squared error over outputs: row loss = Σ (ŷ − y)² / outputs; ∂/∂ŷ = 2 w (ŷ − y) / outputs. */
export const meanSquaredError: LossFunction = (outputs, targets, weights) => {
  const error = sub(outputs, targets)
  return mul(sum(mul(error, mul(error, weights))), 1 / columns(outputs))
}

/**
 * Binary cross-entropy from logits z: row loss = Σ ln(1 + eᶻ) − y z over outputs, / outputs;
 * ∂/∂z = w (sigmoid z − y) / outputs. Without overflow however large z is.
 */
export const binaryCrossEntropy: LossFunction = (outputs, targets, weights) => {
  const rowLosses = sub(softplus(outputs), mul(targets, outputs))
  return mul(sum(mul(rowLosses, weights)), 1 / columns(outputs))
}

/** Categorical cross-entropy from logits z and one-hot y: row loss = −Σ y ln softmax z; ∂/∂z = w (softmax z − y). */
export const categoricalCrossEntropy: LossFunction = (outputs, targets, weights) =>
  neg(sum(mul(mul(targets, weights), logSoftmax(outputs))))

export const lossFunctions: Record<Loss, LossFunction> = {
  mse: meanSquaredError,
  'binary-cross-entropy': binaryCrossEntropy,
  'categorical-cross-entropy': categoricalCrossEntropy,
}

function columns(outputs: Tensor): number {
  return outputs.shape[1] as number
}

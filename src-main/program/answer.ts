/**
 * What makes a network's outputs an answer. The losses work from the outputs as they are; predictions, figures and exports
 * need values and probabilities.
 *
 * value: a number as it is · count: e to the output, of a Poisson regression · probability: sigmoid, of the second class ·
 * probabilities: softmax, one per class.
 */
import { exp, sigmoid } from './ops/elementwise'
import { softmax } from './ops/softmax'
import type { Tensor } from './trace'

export type Answer = 'value' | 'count' | 'probability' | 'probabilities'

/** [rows, outputs] → [rows, outputs] */
export const answers: Record<Answer, (outputs: Tensor) => Tensor> = {
  value: (outputs) => outputs,
  count: exp,
  probability: sigmoid,
  probabilities: softmax,
}

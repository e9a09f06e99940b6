/**
 * Activations by the recipe's names. The formula and the backward of each stand with its operation in ops/:
 *
 * linear a = z · ReLU a = max(z, 0) · tanh a = tanh z · sigmoid a = 1 / (1 + e⁻ᶻ) · softmax aᵢ = e^zᵢ / Σⱼ e^zⱼ
 */
import type { Activation, Task } from '../../src-shared/recipe'
import { relu, sigmoid, tanh } from './ops/elementwise'
import { softmax } from './ops/softmax'
import type { Tensor } from './trace'

/** [rows, units] → [rows, units] */
export const activations: Record<Activation, (z: Tensor) => Tensor> = {
  linear: (z) => z,
  relu,
  tanh,
  sigmoid,
  softmax,
}

/** What turns a trained network's outputs into an answer: a value as it is, one probability, or one per class. */
export function answerActivation(task: Task, outputs: number): Activation {
  if (task === 'regression') return 'linear'
  return outputs === 1 ? 'sigmoid' : 'softmax'
}

/**
 * Stochastic gradient descent: p ← p − η g
 *
 * Robbins and Monro 1951; the tutorial's optimizer.
 */
import type { Optimizer } from '../../../src-shared/recipe'
import { mul, sub } from '../ops/elementwise'
import { named } from '../trace'
import type { OptimizerRule } from './rule'

export function sgd({ learningRate }: Extract<Optimizer, { kind: 'sgd' }>): OptimizerRule {
  return {
    schedule: () => ({}),
    update: (parameters, gradient, slots) => ({ parameters: sub(parameters, mul(gradient, learningRate)), slots }),
    explain(gradient) {
      named('update.change', mul(gradient, learningRate))
    },
  }
}

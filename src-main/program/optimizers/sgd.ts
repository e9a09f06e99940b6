/**
 * Stochastic gradient descent: p ← p − η g
 *
 * Robbins and Monro 1951; the tutorial's optimizer.
 */
import { cast, mul, sub } from '../ops/elementwise'
import { named } from '../trace'
import type { OptimizerRule } from './rule'

export function sgd(): OptimizerRule {
  return {
    slots: [],
    perStep: (_, rates) => ({ rate: cast(rates, 'float32') }),
    update: ({ parameters, gradient, slots, perStep }) => ({
      parameters: sub(parameters, mul(gradient, perStep['rate']!)),
      slots,
    }),
    explain: ({ gradient, perStep }) => void named('update.change', mul(gradient, perStep['rate']!)),
  }
}

/**
 * Momentum: v ← μ v + g, p ← p − η v
 *
 * Polyak 1964, in the form of Sutskever et al. 2013 that PyTorch and TensorFlow have: the rate stands outside of v, so a
 * change of it acts at once.
 */
import type { Optimizer } from '../../../src-shared/recipe'
import { add, cast, mul, sub } from '../ops/elementwise'
import { named } from '../trace'
import type { OptimizerRule } from './rule'

export function momentum(optimizer: Extract<Optimizer, { kind: 'momentum' }>): OptimizerRule {
  return {
    slots: ['v'],
    perStep: (_, rates) => ({ rate: cast(rates, 'float32') }),
    update({ parameters, gradient, slots, perStep }) {
      const v = add(mul(slots['v']!, optimizer.momentum), gradient)
      return { parameters: sub(parameters, mul(v, perStep['rate']!)), slots: { v } }
    },
    explain: ({ perStep }, slots) => void named('update.change', mul(slots['v']!, perStep['rate']!)),
  }
}

/**
 * Adagrad: v ← v + g², p ← p − η g ∕ (√v + ε)
 *
 * Duchi et al. 2011; v starts at zero, as in PyTorch.
 */
import type { Optimizer } from '../../../src-shared/recipe'
import { add, cast, div, mul, sqrt, sub } from '../ops/elementwise'
import { named } from '../trace'
import type { OptimizerRule } from './rule'

export function adagrad({ epsilon }: Extract<Optimizer, { kind: 'adagrad' }>): OptimizerRule {
  return {
    slots: ['v'],
    perStep: (_, rates) => ({ rate: cast(rates, 'float32') }),
    update({ parameters, gradient, slots, perStep }) {
      const v = add(slots['v']!, mul(gradient, gradient))
      const change = div(mul(gradient, perStep['rate']!), add(sqrt(v), epsilon))
      return { parameters: sub(parameters, change), slots: { v } }
    },
    explain({ gradient, perStep }, slots) {
      const root = named('update.root', sqrt(slots['v']!))
      named('update.change', div(mul(gradient, perStep['rate']!), add(root, epsilon)))
    },
  }
}

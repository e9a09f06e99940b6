/**
 * RMSprop: v ← ρ v + (1 − ρ) g², p ← p − η g ∕ (√v + ε)
 *
 * Tieleman and Hinton 2012, lecture 6.5; ε outside of the root, as in PyTorch.
 */
import type { Optimizer } from '../../../src-shared/recipe'
import { add, cast, div, mul, sqrt, sub } from '../ops/elementwise'
import { named } from '../trace'
import type { OptimizerRule } from './rule'

export function rmsprop({ decay, epsilon }: Extract<Optimizer, { kind: 'rmsprop' }>): OptimizerRule {
  return {
    slots: ['v'],
    perStep: (_, rates) => ({ rate: cast(rates, 'float32') }),
    update({ parameters, gradient, slots, perStep }) {
      const v = add(mul(slots['v']!, decay), mul(mul(gradient, gradient), 1 - decay))
      const change = div(mul(gradient, perStep['rate']!), add(sqrt(v), epsilon))
      return { parameters: sub(parameters, change), slots: { v } }
    },
    explain({ gradient, perStep }, slots) {
      const root = named('update.root', sqrt(slots['v']!))
      named('update.change', div(mul(gradient, perStep['rate']!), add(root, epsilon)))
    },
  }
}

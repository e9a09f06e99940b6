/**
 * Nesterov's momentum: v ← μ v + g, p ← p − η (g + μ v)
 *
 * Nesterov 1983, in the form of Sutskever et al. 2013 that PyTorch and TensorFlow have: the step looks ahead along v.
 */
import type { Optimizer } from '../../../src-shared/recipe'
import { add, cast, mul, sub } from '../ops/elementwise'
import { named } from '../trace'
import type { OptimizerRule } from './rule'

export function nesterov({ momentum }: Extract<Optimizer, { kind: 'nesterov' }>): OptimizerRule {
  return {
    slots: ['v'],
    perStep: (_, rates) => ({ rate: cast(rates, 'float32') }),
    update({ parameters, gradient, slots, perStep }) {
      const v = add(mul(slots['v']!, momentum), gradient)
      return { parameters: sub(parameters, mul(add(gradient, mul(v, momentum)), perStep['rate']!)), slots: { v } }
    },
    explain({ gradient, perStep }, slots) {
      const ahead = named('update.ahead', add(gradient, mul(slots['v']!, momentum)))
      named('update.change', mul(ahead, perStep['rate']!))
    },
  }
}

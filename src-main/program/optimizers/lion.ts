/**
 * Lion: every parameter moves by the learning rate, or not at all.
 *
 *   u = sign(β₁ m + (1 − β₁) g)     p ← p − η (u + λ p)     m ← β₂ m + (1 − β₂) g
 *
 * Chen et al. 2023, algorithm 2. λ p only for weights, not for biases and the parameters of normalisations.
 */
import type { Optimizer } from '../../../src-shared/recipe'
import { add, cast, mul, sign, sub } from '../ops/elementwise'
import { named } from '../trace'
import type { OptimizerRule } from './rule'

export function lion({ beta1, beta2, weightDecay }: Extract<Optimizer, { kind: 'lion' }>): OptimizerRule {
  return {
    slots: ['m'],
    perStep: (_, rates) => ({ rate: cast(rates, 'float32'), decay: cast(mul(rates, weightDecay), 'float32') }),
    update({ parameters, gradient, slots, perStep, decays }) {
      const direction = sign(add(mul(slots['m']!, beta1), mul(gradient, 1 - beta1)))
      const decay = mul(mul(parameters, decays), perStep['decay']!)
      const m = add(mul(slots['m']!, beta2), mul(gradient, 1 - beta2))
      return { parameters: sub(parameters, add(mul(direction, perStep['rate']!), decay)), slots: { m } }
    },
    explain({ parameters, gradient, slots, perStep, decays }) {
      const blend = named('update.blend', add(mul(slots['m']!, beta1), mul(gradient, 1 - beta1)))
      const step = named('update.step', mul(named('update.sign', sign(blend)), perStep['rate']!))
      const decay = named('update.decay', mul(mul(parameters, decays), perStep['decay']!))
      named('update.change', add(step, decay))
    },
  }
}

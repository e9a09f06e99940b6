/**
 * Adam, at update t:
 *
 *   m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
 *   p ← p − η · m̂ / (√v̂ + ε)       m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
 *
 * Kingma and Ba 2015. With c = √(1 − β₂ᵗ) the update is computed as p − (η c / (1 − β₁ᵗ)) · m / (√v + ε c), the same
 * number; the two factors depend on t alone and are worked out in double: 1 − 0.999 in single is off by 10⁻⁵.
 */
import type { Optimizer } from '../../../src-shared/recipe'
import { add, cast, div, mul, pow, sqrt, sub } from '../ops/elementwise'
import { named } from '../trace'
import type { OptimizerRule } from './rule'

/** Names of Adam's slots: the running means of the gradient and of its square. */
export const adamSlots = ['m', 'v'] as const

export function adam({ learningRate, beta1, beta2, epsilon }: Extract<Optimizer, { kind: 'adam' }>): OptimizerRule {
  return {
    schedule(updates) {
      const correction = sqrt(sub(1, pow(beta2, updates)))
      const rate = div(mul(correction, learningRate), sub(1, pow(beta1, updates)))
      return { rate: cast(rate, 'float32'), epsilon: cast(mul(correction, epsilon), 'float32') }
    },
    update(parameters, gradient, slots, schedule) {
      const m = add(mul(slots['m']!, beta1), mul(gradient, 1 - beta1))
      const v = add(mul(slots['v']!, beta2), mul(mul(gradient, gradient), 1 - beta2))
      const step = div(mul(m, schedule['rate']!), add(sqrt(v), schedule['epsilon']!))
      return { parameters: sub(parameters, step), slots: { m, v } }
    },
    explain(_, slots, updates) {
      const correction1 = named('update.correction1', sub(1, pow(beta1, updates)))
      const correction2 = named('update.correction2', sub(1, pow(beta2, updates)))
      const mHat = named('update.mHat', div(slots['m']!, cast(correction1, 'float32')))
      const vHat = named('update.vHat', div(slots['v']!, cast(correction2, 'float32')))
      named('update.change', div(mul(mHat, learningRate), add(sqrt(vHat), epsilon)))
      const root = sqrt(correction2)
      named('update.rate', div(mul(root, learningRate), correction1))
      named('update.scaledEpsilon', mul(root, epsilon))
    },
  }
}

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
import type { Tensor } from '../trace'
import { named } from '../trace'
import type { OptimizerRule, PerStep, Slots, UpdateInputs } from './rule'

export type Moments = Pick<Extract<Optimizer, { kind: 'adam' }>, 'beta1' | 'beta2' | 'epsilon'>

export function adam(settings: Moments): OptimizerRule {
  return {
    slots: ['m', 'v'],
    perStep: (updates, rates) => adamFactors(settings, updates, rates),
    update(at) {
      const { change, slots } = adamChange(settings, at)
      return { parameters: sub(at.parameters, change), slots }
    },
    explain(_, slots, updates, rate) {
      named('update.change', explainAdam(settings, slots, updates, rate))
    },
  }
}

/** η c / (1 − β₁ᵗ) and ε c, of many updates at once. */
export function adamFactors({ beta1, beta2, epsilon }: Moments, updates: Tensor, rates: Tensor): PerStep {
  const correction = sqrt(sub(1, pow(beta2, updates)))
  const rate = div(mul(correction, rates), sub(1, pow(beta1, updates)))
  return { rate: cast(rate, 'float32'), epsilon: cast(mul(correction, epsilon), 'float32') }
}

/** What Adam takes away from the parameters, and its slots after it. */
export function adamChange(
  { beta1, beta2 }: Moments,
  { gradient, slots, perStep }: UpdateInputs,
): { change: Tensor; slots: Slots } {
  const m = add(mul(slots['m']!, beta1), mul(gradient, 1 - beta1))
  const v = add(mul(slots['v']!, beta2), mul(mul(gradient, gradient), 1 - beta2))
  return { change: div(mul(m, perStep['rate']!), add(sqrt(v), perStep['epsilon']!)), slots: { m, v } }
}

/** The same in the textbook's words, each part named: η m̂ / (√v̂ + ε). */
export function explainAdam({ beta1, beta2, epsilon }: Moments, slots: Slots, updates: Tensor, rate: Tensor): Tensor {
  const correction1 = named('update.correction1', sub(1, pow(beta1, updates)))
  const correction2 = named('update.correction2', sub(1, pow(beta2, updates)))
  const mHat = named('update.mHat', div(slots['m']!, cast(correction1, 'float32')))
  const vHat = named('update.vHat', div(slots['v']!, cast(correction2, 'float32')))
  const root = sqrt(correction2)
  named('update.rate', div(mul(root, rate), correction1))
  named('update.scaledEpsilon', mul(root, epsilon))
  return div(mul(mHat, cast(rate, 'float32')), add(sqrt(vHat), epsilon))
}

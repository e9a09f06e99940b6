/**
 * AdamW: Adam's step, and of every weight (not of biases and of the parameters of normalisations) a share besides:
 *
 *   p ← p − η · m̂ / (√v̂ + ε) − η λ p
 *
 * Loshchilov and Hutter 2019, with the decay times the learning rate, as PyTorch has it.
 */
import type { Optimizer } from '../../../src-shared/recipe'
import { add, cast, mul, sub } from '../ops/elementwise'
import { named } from '../trace'
import { adamChange, adamFactors, explainAdam } from './adam'
import type { OptimizerRule } from './rule'

export function adamw(settings: Extract<Optimizer, { kind: 'adamw' }>): OptimizerRule {
  return {
    slots: ['m', 'v'],
    perStep: (updates, rates) => ({
      ...adamFactors(settings, updates, rates),
      decay: cast(mul(rates, settings.weightDecay), 'float32'),
    }),
    update(at) {
      const { change, slots } = adamChange(settings, at)
      const decay = mul(mul(at.parameters, at.decays), at.perStep['decay']!)
      return { parameters: sub(at.parameters, add(change, decay)), slots }
    },
    explain({ parameters, perStep, decays }, slots, updates, rate) {
      const step = named('update.step', explainAdam(settings, slots, updates, rate))
      const decay = named('update.decay', mul(mul(parameters, decays), perStep['decay']!))
      named('update.change', add(step, decay))
    },
  }
}

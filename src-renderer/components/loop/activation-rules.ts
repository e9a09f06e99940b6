/** The activations in letters and with numbers: forward, and the slope that goes backward where it is short to write. */
import type { Activation } from '../../../src-shared/recipe'

type Rule = { rule: string; text: (z: string) => string }

/** linear has nothing to show; softmax is not a function of one z alone. */
export const activationRules: Partial<Record<Activation, Rule>> = {
  relu: { rule: 'a = max(0, z)', text: (z) => `max(0, ${z})` },
  'leaky-relu': { rule: 'a = z where z > 0, else 0.01 z', text: (z) => `leaky ReLU ${z}` },
  elu: { rule: 'a = z where z > 0, else eᶻ − 1', text: (z) => `ELU ${z}` },
  selu: { rule: 'a = λ z where z > 0, else λ α (eᶻ − 1)', text: (z) => `SELU ${z}` },
  gelu: { rule: 'a = ½ z (1 + tanh(√(2 ∕ π) (z + 0.044715 z³)))', text: (z) => `GELU ${z}` },
  silu: { rule: 'a = z ∕ (1 + e⁻ᶻ)', text: (z) => `${z} ∕ (1 + exp(−${z}))` },
  tanh: { rule: 'a = tanh z', text: (z) => `tanh ${z}` },
  sigmoid: { rule: 'a = 1 ∕ (1 + e⁻ᶻ)', text: (z) => `1 ∕ (1 + exp(−${z}))` },
  softplus: { rule: 'a = ln(1 + eᶻ)', text: (z) => `ln(1 + exp ${z})` },
}

type Slope = { rule: string; at: (a: string) => string }

/** Those that follow from the activation itself. linear: 1, which is left out. */
export const slopes: Partial<Record<Activation, Slope>> = {
  relu: { rule: '[z > 0]', at: (a) => (a === '0' ? '0' : '1') },
  'leaky-relu': { rule: '[z > 0, else 0.01]', at: (a) => (a.includes('−') || a === '0' ? '0.01' : '1') },
  elu: { rule: '[1 where z > 0, else a + 1]', at: (a) => (a.includes('−') ? `(${a} + 1)` : '1') },
  tanh: { rule: '(1 − a²)', at: (a) => `(1 − ${a}²)` },
  sigmoid: { rule: 'a (1 − a)', at: (a) => `${a} × (1 − ${a})` },
  softplus: { rule: '(1 − e⁻ᵃ)', at: (a) => `(1 − exp(−${a}))` },
}

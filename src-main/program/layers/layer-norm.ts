/**
 * Layer normalisation, of each row over its units: x̂ = (x − mean) ∕ √(variance + ε), y = scale · x̂ + shift
 *
 * Ba et al. 2016; the variance is divided by the number of units. The same in training and in prediction.
 */
import { add, mul } from '../ops/elementwise'
import { normaliseRows } from '../ops/normalise'
import type { LayerDefinition } from './layer'

export function layerNormLayer({ epsilon }: { epsilon: number }, inputs: number): LayerDefinition {
  return {
    width: inputs,
    parameters: [
      { name: 'scale', shape: [inputs], start: { kind: 'constant', value: 1 }, decays: false },
      { name: 'shift', shape: [inputs], start: { kind: 'constant', value: 0 }, decays: false },
    ],
    statistics: [],
    draws: false,
    forward(x, { scale, shift }) {
      const { normal } = normaliseRows(x, epsilon)
      return { preactivation: normal, output: add(mul(normal, scale!), shift!) }
    },
  }
}

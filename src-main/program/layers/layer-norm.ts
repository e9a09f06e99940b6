/**
 * Layer normalisation, of each row over its units: x̂ = (x − mean) ∕ √(variance + ε), y = scale · x̂ + shift
 *
 * Ba et al. 2016; the variance is divided by the number of units. The same in training and in prediction.
 */
import { add, div, mul, sqrt, sub } from '../ops/elementwise'
import { sum } from '../ops/shape'
import type { Tensor } from '../trace'
import type { LayerDefinition } from './layer'

export function layerNormLayer({ epsilon }: { epsilon: number }, inputs: number): LayerDefinition {
  const mean = (x: Tensor): Tensor => mul(sum(x, [1], true), 1 / inputs)
  return {
    width: inputs,
    parameters: [
      { name: 'scale', shape: [inputs], start: { kind: 'constant', value: 1 }, decays: false },
      { name: 'shift', shape: [inputs], start: { kind: 'constant', value: 0 }, decays: false },
    ],
    statistics: [],
    draws: false,
    forward(x, { scale, shift }) {
      const centred = sub(x, mean(x))
      const normal = div(centred, sqrt(add(mean(mul(centred, centred)), epsilon)))
      return { preactivation: normal, output: add(mul(normal, scale!), shift!) }
    },
  }
}

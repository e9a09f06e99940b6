/** The dense layer: every output sees every input. */
import type { Activation, Initialiser } from '../../../src-shared/recipe'
import { activations } from '../activations'
import { add } from '../ops/elementwise'
import { matmul } from '../ops/matmul'
import type { Tensor } from '../trace'
import type { LayerDefinition, ParameterSpec } from './layer'
import { drawn } from './layer'

/**
 * Y = X W + b. Backward, by the operations it is made of: W̄ = Xᵀ Ȳ, b̄ = Σ rows of Ȳ, X̄ = Ȳ Wᵀ.
 *
 * @param x [rows, in]  @param weights [in, out]  @param biases [out]  → [rows, out]
 */
export function dense(x: Tensor, weights: Tensor, biases: Tensor): Tensor {
  return add(matmul(x, weights), biases)
}

export type DenseSettings = { units: number; activation: Activation; initialiser: Initialiser }

export function denseLayer({ units, activation, initialiser }: DenseSettings, inputs: number): LayerDefinition {
  return {
    width: units,
    parameters: denseParameters('', [inputs, units], { activation, initialiser }),
    statistics: [],
    draws: false,
    forward(x, { weights, biases }) {
      const preactivation = dense(x, weights!, biases!)
      return { preactivation, output: activations[activation](preactivation) }
    },
  }
}

/** Weights [in, out], drawn, and biases [out], zero. */
export function denseParameters(
  prefix: string,
  shape: [number, number],
  { activation, initialiser }: Omit<DenseSettings, 'units'>,
): ParameterSpec[] {
  const [fanIn, fanOut] = shape
  const start = drawn({ fanIn, fanOut, initialiser, fitting: fittingInitialiser(activation) })
  return [
    { name: `${prefix}weights`, shape, start, decays: true },
    { name: `${prefix}biases`, shape: [fanOut], start: { kind: 'constant', value: 0 }, decays: false },
  ]
}

/** He for the ReLUs, which silence half of their inputs; LeCun for SELU, whose scale assumes it; Glorot for the others. */
function fittingInitialiser(activation: Activation): Exclude<Initialiser, 'auto'> {
  if (activation === 'selu') return 'lecun-normal'
  const rectifies = ['relu', 'leaky-relu', 'elu', 'gelu', 'silu'].includes(activation)
  return rectifies ? 'he-uniform' : 'glorot-uniform'
}

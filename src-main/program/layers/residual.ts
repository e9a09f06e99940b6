/**
 * The residual block: what comes in, and what two dense layers make of it.
 *
 *   y = x + a(x W₁ + b₁) W₂ + b₂
 *
 * He et al. 2016 (identity mappings): nothing stands on the way past the layers, so that gradients reach the layers before
 * undiminished. `units` is the width between the two; the block's own is that of what comes in.
 */
import { activations } from '../activations'
import { add } from '../ops/elementwise'
import type { DenseSettings } from './dense'
import { dense, denseParameters } from './dense'
import type { LayerDefinition } from './layer'

export function residualLayer({ units, activation, initialiser }: DenseSettings, inputs: number): LayerDefinition {
  return {
    width: inputs,
    parameters: [
      ...denseParameters('inner.', [inputs, units], { activation, initialiser }),
      ...denseParameters('outer.', [units, inputs], { activation: 'linear', initialiser }),
    ],
    statistics: [],
    draws: false,
    forward(x, parameters) {
      const inner = activations[activation](dense(x, parameters['inner.weights']!, parameters['inner.biases']!))
      return { output: add(x, dense(inner, parameters['outer.weights']!, parameters['outer.biases']!)) }
    },
  }
}

/** The forward pass: from features to outputs, layer by layer. */
import { activations } from './activations'
import { dense } from './layers/dense'
import type { Network } from './network'
import { parameterLayout } from './network'
import { split } from './ops/arrange'
import { reshape } from './ops/shape'
import type { Tensor } from './trace'
import { named } from './trace'

/** features [rows, inputs], parameters [total] → outputs [rows, outputs]: values, or logits. */
export function forward(network: Network, parameters: Tensor, features: Tensor): Tensor {
  return forwardThrough(network, takeApart(network, parameters), features)
}

/** The same, from weights and biases that stand apart, in the layout's order. */
export function forwardThrough(network: Network, weights: readonly Tensor[], features: Tensor): Tensor {
  return network.layers.reduce((x, layer, i) => {
    const z = named(`forward.${i}.preactivation`, dense(x, weights[2 * i]!, weights[2 * i + 1]!))
    return named(`forward.${i}.activation`, activations[layer.activation](z))
  }, features)
}

/** The flat vector → weights [in, out] and biases [out], by their names in the layout. */
export function takeApart(network: Network, flat: Tensor, prefix = ''): Tensor[] {
  const { entries } = parameterLayout(network)
  const sizes = entries.map(({ shape }) => shape.reduce((product, size) => product * size, 1))
  return split(flat, sizes).map((piece, i) => named(prefix + entries[i]!.name, reshape(piece, entries[i]!.shape)))
}

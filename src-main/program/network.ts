/**
 * The network as plain data, and where its numbers live.
 *
 * All weights and biases stand in one flat Float32 vector, layer by layer: weights [in, out] row-major, then biases
 * [out]. An optimizer's slots are vectors of the same length, so one update rule serves every depth.
 */
import type { Activation, Optimizer } from '../../src-shared/recipe'
import { adamSlots } from './optimizers/adam'
import { createRandom } from './random'

export type DenseLayer = { units: number; activation: Activation }

/**
 * The output layer stands last. For a classification it is built with linear activation: it gives logits, the losses
 * work from logits, and inference adds sigmoid (one output) or softmax.
 */
export type Network = { inputs: number; layers: DenseLayer[] }

/** One weight matrix or bias vector: `layers.0.weights` of [in, out], `layers.0.biases` of [out]. */
export type ParameterEntry = { name: string; shape: number[]; offset: number }
export type ParameterLayout = { total: number; entries: ParameterEntry[] }

export function parameterLayout(network: Network): ParameterLayout {
  const entries: ParameterEntry[] = []
  let offset = 0
  let inputs = network.inputs
  const place = (name: string, shape: number[]): void => {
    entries.push({ name, shape, offset })
    offset += shape.reduce((product, size) => product * size, 1)
  }
  network.layers.forEach((layer, i) => {
    place(`layers.${i}.weights`, [inputs, layer.units])
    place(`layers.${i}.biases`, [layer.units])
    inputs = layer.units
  })
  return { total: offset, entries }
}

export function outputsOf(network: Network): number {
  return network.layers.at(-1)?.units ?? network.inputs
}

/**
 * Weights to start from; pure in (network, seed). Biases are zero.
 *
 * Glorot and Bengio 2010: uniform in ±√(6 / (in + out)). He et al. 2015, for ReLU: uniform in ±√(6 / in).
 */
export function initialParameters(network: Network, seed: number): Float32Array {
  const layout = parameterLayout(network)
  const parameters = new Float32Array(layout.total)
  network.layers.forEach((layer, i) => {
    const { shape, offset } = layout.entries[2 * i]!
    const [inputs, outputs] = [shape[0]!, shape[1]!]
    const limit = Math.sqrt(6 / (layer.activation === 'relu' ? inputs : inputs + outputs))
    const next = createRandom(seed, 'initial-parameters', i)
    for (let k = 0; k < inputs * outputs; k++) parameters[offset + k] = (2 * next() - 1) * limit
  })
  return parameters
}

/** Names of the vectors that an optimizer carries from step to step, each as long as the parameters, zero at first. */
export function optimizerSlots(optimizer: Optimizer): readonly string[] {
  return optimizer.kind === 'adam' ? adamSlots : []
}

/**
 * The network as plain data, and where its numbers live.
 *
 * All parameters stand in one flat Float32 vector, layer by layer, a dense layer's as weights [in, out] row-major, then
 * biases [out]. An optimizer's slots are vectors of the same length, so one update rule serves every depth. Running
 * statistics, which training updates without a gradient, stand in a second vector of the same kind.
 */
import type { Answer } from './answer'
import type { LayerDefinition, ParameterSpec, Start, StatisticSpec } from './layers/layer'
import type { NetworkLayer } from './layers/layers'
import { defineLayer } from './layers/layers'
import { createRandom } from './random'

/**
 * The output layer stands last: dense and linear. For a classification it gives logits, the losses work from logits, and
 * `answer` says what makes them probabilities.
 */
export type Network = { inputs: number; layers: readonly NetworkLayer[]; answer: Answer }

/** One tensor in a flat vector: `layers.0.weights` of [in, out], `layers.0.biases` of [out]. `layer` counts from 0. */
export type Entry = { name: string; layer: number; shape: number[]; offset: number; size: number }
export type ParameterEntry = Entry & Pick<ParameterSpec, 'decays' | 'start'>
export type ParameterLayout = { total: number; entries: ParameterEntry[] }
export type StatisticEntry = Entry & Pick<StatisticSpec, 'start'>
export type StatisticLayout = { total: number; entries: StatisticEntry[] }

export function definitionsOf({ inputs, layers }: Network): LayerDefinition[] {
  let width = inputs
  return layers.map((layer) => {
    const definition = defineLayer(layer, width)
    width = definition.width
    return definition
  })
}

/** Numbers that come out of each layer, for each row. */
export function widthsOf(network: Network): number[] {
  return definitionsOf(network).map(({ width }) => width)
}

export function outputsOf(network: Network): number {
  return widthsOf(network).at(-1) ?? network.inputs
}

export function parameterLayout(network: Network): ParameterLayout {
  return place(definitionsOf(network).map(({ parameters }) => parameters))
}

export function statisticLayout(network: Network): StatisticLayout {
  return place(definitionsOf(network).map(({ statistics }) => statistics.map((one) => ({ ...one, shape: [one.size] }))))
}

function place<T extends { name: string; shape: number[] }>(
  layers: readonly (readonly T[])[],
): { total: number; entries: (T & Entry)[] } {
  let offset = 0
  const entries = layers.flatMap((specs, layer) =>
    specs.map((spec) => {
      const size = spec.shape.reduce((product, length) => product * length, 1)
      const entry = { ...spec, name: `layers.${layer}.${spec.name}`, layer, offset, size }
      offset += size
      return entry
    }),
  )
  return { total: offset, entries }
}

/** Weights to start from; pure in (network, seed). Each layer's start stands with the layer. */
export function initialParameters(network: Network, seed: number): Float32Array {
  const { total, entries } = parameterLayout(network)
  const parameters = new Float32Array(total)
  network.layers.forEach((_, layer) => {
    const next = createRandom(seed, 'initial-parameters', layer)
    for (const { start, offset, size } of entries.filter((entry) => entry.layer === layer)) {
      fill(parameters.subarray(offset, offset + size), start, next)
    }
  })
  return parameters
}

/** Running statistics to start from: means 0, variances 1. */
export function initialStatistics(network: Network): Float32Array {
  const { total, entries } = statisticLayout(network)
  const statistics = new Float32Array(total)
  for (const { start, offset, size } of entries) statistics.fill(start, offset, offset + size)
  return statistics
}

function fill(values: Float32Array, start: Start, next: () => number): void {
  for (let i = 0; i < values.length; i++) {
    if (start.kind === 'constant') values[i] = start.value
    else if (start.kind === 'uniform') values[i] = (2 * next() - 1) * start.limit
    else values[i] = normal(next) * start.deviation
  }
}

/** Box and Muller 1958. */
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

/** Predicting with fixed weights, in calls whose memory is bounded, on whatever an engine compiles to. */
import type { Task } from '../../src-shared/recipe'
import { inferenceProgram } from '../program/inference-program'
import type { Network } from '../program/network'
import { outputsOf, parameterLayout } from '../program/network'
import type { Compile } from './compiled-program'
import { floats } from './compiled-program'
import type { InferenceSession } from './engine'

/** Rows of a native call in which no hidden layer's numbers pass 16 million: 64 MB. */
const mostNumbers = 16_000_000

export function mostRowsOf(network: Network): number {
  const widest = Math.max(network.inputs, ...network.layers.map((layer) => layer.units))
  return Math.max(1, Math.floor(mostNumbers / widest))
}

export async function openInference(
  network: Network,
  task: Task,
  parameters: Float32Array,
  compile: Compile,
): Promise<InferenceSession> {
  const most = mostRowsOf(network)
  const program = await compile(inferenceProgram(network, task), { sizes: {}, most: { rows: most }, kept: [] })
  const weights = { data: parameters, shape: [parameterLayout(network).total] }
  const outputs = outputsOf(network)
  return {
    async run(features, rows) {
      const predictions = new Float32Array(rows * outputs)
      for (let row = 0; row < rows; row += most) {
        const count = Math.min(most, rows - row)
        const part = features.subarray(row * network.inputs, (row + count) * network.inputs)
        const shape = [count, network.inputs]
        const found = await program.run({ features: { data: part, shape }, parameters: weights })
        predictions.set(floats(found, 'prediction'), row * outputs)
      }
      return predictions
    },
    close: () => program.close(),
  }
}

/** Predicting with fixed weights, in calls whose memory is bounded, on whatever an engine compiles to. */
import { inferenceProgram } from '../program/inference-program'
import type { Network } from '../program/network'
import { outputsOf } from '../program/network'
import type { Compile } from './compiled-program'
import { floats } from './compiled-program'
import type { InferenceSession, Learned } from './engine'
import { learnedFeeds } from './feeds'
import { widestOf } from './training-shape'

/** Rows of a native call in which no hidden layer's numbers pass 16 million: 64 MB. */
const mostNumbers = 16_000_000

export function mostRowsOf(network: Network): number {
  return Math.max(1, Math.floor(mostNumbers / widestOf(network)))
}

export async function openInference(network: Network, learned: Learned, compile: Compile): Promise<InferenceSession> {
  const most = mostRowsOf(network)
  const program = await compile(inferenceProgram(network), { sizes: {}, most: { rows: most }, kept: [] })
  const fixed = learnedFeeds(network, learned)
  const outputs = outputsOf(network)
  return {
    async run(features, rows) {
      const predictions = new Float32Array(rows * outputs)
      for (let row = 0; row < rows; row += most) {
        const count = Math.min(most, rows - row)
        const part = features.subarray(row * network.inputs, (row + count) * network.inputs)
        const shape = [count, network.inputs]
        const found = await program.run({ features: { data: part, shape }, ...fixed })
        predictions.set(floats(found, 'prediction'), row * outputs)
      }
      return predictions
    },
    close: () => program.close(),
  }
}

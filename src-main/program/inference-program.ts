/** The program that predicts: the forward pass without dropout, and what makes its outputs an answer. */
import { answers } from './answer'
import { forward, forwardThrough } from './forward'
import type { Network } from './network'
import { parameterLayout, statisticLayout } from './network'
import type { Program } from './program'
import type { Tensor, Tracing } from './trace'
import { trace } from './trace'

/**
 * features [rows, inputs], parameters [total], statistics [total] where the network keeps any → prediction
 * [rows, outputs]: values or probabilities.
 */
export function inferenceProgram(network: Network): Program {
  return trace((tracing) => {
    const features = tracing.input('features', 'float32', ['rows', network.inputs])
    const parameters = tracing.input('parameters', 'float32', [parameterLayout(network).total])
    const statistics = statisticsInput(tracing, network)
    const { outputs } = forward(network, parameters, statistics, features, { kind: 'prediction' })
    tracing.output('prediction', answers[network.answer](outputs))
  })
}

/** The same with parameters and statistics apart, by their names in the layouts: what an exported file holds. */
export function standaloneProgram(network: Network): Program {
  return trace(({ input, output }) => {
    const features = input('features', 'float32', ['rows', network.inputs])
    const apart = ({ name, shape }: { name: string; shape: number[] }): Tensor => input(name, 'float32', shape)
    const parameters = parameterLayout(network).entries.map(apart)
    const statistics = statisticLayout(network).entries.map(apart)
    const { outputs } = forwardThrough(network, parameters, statistics, features, { kind: 'prediction' })
    output('prediction', answers[network.answer](outputs))
  })
}

/** null: the network keeps no running statistics. */
export function statisticsInput({ input }: Tracing, network: Network): Tensor | null {
  const { total } = statisticLayout(network)
  return total === 0 ? null : input('statistics', 'float32', [total])
}

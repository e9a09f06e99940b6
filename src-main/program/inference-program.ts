/** The program that predicts: the forward pass, and what makes its outputs an answer. */
import type { Task } from '../../src-shared/recipe'
import { activations, answerActivation } from './activations'
import { forward, forwardThrough } from './forward'
import type { Network } from './network'
import { outputsOf, parameterLayout } from './network'
import type { Program } from './program'
import type { Tensor } from './trace'
import { trace } from './trace'

/** features [rows, inputs], parameters [total] → prediction [rows, outputs]: values or probabilities. */
export function inferenceProgram(network: Network, task: Task): Program {
  return trace(({ input, output }) => {
    const features = input('features', 'float32', ['rows', network.inputs])
    const parameters = input('parameters', 'float32', [parameterLayout(network).total])
    output('prediction', answer(network, task, forward(network, parameters, features)))
  })
}

/** The same with weights and biases apart, by their names in the layout: what an exported file holds. */
export function standaloneProgram(network: Network, task: Task): Program {
  return trace(({ input, output }) => {
    const features = input('features', 'float32', ['rows', network.inputs])
    const weights = parameterLayout(network).entries.map(({ name, shape }) => input(name, 'float32', shape))
    output('prediction', answer(network, task, forwardThrough(network, weights, features)))
  })
}

/** Outputs of the network → values as they are, one probability, or a probability per class. */
function answer(network: Network, task: Task, outputs: Tensor): Tensor {
  return activations[answerActivation(task, outputsOf(network))](outputs)
}

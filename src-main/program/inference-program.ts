/** The program that predicts: the forward pass, and what makes its outputs an answer. */
import type { Task } from '../../src-shared/recipe'
import { activations, answerActivation } from './activations'
import { forward } from './forward'
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

/** Outputs of the network → values as they are, one probability, or a probability per class. */
export function answer(network: Network, task: Task, outputs: Tensor): Tensor {
  return activations[answerActivation(task, outputsOf(network))](outputs)
}

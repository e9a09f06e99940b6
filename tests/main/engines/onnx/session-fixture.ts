/** Training sessions for tests: small made-up data, and a whole training in one line. */
import type { Activation, Layer, Loss, Optimizer } from '../../../../src-shared/recipe'
import { lossRule, tutorialRecipe } from '../../../../src-shared/recipe'
import type { EpochColumns } from '../../../../src-shared/run'
import { appendEpochs, noEpochs } from '../../../../src-shared/run'
import type { TrainingData, TrainingSpec, TrainingState } from '../../../../src-main/engines/engine'
import { createOnnxEngine } from '../../../../src-main/engines/onnx/onnx-engine'
import { buildNetwork } from '../../../../src-main/program/build-network'
import type { Network } from '../../../../src-main/program/network'
import { initialParameters, initialStatistics, outputsOf } from '../../../../src-main/program/network'
import { optimizerSlots } from '../../../../src-main/program/optimizers/optimizers'
import { numbers } from '../../program/evaluate'

export const sgd: Optimizer = { kind: 'sgd', learningRate: 0.05 }
export const adam: Optimizer = { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

export function network(inputs: number, hidden: number[], outputs: number, activation: Activation = 'tanh'): Network {
  return networkWith(
    inputs,
    hidden.map((units) => ({ kind: 'dense', units, activation, initialiser: 'auto' })),
    outputs,
  )
}

/** Of any layers; of numbers alone. `answer`: for predictions, values where not said otherwise. */
export function networkWith(
  inputs: number,
  layers: Layer[],
  outputs: number,
  answer: Network['answer'] = 'value',
): Network {
  return buildNetwork({ layers, batchSize: 32 }, [{ kind: 'numbers', size: inputs }], { units: outputs, answer })
}

/** A training of that network: plain, but for what is said. */
export function specOf(network: Network, loss: Loss, change: Partial<TrainingSpec> = {}): TrainingSpec {
  const { schedule, regularisation, clip, epochs, seed, optimizer, labelSmoothing } = tutorialRecipe
  const rule = lossRule({ loss: { kind: 'auto' }, labelSmoothing }, loss)
  const plain = { schedule, regularisation, clip, epochs, seed, optimizer, batchSize: 4 }
  return { ...plain, network, loss: rule, ...change }
}

/** Rows whose targets follow from their features: a value, 0 or 1, or a one-hot class. */
export function madeUpData(net: Network, loss: Loss, rows: number, validationRows = 0): TrainingData {
  const outputs = outputsOf(net)
  const make = (count: number, seed: number): { features: Float32Array; targets: Float32Array } => {
    const features = Float32Array.from(numbers(count * net.inputs, seed))
    const targets = new Float32Array(count * outputs)
    for (let row = 0; row < count; row++) {
      const [a, b] = [features[row * net.inputs]!, features[(row + 1) * net.inputs - 1]!]
      if (loss === 'poisson') targets[row * outputs] = Math.round(3 + 2 * a + b)
      else if (isRegression(loss))
        for (let j = 0; j < outputs; j++) targets[row * outputs + j] = Math.sin(3 * a) + (j + 1) * b
      else if (loss === 'binary-cross-entropy') targets[row] = a + b > 0 ? 1 : 0
      else targets[row * outputs + Math.floor(((a + 1) / 2) * outputs)] = 1
    }
    return { features, targets }
  }
  const validation = make(validationRows, 7)
  const { features, targets } = validation
  return { ...make(rows, 3), validationFeatures: features, validationTargets: targets, weights: null }
}

function isRegression(loss: Loss): boolean {
  return loss !== 'binary-cross-entropy' && loss !== 'categorical-cross-entropy'
}

export function firstState(spec: TrainingSpec, parameters = initialParameters(spec.network, spec.seed)): TrainingState {
  const slots = Object.fromEntries(
    optimizerSlots(spec.optimizer).map((name) => [name, new Float32Array(parameters.length)]),
  )
  const statistics = initialStatistics(spec.network)
  return { parameters, slots, statistics, step: 0, epoch: 0, position: 0, epochLossSum: 0, rateFactor: 1 }
}

export type Trained = { state: TrainingState; epochs: EpochColumns; finite: boolean; blocks: number }

/** Trains until `epochs` are done or a loss is not finite, in blocks of about so many milliseconds. */
export async function train(
  spec: TrainingSpec,
  data: TrainingData,
  epochs: number,
  { milliseconds = 50, from = firstState(spec) }: { milliseconds?: number; from?: TrainingState } = {},
): Promise<Trained> {
  const session = await createOnnxEngine().startTraining(spec, data)
  const trained: Trained = { state: from, epochs: noEpochs(), finite: true, blocks: 0 }
  try {
    while (trained.state.epoch < epochs && trained.finite) {
      const block = await session.run(trained.state, { milliseconds, untilEpoch: epochs })
      appendEpochs(trained.epochs, block.epochs)
      trained.state = block.state
      trained.finite = block.finite
      trained.blocks++
    }
    return trained
  } finally {
    await session.close()
  }
}

/** The largest difference, as a share of the largest number. */
export function relativeDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, size] = [0, 0]
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(found[i]! - expected[i]!))
    size = Math.max(size, Math.abs(expected[i]!))
  }
  return found.length === expected.length ? difference / size : Infinity
}

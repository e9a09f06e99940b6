/** What is trained beside other libraries: every activation, loss, layer, optimizer, schedule, penalty and limit. */
import type { Layer, Loss, Optimizer, Schedule } from '../../../../src-shared/recipe'
import { activations, optimizerKinds, usualOptimizer } from '../../../../src-shared/recipe'
import type { TrainingData, TrainingSpec } from '../../../../src-main/engines/engine'
import { buildNetwork } from '../../../../src-main/program/build-network'
import { numbers } from '../../program/evaluate'
import { madeUpData, network, networkWith, specOf } from './session-fixture'

/** Mini-batches with a smaller last one; four epochs of five steps. */
export const [rows, batchSize, epochs] = [18, 4, 4]

export type ReferenceCase = { name: string; spec: TrainingSpec; data: TrainingData }

const adam: Optimizer = { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
const usual = { optimizer: adam, batchSize, epochs, seed: 3 }

function outputsFor(loss: Loss): number {
  if (loss === 'binary-cross-entropy' || loss === 'poisson') return 1
  return 3
}

function caseOf(name: string, loss: Loss, layers: Layer[], change: Partial<TrainingSpec> = {}): ReferenceCase {
  const net = networkWith(3, layers, outputsFor(loss))
  return { name, spec: specOf(net, loss, { ...usual, ...change }), data: madeUpData(net, loss, rows) }
}

const dense = (units: number, activation: Extract<Layer, { kind: 'dense' }>['activation'] = 'tanh'): Layer => ({
  kind: 'dense',
  units,
  activation,
  initialiser: 'auto',
})
const two = [dense(6), dense(5)]

const ofActivations = activations.map((activation) =>
  caseOf(activation, 'mse', [dense(6, activation), dense(5, activation)]),
)

const ofLosses = [
  caseOf('mse', 'mse', two),
  caseOf('mae', 'mae', two),
  caseOf('huber', 'huber', two, { loss: { kind: 'huber', delta: 0.4 } }),
  caseOf('quantile', 'quantile', two, { loss: { kind: 'quantile', quantile: 0.8 } }),
  caseOf('poisson', 'poisson', two),
  caseOf('binary cross-entropy', 'binary-cross-entropy', two),
  caseOf('categorical cross-entropy', 'categorical-cross-entropy', two),
  caseOf('smoothed binary cross-entropy', 'binary-cross-entropy', two, {
    loss: { kind: 'binary-cross-entropy', labelSmoothing: 0.2 },
  }),
  caseOf('smoothed categorical cross-entropy', 'categorical-cross-entropy', two, {
    loss: { kind: 'categorical-cross-entropy', labelSmoothing: 0.2 },
  }),
  withWeights(caseOf('mse with sample weights', 'mse', two)),
  withWeights(caseOf('categorical cross-entropy with sample weights', 'categorical-cross-entropy', two)),
]

function withWeights({ name, spec, data }: ReferenceCase): ReferenceCase {
  return { name, spec, data: { ...data, weights: Float32Array.from(numbers(rows, 5), (x) => 1.5 + x) } }
}

const ofOptimizers = optimizerKinds.map((kind) =>
  caseOf(kind, 'mse', two, { optimizer: { ...usualOptimizer(kind), learningRate: 0.02 } }),
)

const schedules: Schedule[] = [
  { kind: 'step', every: 2, factor: 0.3 },
  { kind: 'exponential', factor: 0.6 },
  { kind: 'cosine', warmUp: 1, final: 0.1 },
  { kind: 'one-cycle', rise: 0.3, startDivisor: 25, finalDivisor: 100 },
]
const ofSchedules = schedules.map((schedule) =>
  caseOf(`${schedule.kind} schedule`, 'mse', two, {
    schedule,
    optimizer: { kind: 'momentum', learningRate: 0.05, momentum: 0.9 },
  }),
)

const ofLayers = [
  caseOf('dropout', 'mse', [dense(6), { kind: 'dropout', rate: 0.3 }, dense(5), { kind: 'dropout', rate: 0.5 }]),
  caseOf('batch norm', 'mse', [dense(6), { kind: 'batch-norm', momentum: 0.8, epsilon: 1e-3 }, dense(5)]),
  caseOf('layer norm', 'mse', [dense(6), { kind: 'layer-norm', epsilon: 1e-5 }, dense(5)]),
  caseOf('residual', 'mse', [dense(6), { kind: 'residual', units: 4, activation: 'silu', initialiser: 'auto' }]),
  embedding(),
]

/** Three numbers with a category of four and one of three between and behind them. */
function embedding(): ReferenceCase {
  const blocks = [
    { kind: 'numbers', size: 2 },
    { kind: 'category', size: 4 },
    { kind: 'numbers', size: 1 },
    { kind: 'category', size: 3 },
  ] as const
  const layers: Layer[] = [{ kind: 'embedding', width: 2 }, dense(5)]
  const net = buildNetwork({ layers, batchSize }, blocks, { units: 3, answer: 'value' })
  const plain = madeUpData(network(3, [], 3), 'mse', rows)
  const features = new Float32Array(rows * 10)
  for (let row = 0; row < rows; row++) {
    const [a, b, c] = plain.features.subarray(3 * row, 3 * row + 3)
    features.set([a!, b!], row * 10)
    features[row * 10 + 2 + (row % 4)] = 1
    features[row * 10 + 6] = c!
    features[row * 10 + 7 + ((row * 2) % 3)] = 1
  }
  return { name: 'embedding', spec: specOf(net, 'mse', usual), data: { ...plain, features } }
}

const ofLimits = [
  caseOf('L1', 'mse', two, { regularisation: { l1: 0.02, l2: 0 } }),
  caseOf('L2', 'mse', two, { regularisation: { l1: 0, l2: 0.03 } }),
  caseOf('limit to the norm', 'mse', two, {
    clip: { kind: 'norm', limit: 0.2 },
    optimizer: { kind: 'sgd', learningRate: 0.3 },
  }),
  caseOf('limit to each value', 'mse', two, {
    clip: { kind: 'value', limit: 0.05 },
    optimizer: { kind: 'sgd', learningRate: 0.3 },
  }),
]

export const referenceCases: ReferenceCase[] = [
  ...ofActivations,
  ...ofLosses,
  ...ofOptimizers,
  ...ofSchedules,
  ...ofLayers,
  ...ofLimits,
]

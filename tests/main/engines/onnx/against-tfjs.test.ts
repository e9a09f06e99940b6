/** An outside reference: 20 steps beside TensorFlow.js on its CPU backend, mini-batches with a smaller last one. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Activation, Loss, Optimizer } from '../../../../src-shared/recipe'
import type { TrainingData, TrainingSpec } from '../../../../src-main/engines/engine'
import { createOnnxEngine } from '../../../../src-main/engines/onnx/onnx-engine'
import type { Network } from '../../../../src-main/program/network'
import { initialParameters, outputsOf, parameterLayout } from '../../../../src-main/program/network'
import { epochOrder } from '../../../../src-main/program/random'
import { stepProgram } from '../../../../src-main/program/training-program'
import { evaluate } from '../../program/evaluate'
import { adam, firstState, madeUpData, network, relativeDifference, sgd, train } from './session-fixture'

const [rows, batchSize, epochs, seed] = [18, 4, 4, 3]
const tolerance = 1e-5

beforeAll(async () => {
  await tf.setBackend('cpu')
})

const theirActivations: Record<Activation, (z: tf.Tensor) => tf.Tensor> = {
  linear: (z) => z,
  relu: tf.relu,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  softmax: (z) => tf.softmax(z),
}

const theirLosses: Record<Loss, (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor> = {
  mse: (targets, outputs) => tf.losses.meanSquaredError(targets, outputs),
  'binary-cross-entropy': (targets, outputs) => tf.losses.sigmoidCrossEntropy(targets, outputs),
  'categorical-cross-entropy': (targets, outputs) => tf.losses.softmaxCrossEntropy(targets, outputs),
}

const theirOptimizer = (optimizer: Optimizer): tf.Optimizer =>
  optimizer.kind === 'sgd'
    ? tf.train.sgd(optimizer.learningRate)
    : tf.train.adam(optimizer.learningRate, optimizer.beta1, optimizer.beta2, optimizer.epsilon)

function theirForward(net: Network, weights: readonly tf.Tensor[], x: tf.Tensor): tf.Tensor {
  return net.layers.reduce(
    (input, layer, i) =>
      theirActivations[layer.activation](
        tf.add(tf.matMul(input as tf.Tensor2D, weights[2 * i] as tf.Tensor2D), weights[2 * i + 1]!),
      ),
    x,
  )
}

function theirWeights(net: Network, parameters: Float32Array): tf.Variable[] {
  return parameterLayout(net).entries.map(({ shape, offset }) => {
    const size = shape.reduce((product, n) => product * n, 1)
    return tf.variable(tf.tensor(parameters.slice(offset, offset + size), shape))
  })
}

function flat(tensors: readonly tf.Tensor[]): number[] {
  return tensors.flatMap((tensor) => Array.from(tensor.dataSync()))
}

function rowsOf(data: Float32Array, width: number, order: Int32Array): tf.Tensor {
  return tf.tensor2d(
    Array.from(order, (row) => Array.from(data.subarray(row * width, (row + 1) * width))),
    [order.length, width],
  )
}

/** Their training with our rows in our order: parameters at the end, and each epoch's row-weighted loss. */
function trainThere(spec: TrainingSpec, data: TrainingData): { parameters: number[]; losses: number[] } {
  const net = spec.network
  const weights = theirWeights(net, initialParameters(net, spec.seed))
  const optimizer = theirOptimizer(spec.optimizer)
  const losses: number[] = []
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = epochOrder(rows, spec.seed, epoch)
    let sum = 0
    for (let start = 0; start < rows; start += batchSize) {
      const batch = order.subarray(start, start + batchSize)
      const x = rowsOf(data.features, net.inputs, batch)
      const y = rowsOf(data.targets, outputsOf(net), batch)
      const loss = optimizer.minimize(
        () => theirLosses[spec.loss](y, theirForward(net, weights, x)) as tf.Scalar,
        true,
      )!
      sum += loss.dataSync()[0]! * batch.length
    }
    losses.push(sum / rows)
  }
  return { parameters: flat(weights), losses }
}

const cases = (['linear', 'relu', 'tanh', 'sigmoid', 'softmax'] as const).flatMap((activation) =>
  (['mse', 'binary-cross-entropy', 'categorical-cross-entropy'] as const).flatMap((loss) =>
    [sgd, adam].map((optimizer) => ({ activation, loss, optimizer, kind: optimizer.kind })),
  ),
)

describe('20 steps give the weights and losses of TensorFlow.js', () => {
  it.each(cases)('$activation, $loss, $kind', async ({ activation, loss, optimizer }) => {
    const net = network(3, [6, 5], loss === 'binary-cross-entropy' ? 1 : 3, activation)
    const spec: TrainingSpec = { network: net, loss, optimizer, batchSize, seed }
    const data = madeUpData(net, loss, rows)
    const ours = await train(spec, data, epochs)
    const theirs = trainThere(spec, data)
    expect(ours.state.step).toBe(20)
    expect(relativeDifference(ours.state.parameters, theirs.parameters)).toBeLessThan(tolerance)
    expect(relativeDifference(ours.epochs.loss as number[], theirs.losses)).toBeLessThan(tolerance)
  })
})

describe('one step opened up', () => {
  it.each(['mse', 'binary-cross-entropy', 'categorical-cross-entropy'] as const)(
    'shows the gradients of TensorFlow.js: %s',
    async (loss) => {
      const net = network(3, [6, 5], loss === 'binary-cross-entropy' ? 1 : 3, 'tanh')
      const data = madeUpData(net, loss, rows)
      const parameters = initialParameters(net, seed)
      const plan = { network: net, loss, optimizer: sgd, batchSize: rows, fullBatch: false }
      const ours = await evaluate(stepProgram(plan), {
        features: { data: data.features, shape: [rows, net.inputs] },
        targets: { data: data.targets, shape: [rows, outputsOf(net)] },
        weights: { data: new Float32Array(rows).fill(1 / rows), shape: [rows, 1] },
        updates: { data: new Float64Array([1]), shape: [] },
        parameters: { data: parameters, shape: [parameters.length] },
      })
      const everyRow = Int32Array.from({ length: rows }, (_, i) => i)
      const x = rowsOf(data.features, net.inputs, everyRow)
      const y = rowsOf(data.targets, outputsOf(net), everyRow)
      const weights = theirWeights(net, parameters)
      const theirs = tf.valueAndGrads((...values: tf.Tensor[]) => theirLosses[loss](y, theirForward(net, values, x)))(
        weights,
      )
      expect(relativeDifference(ours['loss'] as Float32Array, theirs.value.dataSync())).toBeLessThan(tolerance)
      for (const [i, { name }] of parameterLayout(net).entries.entries()) {
        expect(relativeDifference(ours[`backward.${name}`] as Float32Array, theirs.grads[i]!.dataSync())).toBeLessThan(
          tolerance,
        )
      }
      const first = tf.tanh(tf.add(tf.matMul(x, weights[0]!), weights[1]!))
      expect(relativeDifference(ours['forward.0.activation'] as Float32Array, first.dataSync())).toBeLessThan(tolerance)
    },
  )
})

describe('predictions', () => {
  it.each([
    ['regression', 2, (z: tf.Tensor) => z],
    ['classification', 1, (z: tf.Tensor) => tf.sigmoid(z)],
    ['classification', 4, (z: tf.Tensor) => tf.softmax(z)],
  ] as const)('%s with %i outputs', async (task, outputs, activation) => {
    const net = network(3, [6], outputs, 'relu')
    const parameters = initialParameters(net, seed)
    const { features } = madeUpData(net, 'mse', rows)
    const session = await createOnnxEngine().startInference(net, task, parameters)
    const ours = await session.run(features, rows)
    const none = await session.run(new Float32Array(0), 0)
    await session.close()
    const x = tf.tensor2d(features, [rows, 3])
    const theirs = activation(theirForward(net, theirWeights(net, parameters), x))
    expect(relativeDifference(ours, theirs.dataSync())).toBeLessThan(tolerance)
    expect(none).toHaveLength(0)
  })
})

it('starts from weights that are drawn anew for every layer and seed, within their limit', () => {
  const net = network(50, [40], 1, 'relu')
  const [one, two] = [initialParameters(net, 1), initialParameters(net, 2)]
  expect(one).toEqual(initialParameters(net, 1))
  expect(one).not.toEqual(two)
  const weights = one.subarray(0, 2000)
  const limit = Math.sqrt(6 / 50)
  expect(Math.max(...weights)).toBeLessThanOrEqual(limit)
  expect(Math.max(...weights)).toBeGreaterThan(0.99 * limit)
  expect(Math.abs(weights.reduce((sum, w) => sum + w, 0) / 2000)).toBeLessThan(0.02)
  expect(Array.from(one.subarray(2000, 2040))).toEqual(new Array(40).fill(0))
  expect(firstState({ network: net, loss: 'mse', optimizer: adam, batchSize: 1, seed: 1 }).slots['m']).toHaveLength(
    one.length,
  )
})

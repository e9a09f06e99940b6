/** An outside reference: 20 steps beside TensorFlow.js on its CPU backend, mini-batches with a smaller last one. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { createOnnxEngine } from '../../../../src-main/engines/onnx/onnx-engine'
import type { Answer } from '../../../../src-main/program/answer'
import { initialParameters, initialStatistics, outputsOf, parameterLayout } from '../../../../src-main/program/network'
import {
  adam,
  firstState,
  madeUpData,
  network,
  networkWith,
  relativeDifference,
  specOf,
  train,
} from './session-fixture'
import { epochs, referenceCases, rows } from './reference-cases'
import { flat, forward, lossOf, rowsOf, trainThere, weightsOf } from './tfjs-reference'

const tolerance = 1e-5
const everyRow = Int32Array.from({ length: rows }, (_, i) => i)

beforeAll(async () => {
  await tf.setBackend('cpu')
})

describe('20 steps give the weights and losses of TensorFlow.js', () => {
  it.each(referenceCases)('$name', async ({ spec, data }) => {
    const ours = await train(spec, data, epochs)
    const theirs = trainThere(spec, data, epochs)
    expect(ours.state.step).toBe(20)
    expect(relativeDifference(ours.state.parameters, theirs.parameters)).toBeLessThan(tolerance)
    expect(relativeDifference(ours.epochs.loss as number[], theirs.losses)).toBeLessThan(tolerance)
    expect(ours.state.statistics).toHaveLength(theirs.statistics.length)
    if (theirs.statistics.length > 0)
      expect(relativeDifference(ours.state.statistics, theirs.statistics)).toBeLessThan(tolerance)
  })
})

describe('one step opened up shows the gradients of TensorFlow.js', () => {
  it.each(referenceCases.filter(({ data }) => data.weights === null))('$name', async ({ spec, data }) => {
    const { network: net } = spec
    const parameters = initialParameters(net, spec.seed)
    const inspection = createOnnxEngine().startInspection({ ...spec, batchSize: rows }, 1)
    const ours = await inspection.step(firstState(spec, parameters), { ...data, rows })
    await inspection.close()
    const weights = weightsOf(net, parameters)
    const list = parameterLayout(net).entries.map(({ name }) => weights[name]!)
    const x = rowsOf(data.features, net.inputs, everyRow)
    const y = rowsOf(data.targets, outputsOf(net), everyRow)
    const theirs = tf.variableGrads(
      () => lossOf(spec.loss, y, forward(spec, weights, x, { update: 1, figures: {} }), tf.ones([rows, 1])),
      list,
    )
    expect(relativeDifference([ours.loss], theirs.value.dataSync())).toBeLessThan(tolerance)
    const gradients = flat(list.map(({ name }) => theirs.grads[name]!))
    expect(relativeDifference(ours.gradient, gradients)).toBeLessThan(tolerance)
  })
})

describe('predictions', () => {
  const answers: Record<Answer, (z: tf.Tensor) => tf.Tensor> = {
    value: (z) => z,
    count: tf.exp,
    probability: tf.sigmoid,
    probabilities: (z) => tf.softmax(z),
  }

  it.each([
    ['value', 2],
    ['count', 1],
    ['probability', 1],
    ['probabilities', 4],
  ] as const)('a %s from %i outputs', async (answer, outputs) => {
    const layers = [{ kind: 'dense', units: 6, activation: 'relu', initialiser: 'auto' } as const]
    const net = networkWith(3, layers, outputs, answer)
    const learned = { parameters: initialParameters(net, 3), statistics: initialStatistics(net) }
    const { features } = madeUpData(net, 'mse', rows)
    const session = await createOnnxEngine().startInference(net, learned)
    const ours = await session.run(features, rows)
    const none = await session.run(new Float32Array(0), 0)
    await session.close()
    const z = forward({ network: net, seed: 0 }, weightsOf(net, learned.parameters), tf.tensor2d(features, [rows, 3]), {
      running: {},
    })
    expect(relativeDifference(ours, answers[answer](z).dataSync())).toBeLessThan(tolerance)
    expect(none).toHaveLength(0)
  })

  it('leave dropout out, and take the running means and variances of a trained network', async () => {
    const [, norm] = ['dropout', 'batch norm'].map((name) => referenceCases.find((one) => one.name === name)!)
    const { spec, data } = norm!
    const trained = await train(spec, data, epochs)
    const session = await createOnnxEngine().startInference(spec.network, trained.state)
    const ours = await session.run(data.features, rows)
    await session.close()
    const { parameters, statistics } = trained.state
    const half = statistics.length / 2
    const running = { 1: { mean: tf.tensor(statistics.slice(0, half)), variance: tf.tensor(statistics.slice(half)) } }
    const theirs = forward(spec, weightsOf(spec.network, parameters), rowsOf(data.features, 3, everyRow), { running })
    expect(relativeDifference(ours, theirs.dataSync())).toBeLessThan(tolerance)
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
  expect(firstState(specOf(net, 'mse', { optimizer: adam })).slots['m']).toHaveLength(one.length)
})

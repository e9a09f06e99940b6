/** Training on onnxruntime: exact to the bit however it is cut, and honest about padding, divergence and time. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Layer, Loss } from '../../../../src-shared/recipe'
import type { TrainingSpec, TrainingState } from '../../../../src-main/engines/engine'
import { createOnnxEngine } from '../../../../src-main/engines/onnx/onnx-engine'
import { epochOrder } from '../../../../src-main/program/random'
import { dropoutMask } from './dropout-masks'
import {
  adam,
  firstState,
  madeUpData,
  network,
  networkWith,
  relativeDifference,
  sgd,
  specOf,
  train,
} from './session-fixture'

const small = (batchSize: number, loss: Loss = 'mse'): TrainingSpec =>
  specOf(network(4, [8, 5], loss === 'categorical-cross-entropy' ? 3 : 1, 'relu'), loss, {
    optimizer: adam,
    batchSize,
    seed: 5,
  })

/** Of every vector, a digest of its bytes. */
function bytes({ parameters, slots, statistics }: TrainingState): string[] {
  return [parameters, ...Object.values(slots), statistics].map((vector) => {
    const raw = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
    return createHash('sha256').update(raw).digest('hex')
  })
}

describe('the tutorial', () => {
  it("gives the closed-form loop's losses at each of 100 epochs, in one block", async () => {
    const [X, y] = [
      [1.5, 2, 2.5],
      [300, 400, 500],
    ]
    let [w, b] = [0.5152631998062134, -0.4413865804672241]
    const spec = specOf(network(1, [], 1), 'mse', { batchSize: 3 })
    const data = {
      features: new Float32Array(X),
      targets: new Float32Array(y),
      validationFeatures: new Float32Array(0),
      validationTargets: new Float32Array(0),
      weights: null,
    }
    const { epochs, blocks, state } = await train(spec, data, 100, { from: firstState(spec, new Float32Array([w, b])) })
    expect(blocks).toBe(1)
    for (let epoch = 0; epoch < 100; epoch++) {
      const errors = X.map((x, i) => w * x + b - y[i]!)
      const loss = errors.reduce((sum, e) => sum + e * e, 0) / 3
      expect(epochs.epoch[epoch]).toBe(epoch + 1)
      expect(Math.abs(epochs.loss[epoch]! / loss - 1)).toBeLessThan(1e-4)
      w -= 0.01 * errors.reduce((sum, e, i) => sum + (2 / 3) * e * X[i]!, 0)
      b -= 0.01 * errors.reduce((sum, e) => sum + (2 / 3) * e, 0)
    }
    expect(relativeDifference(state.parameters, [w, b])).toBeLessThan(1e-4)
    expect(epochs.loss[99]).toBeGreaterThan(200)
    expect(state.parameters[0]! * 3 + state.parameters[1]!).toBeCloseTo(566, -1)
  })
})

describe('the same seed gives the same bytes', () => {
  it.each(['mse', 'binary-cross-entropy', 'categorical-cross-entropy'] as const)('%s, trained twice', async (loss) => {
    const spec = small(16, loss)
    const data = madeUpData(spec.network, loss, 203, 41)
    const [one, two] = [await train(spec, data, 5), await train(spec, data, 5)]
    expect(bytes(one.state)).toEqual(bytes(two.state))
    expect(one.epochs.loss).toEqual(two.epochs.loss)
    expect(one.epochs.validationLoss).toEqual(two.epochs.validationLoss)
  })

  it('and another seed gives other ones', async () => {
    const spec = small(16)
    const data = madeUpData(spec.network, 'mse', 203)
    const from = firstState(spec)
    const [one, two] = [await train(spec, data, 2, { from }), await train({ ...spec, seed: 6 }, data, 2, { from })]
    expect(bytes(one.state)).not.toEqual(bytes(two.state))
  })

  it.each([16, 64, 203])('whatever the blocks, at batch %i', async (batchSize) => {
    const spec = small(batchSize)
    const data = madeUpData(spec.network, 'mse', 203, 41)
    const whole = await train(spec, data, 6)
    const cut = await train(spec, data, 6, { milliseconds: 0 })
    expect(cut.blocks).toBeGreaterThan(whole.blocks)
    expect(bytes(cut.state)).toEqual(bytes(whole.state))
    expect(cut.epochs.loss).toEqual(whole.epochs.loss)
    expect(cut.epochs.validationLoss).toEqual(whole.epochs.validationLoss)
    expect(cut.epochs.epoch).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('with dropout, running figures, weights, limits and a schedule too, cut anywhere', async () => {
    const layers: Layer[] = [
      { kind: 'dense', units: 8, activation: 'silu', initialiser: 'auto' },
      { kind: 'batch-norm', momentum: 0.9, epsilon: 1e-5 },
      { kind: 'dropout', rate: 0.25 },
      { kind: 'residual', units: 6, activation: 'relu', initialiser: 'auto' },
      { kind: 'layer-norm', epsilon: 1e-5 },
    ]
    const spec = specOf(networkWith(4, layers, 1), 'huber', {
      optimizer: { kind: 'lion', learningRate: 0.01, beta1: 0.9, beta2: 0.99, weightDecay: 0.1 },
      schedule: { kind: 'one-cycle', rise: 0.3, startDivisor: 25, finalDivisor: 100 },
      regularisation: { l1: 0.001, l2: 0.001 },
      clip: { kind: 'norm', limit: 0.5 },
      ...{ batchSize: 16, epochs: 4, seed: 5 },
    })
    const made = madeUpData(spec.network, 'huber', 203, 41)
    const data = { ...made, weights: Float32Array.from({ length: 203 }, (_, row) => (row % 5) / 2) }
    const whole = await train(spec, data, 4)
    const cut = await train(spec, data, 4, { milliseconds: 0 })
    expect(cut.blocks).toBeGreaterThan(whole.blocks)
    expect(bytes(cut.state)).toEqual(bytes(whole.state))
    expect(cut.epochs.validationLoss).toEqual(whole.epochs.validationLoss)
    const session = await createOnnxEngine().startTraining(spec, data)
    const middle = (await session.run(firstState(spec), { milliseconds: 1e9, untilEpoch: 4, untilStep: 19 })).state
    await session.close()
    expect(middle).toMatchObject({ epoch: 1, position: 6 })
    expect(bytes((await train(spec, data, 4, { from: middle })).state)).toEqual(bytes(whole.state))
    expect(bytes((await train({ ...spec, seed: 6 }, data, 4, { from: firstState(spec) })).state)).not.toEqual(
      bytes(whole.state),
    )
  })

  it('on several threads too, where the layers are wide', async () => {
    const net = network(64, [512, 512], 1, 'relu')
    const spec = specOf(net, 'mse', { optimizer: adam, batchSize: 256, seed: 1 })
    const data = madeUpData(net, 'mse', 600, 50)
    const [whole, cut] = [await train(spec, data, 2), await train(spec, data, 2, { milliseconds: 0 })]
    expect(bytes(cut.state)).toEqual(bytes(whole.state))
    expect(cut.epochs.validationLoss).toEqual(whole.epochs.validationLoss)
  })

  it('when it goes on in a new session, in the middle of an epoch', async () => {
    const spec = small(8)
    const data = madeUpData(spec.network, 'mse', 203, 41)
    const whole = await train(spec, data, 4)
    const session = await createOnnxEngine().startTraining(spec, data)
    let state = firstState(spec)
    while (state.epoch < 1 || state.position < 3) {
      state = (await session.run(state, { milliseconds: 0, untilEpoch: 4 })).state
    }
    await session.close()
    expect(state.position).toBeLessThan(26)
    const rest = await train(spec, data, 4, { from: state })
    expect(bytes(rest.state)).toEqual(bytes(whole.state))
    expect(rest.epochs.loss).toEqual(whole.epochs.loss.slice(1))
  })

  it('and the state that was given stays as it was', async () => {
    const spec = small(8)
    const from = firstState(spec)
    const before = bytes(from)
    await train(spec, madeUpData(spec.network, 'mse', 50), 2, { from })
    expect(bytes(from)).toEqual(before)
    expect(from.step).toBe(0)
  })
})

describe('the last, smaller batch', () => {
  it('counts its rows and no others: one epoch equals the same steps by hand', async () => {
    const [rows, batchSize, rate] = [7, 3, 0.1]
    const net = network(2, [], 1)
    const spec = specOf(net, 'mse', { optimizer: { kind: 'sgd', learningRate: rate }, batchSize, seed: 9 })
    const data = madeUpData(net, 'mse', rows)
    const from = firstState(spec, new Float32Array([0.3, -0.2, 0.1]))
    const { state, epochs } = await train(spec, data, 1, { from })
    const weights = Array.from(from.parameters)
    let lossSum = 0
    const order = Array.from(epochOrder(rows, 9, 0))
    for (let start = 0; start < rows; start += batchSize) {
      const batch = order.slice(start, start + batchSize)
      const gradient = [0, 0, 0]
      for (const row of batch) {
        const x = [data.features[2 * row]!, data.features[2 * row + 1]!, 1]
        const error = x.reduce((sum, value, j) => sum + value * weights[j]!, 0) - data.targets[row]!
        lossSum += error * error
        x.forEach((value, j) => (gradient[j]! += (2 / batch.length) * error * value))
      }
      gradient.forEach((g, j) => (weights[j]! -= rate * g))
    }
    expect(relativeDifference(state.parameters, weights)).toBeLessThan(1e-6)
    expect(epochs.loss[0]).toBeCloseTo(lossSum / rows, 6)
  })

  it('and every row is visited once an epoch', () => {
    expect(Array.from(epochOrder(1000, 4, 3)).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    expect(epochOrder(1000, 4, 3)).not.toEqual(epochOrder(1000, 4, 4))
  })
})

describe('the validation loss', () => {
  it('is the mean over all validation rows, also when they come in chunks', async () => {
    const net = network(2, [], 1)
    const spec = specOf(net, 'mse', { optimizer: sgd, batchSize: 4, seed: 1 })
    const data = madeUpData(net, 'mse', 10, 20_011)
    const { state, epochs } = await train(spec, data, 1)
    const [a, b, c] = state.parameters
    let sum = 0
    for (let row = 0; row < 20_011; row++) {
      const error =
        a! * data.validationFeatures[2 * row]! +
        b! * data.validationFeatures[2 * row + 1]! +
        c! -
        data.validationTargets[row]!
      sum += error * error
    }
    expect(epochs.validationLoss[0]! / (sum / 20_011)).toBeCloseTo(1, 5)
  })

  it('is the same with full batches in chunks, and null without validation rows', async () => {
    const net = network(2, [3], 1)
    const spec = specOf(net, 'mse', { optimizer: sgd, batchSize: 99, seed: 1 })
    const many = await train(spec, madeUpData(net, 'mse', 10, 20_011), 3)
    const none = await train(spec, madeUpData(net, 'mse', 10), 3)
    expect(many.epochs.loss).toEqual(none.epochs.loss)
    expect(many.epochs.validationLoss.every((loss) => loss !== null && loss > 0)).toBe(true)
    expect(none.epochs.validationLoss).toEqual([null, null, null])
  })
})

describe('the rates', () => {
  it('are the schedule’s, times the factor of the state', async () => {
    const net = network(2, [], 1)
    const spec = specOf(net, 'mse', { optimizer: { kind: 'sgd', learningRate: 0.1 }, batchSize: 8 })
    const data = madeUpData(net, 'mse', 8)
    const from = firstState(spec)
    const [whole, half] = [
      await train(spec, data, 1, { from }),
      await train(spec, data, 1, { from: { ...from, rateFactor: 0.5 } }),
    ]
    const moved = (after: TrainingState): number => after.parameters[0]! - from.parameters[0]!
    expect(moved(half.state) / moved(whole.state)).toBeCloseTo(0.5, 5)
    expect(half.state.rateFactor).toBe(0.5)
  })

  it('of a batch in which no row weighs anything move nothing', async () => {
    const net = network(2, [], 1)
    const spec = specOf(net, 'mse', { batchSize: 4 })
    const data = { ...madeUpData(net, 'mse', 8), weights: new Float32Array(8) }
    const from = firstState(spec)
    const { state, finite } = await train(spec, data, 2, { from })
    expect(finite).toBe(true)
    expect(state.parameters).toEqual(from.parameters)
  })
})

describe('dropout', () => {
  it('drops its share, other numbers at each update and in each layer', () => {
    const masks = [
      [1, 1],
      [1, 2],
      [2, 1],
    ].map(([layer, update]) => dropoutMask({ seed: 7 }, { layer: layer!, update: update!, rate: 0.3 }, [400, 250]))
    for (const mask of masks) {
      const dropped = mask.filter((one) => one === 0).length / mask.length
      expect(Math.abs(dropped - 0.3)).toBeLessThan(0.005)
    }
    const both = (a: Float32Array, b: Float32Array): number => a.filter((one, i) => one === 0 && b[i] === 0).length
    expect(Math.abs(both(masks[0]!, masks[1]!) / 100_000 - 0.09)).toBeLessThan(0.005)
    expect(Math.abs(both(masks[0]!, masks[2]!) / 100_000 - 0.09)).toBeLessThan(0.005)
  })
})

describe('a loss that is not finite', () => {
  it.each([
    ['full batches', 100],
    ['small batches', 8],
  ])('ends the block with the last state whose loss was finite: %s', async (_, batchSize) => {
    const net = network(2, [], 1)
    const spec = specOf(net, 'mse', { optimizer: { kind: 'sgd', learningRate: 100 }, batchSize, seed: 1 })
    const data = madeUpData(net, 'mse', 100)
    const { finite, state, epochs } = await train(spec, data, 1000)
    expect(finite).toBe(false)
    expect(state.epoch).toBeLessThan(1000)
    expect(state.step).toBeGreaterThan(1)
    expect(state.parameters.every(Number.isFinite)).toBe(true)
    expect(epochs.loss.every((loss) => loss !== null && Number.isFinite(loss))).toBe(true)
    const again = await train(spec, data, 1000, { milliseconds: 0 })
    expect(bytes(again.state)).toEqual(bytes(state))
    expect(again.state.step).toBe(state.step)
    expect(again.epochs.loss).toEqual(epochs.loss)
  })

  it('is reported at once, with the state it began with, where the data hold it', async () => {
    const net = network(1, [], 1)
    const spec = specOf(net, 'mse', { optimizer: sgd, batchSize: 4, seed: 1 })
    const data = { ...madeUpData(net, 'mse', 4), features: new Float32Array([1, 2, Infinity, 4]) }
    const from = firstState(spec)
    const { finite, state } = await train(spec, data, 10, { from })
    expect(finite).toBe(false)
    expect(state.parameters).toEqual(from.parameters)
  })
})

describe('a block', () => {
  it('keeps to its time, whatever an epoch takes', async () => {
    const net = network(20, [64, 32], 1, 'relu')
    const spec = specOf(net, 'mse', { optimizer: adam, batchSize: 32, seed: 1 })
    const session = await createOnnxEngine().startTraining(spec, madeUpData(net, 'mse', 50_000, 10_000))
    let state = firstState(spec)
    const times: number[] = []
    for (let i = 0; i < 12; i++) {
      const began = performance.now()
      state = (await session.run(state, { milliseconds: 20, untilEpoch: 1000 })).state
      times.push(performance.now() - began)
    }
    await session.close()
    const typical = times.slice(2).sort((a, b) => a - b)[5]!
    expect(typical).toBeGreaterThan(4)
    expect(typical).toBeLessThan(80)
  })

  it('never goes past the epoch it was given', async () => {
    const spec = small(16)
    const session = await createOnnxEngine().startTraining(spec, madeUpData(spec.network, 'mse', 60))
    let state = firstState(spec)
    for (const untilEpoch of [1, 4, 5, 50]) {
      state = (await session.run(state, { milliseconds: 1000, untilEpoch })).state
      expect(state.epoch).toBe(untilEpoch)
    }
    await session.close()
  })
})

describe('rows that weigh differently', () => {
  it.each([
    { batchSize: 4, milliseconds: 5000 },
    { batchSize: 4, milliseconds: 0 },
    { batchSize: 10, milliseconds: 5000 },
  ])(
    'give the mean loss so weighted: batches of $batchSize, $milliseconds ms a call',
    async ({ batchSize, milliseconds }) => {
      // Without weights to move the network answers zero, so that a row's loss is its target's square.
      const still = { kind: 'sgd', learningRate: 1e-9 } as const
      const spec = specOf(network(2, [], 1), 'mse', { batchSize, optimizer: still })
      const weights = Float32Array.from({ length: 10 }, (_, i) => [0, 0.25, 1, 4][i % 4]!)
      const targets = Float32Array.from({ length: 10 }, (_, i) => i + 1)
      const data = { ...madeUpData(spec.network, 'mse', 10), targets, weights }
      const from = firstState(spec, new Float32Array(3))
      const { epochs } = await train(spec, data, 3, { from, milliseconds })
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      const expected = weights.reduce((sum, weight, i) => sum + weight * targets[i]! ** 2, 0) / total
      expect(epochs.loss).toHaveLength(3)
      for (const loss of epochs.loss) expect(Math.abs(loss! / expected - 1)).toBeLessThan(1e-5)
    },
  )
})

/** Every layer, loss and optimizer comes to the same numbers on onnxruntime, TensorFlow's graph and XLA. */
import { describe, expect, it } from 'vitest'
import type { Activation, EngineId, Loss, Optimizer } from '../../../../src-shared/recipe'
import { hiddenActivations } from '../../../../src-shared/recipe'
import type { TrainingData, TrainingSpec, TrainingState } from '../../../../src-main/engines/engine'
import type { Network } from '../../../../src-main/program/network'
import { initialParameters, optimizerSlots, outputsOf } from '../../../../src-main/program/network'
import { createRandom } from '../../../../src-main/program/random'
import { shelfWithTensorflow, withoutTensorflow } from '../../../support/tensorflow'

const steps = 100
const rows = 90
const inputs = 5

const adam = { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const
const sgd = { kind: 'sgd', learningRate: 0.05 } as const

/** 7 steps an epoch, the last of them padded. */
function specOf(hidden: Activation, loss: Loss, optimizer: Optimizer, batchSize = 14): TrainingSpec {
  const units = loss === 'categorical-cross-entropy' ? 3 : 1
  const layers: Network['layers'] = [
    { units: 8, activation: hidden },
    { units: 6, activation: hidden },
    { units, activation: 'linear' },
  ]
  return { network: { inputs, layers }, loss, optimizer, batchSize, seed: 5 }
}

function dataOf({ network, loss }: TrainingSpec): TrainingData {
  const next = createRandom(3, 'initial-parameters', 0)
  const outputs = outputsOf(network)
  const make = (count: number): [Float32Array, Float32Array] => {
    const features = Float32Array.from({ length: count * inputs }, () => 2 * next() - 1)
    const targets = new Float32Array(count * outputs)
    for (let row = 0; row < count; row++) {
      const [a, b] = [features[row * inputs]!, features[row * inputs + 1]!]
      if (loss === 'categorical-cross-entropy') targets[row * outputs + (a > 0.3 ? 2 : b > 0 ? 1 : 0)] = 1
      else targets[row] = loss === 'mse' ? a * b + 0.5 * a : Number(a > b)
    }
    return [features, targets]
  }
  const [features, targets] = make(rows)
  const [validationFeatures, validationTargets] = make(20)
  return { features, targets, validationFeatures, validationTargets }
}

function firstState({ network, optimizer, seed }: TrainingSpec): TrainingState {
  const parameters = initialParameters(network, seed)
  const slots = Object.fromEntries(optimizerSlots(optimizer).map((name) => [name, new Float32Array(parameters.length)]))
  return { parameters, slots, step: 0, epoch: 0, position: 0, epochLossSum: 0 }
}

async function train(
  id: EngineId,
  spec: TrainingSpec,
  state = firstState(spec),
  untilStep = steps,
): Promise<TrainingState> {
  const engine = await shelfWithTensorflow().open(id)
  const session = await engine.startTraining(spec, dataOf(spec))
  const block = await session.run(state, { milliseconds: Infinity, untilEpoch: 1000, untilStep })
  await session.close()
  expect(block.finite).toBe(true)
  return block.state
}

/** Largest difference over largest number. */
function difference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0) / largest
}

async function expectParity(spec: TrainingSpec): Promise<void> {
  const onnx = await train('onnx', spec)
  expect(onnx.step).toBe(steps)
  for (const id of ['tensorflow', 'tensorflow-xla'] as const) {
    const other = await train(id, spec)
    expect(difference(onnx.parameters, other.parameters), id).toBeLessThan(1e-4)
    for (const [name, slot] of Object.entries(onnx.slots)) {
      expect(difference(slot, other.slots[name]!), `${id} ${name}`).toBeLessThan(1e-3)
    }
  }
}

describe.skipIf(withoutTensorflow)('after 100 steps the engines agree to 1e-4', () => {
  it.each(hiddenActivations)('with %s layers', (activation) => expectParity(specOf(activation, 'mse', sgd)))

  it.each(['mse', 'binary-cross-entropy', 'categorical-cross-entropy'] as const)('on %s', (loss) =>
    expectParity(specOf('tanh', loss, adam)),
  )

  it('with every row in each step', () => expectParity(specOf('tanh', 'mse', adam, rows)))
})

describe.skipIf(withoutTensorflow)('a state', () => {
  const spec = specOf('tanh', 'mse', adam)

  it.each(['tensorflow', 'tensorflow-xla'] as const)(
    'comes to the same bytes on %s however its way is cut',
    async (id) => {
      const whole = await train(id, spec)
      const half = await train(id, spec, firstState(spec), 37)
      expect(half.step).toBe(37)
      expect(await train(id, spec, half)).toEqual(whole)
    },
  )

  it('moves from engine to engine', async () => {
    const onnx = await train('onnx', spec)
    const there = await train('tensorflow-xla', spec, await train('onnx', spec, firstState(spec), 41), 70)
    const back = await train('tensorflow', spec, there)
    expect(back).toMatchObject({ step: steps, epoch: onnx.epoch, position: onnx.position })
    expect(difference(onnx.parameters, back.parameters)).toBeLessThan(1e-4)
  })
})

describe.skipIf(withoutTensorflow)('predictions', () => {
  it('are those of onnxruntime', async () => {
    const spec = specOf('relu', 'categorical-cross-entropy', adam)
    const { parameters } = firstState(spec)
    const { features } = dataOf(spec)
    const answers = await Promise.all(
      (['onnx', 'tensorflow'] as const).map(async (id) => {
        const engine = await shelfWithTensorflow().open(id)
        const session = await engine.startInference(spec.network, 'classification', parameters)
        return session.run(features, rows).finally(() => session.close())
      }),
    )
    expect(difference(answers[0]!, answers[1]!)).toBeLessThan(1e-5)
  })
})

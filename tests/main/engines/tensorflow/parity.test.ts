/** Every layer, loss, optimizer, schedule and limit comes to the same numbers on onnxruntime, TensorFlow's graph and XLA. */
import { describe, expect, it } from 'vitest'
import type { EngineId } from '../../../../src-shared/recipe'
import type { TrainingData, TrainingSpec, TrainingState } from '../../../../src-main/engines/engine'
import { shelfWithTensorflow, withoutTensorflow } from '../../../support/tensorflow'
import { numbers } from '../../program/evaluate'
import { referenceCases } from '../onnx/reference-cases'
import { firstState, madeUpData, network, relativeDifference, specOf } from '../onnx/session-fixture'

const steps = 100

type Way = { from?: TrainingState; untilStep?: number }

async function train(id: EngineId, spec: TrainingSpec, data: TrainingData, way: Way = {}): Promise<TrainingState> {
  const { from = firstState(spec), untilStep = steps } = way
  const engine = await shelfWithTensorflow().open(id)
  const session = await engine.startTraining(spec, data)
  const block = await session.run(from, { milliseconds: Infinity, untilEpoch: 1000, untilStep })
  await session.close()
  expect(block.finite).toBe(true)
  return block.state
}

/** The last epoch's steps may be all done and its validation still to come. */
function expectClose(found: TrainingState, expected: TrainingState, by: number): void {
  expect(found.step).toBe(expected.step)
  expect(relativeDifference(found.parameters, expected.parameters)).toBeLessThan(by)
  if (expected.statistics.length > 0) {
    expect(relativeDifference(found.statistics, expected.statistics)).toBeLessThan(by)
  }
}

describe.skipIf(withoutTensorflow).each(['tensorflow', 'tensorflow-xla'] as const)(
  'after 100 steps %s agrees with onnxruntime to 1e-4',
  (id) => {
    it.each(referenceCases)('$name', async ({ spec, data }) => {
      const longer = { ...spec, epochs: 20 }
      expectClose(await train(id, longer, data), await train('onnx', longer, data), 1e-4)
    })
  },
)

describe.skipIf(withoutTensorflow)('a state', () => {
  const net = network(4, [8, 6], 1)
  const spec = specOf(net, 'mse', {
    optimizer: { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    batchSize: 14,
    epochs: 15,
  })
  const data = madeUpData(net, 'mse', 90, 20)

  it.each(['tensorflow', 'tensorflow-xla'] as const)(
    'comes to the same bytes on %s however its way is cut',
    async (id) => {
      const whole = await train(id, spec, data)
      const half = await train(id, spec, data, { untilStep: 37 })
      expect(half.step).toBe(37)
      expect(await train(id, spec, data, { from: half })).toEqual(whole)
    },
  )

  it('moves from engine to engine', async () => {
    const onnx = await train('onnx', spec, data)
    const first = await train('onnx', spec, data, { untilStep: 41 })
    const there = await train('tensorflow-xla', spec, data, { from: first, untilStep: 70 })
    const back = await train('tensorflow', spec, data, { from: there })
    expect(back).toMatchObject({ step: steps, epoch: onnx.epoch, position: onnx.position })
    expectClose(back, onnx, 1e-4)
  })

  it.each(['tensorflow', 'tensorflow-xla'] as const)('with every row in each step does so on %s too', async (id) => {
    const whole = { ...spec, batchSize: 90 }
    expectClose(await train(id, whole, data), await train('onnx', whole, data), 1e-4)
  })

  it.each(['tensorflow', 'tensorflow-xla'] as const)(
    'is the last finite one where a loss is not, on %s',
    async (id) => {
      const wild: TrainingSpec = { ...spec, optimizer: { kind: 'sgd', learningRate: 1e12 } }
      const session = await (await shelfWithTensorflow().open(id)).startTraining(wild, data)
      const { finite, state } = await session.run(firstState(wild), { milliseconds: Infinity, untilEpoch: 100 })
      await session.close()
      expect(finite).toBe(false)
      expect(state.parameters.every(Number.isFinite)).toBe(true)
    },
  )
})

it.skipIf(withoutTensorflow)('predictions are those of onnxruntime', async () => {
  const net = network(4, [8, 6], 3)
  const spec = specOf(net, 'categorical-cross-entropy')
  const rows = Float32Array.from(numbers(4 * 50, 9))
  const predict = async (id: EngineId): Promise<Float32Array> => {
    const session = await (await shelfWithTensorflow().open(id)).startInference(net, firstState(spec))
    return session.run(rows, 50).finally(() => session.close())
  }
  expect(relativeDifference(await predict('tensorflow'), await predict('onnx'))).toBeLessThan(1e-5)
})

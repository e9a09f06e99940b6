/** Steps opened up: the same numbers as training's, and losses in double for differences. */
import { describe, expect, it } from 'vitest'
import type { Loss } from '../../../../src-shared/recipe'
import { createOnnxEngine } from '../../../../src-main/engines/onnx/onnx-engine'
import type { TrainingSpec } from '../../../../src-main/engines/engine'
import { initialParameters, outputsOf } from '../../../../src-main/program/network'
import { epochOrder } from '../../../../src-main/program/random'
import { referenceCases, rows } from './reference-cases'
import { adam, firstState, madeUpData, network, relativeDifference, sgd, specOf } from './session-fixture'

const cases = (['mse', 'binary-cross-entropy', 'categorical-cross-entropy'] as const).flatMap((loss) =>
  [sgd, adam].map((optimizer) => ({ loss, optimizer, kind: optimizer.kind })),
)

function specFor(loss: Loss, optimizer: TrainingSpec['optimizer'], rows: number): TrainingSpec {
  const net = network(3, [5, 4], loss === 'binary-cross-entropy' ? 1 : 3)
  return specOf(net, loss, { optimizer, batchSize: rows, seed: 5 })
}

function pick(values: Float32Array, width: number, order: Int32Array): Float32Array {
  return Float32Array.from([...order].flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]))
}

describe.each(cases)('$loss, $kind', ({ loss, optimizer }) => {
  it('an opened step leads to the state that training leads to, the last and smaller batch too', async () => {
    const spec = specFor(loss, optimizer, 4)
    const data = madeUpData(spec.network, loss, 10)
    const engine = createOnnxEngine()
    const session = await engine.startTraining(spec, data)
    const inspection = engine.startInspection(spec, 3)
    let state = firstState(spec)
    const order = epochOrder(10, spec.seed, 0)
    const outputs = outputsOf(spec.network)
    for (let position = 0; position < 3; position++) {
      const rows = order.subarray(4 * position, 4 * position + 4)
      const batch = {
        features: pick(data.features, 3, rows),
        targets: pick(data.targets, outputs, rows),
        weights: null,
        rows: rows.length,
      }
      const trace = await inspection.step(state, batch)
      const block = await session.run(state, { milliseconds: 50, untilEpoch: 9, untilStep: position + 1 })
      expect(block.state.step).toBe(position + 1)
      expect(relativeDifference(trace.parameters, block.state.parameters)).toBeLessThan(1e-5)
      for (const [name, slot] of Object.entries(trace.slots)) {
        expect(relativeDifference(slot, block.state.slots[name]!)).toBeLessThan(1e-5)
      }
      const ofRows = Array.from(trace.values['lossOfRow']!).slice(0, batch.rows)
      const mean = ofRows.reduce((sum, one) => sum + one, 0) / batch.rows
      expect(mean).toBeCloseTo(trace.values['loss']![0]!, 5)
      state = block.state
    }
    expect(state).toMatchObject({ epoch: 1, position: 0 })
    await session.close()
    await inspection.close()
  })

  it('the slope of the loss along a parameter is its gradient', async () => {
    const spec = specFor(loss, optimizer, 10)
    const data = madeUpData(spec.network, loss, 10)
    const inspection = createOnnxEngine().startInspection(spec, 1)
    const state = firstState(spec, initialParameters(spec.network, 3))
    const rows = { features: data.features, targets: data.targets, weights: null, rows: 10 }
    const { values } = await inspection.step(state, rows)
    const gradient = values['backward.layers.0.weights']!
    const total = state.parameters.length
    for (let k = 0; k < gradient.length; k++) {
      const first = new Float64Array(total)
      first[k] = 1
      const plane = { center: Float64Array.from(state.parameters), first, second: new Float64Array(total) }
      const [minus, plus] = await inspection.lossesOn(state, plane, Float64Array.of(-1e-4, 0, 1e-4, 0), rows)
      expect((plus! - minus!) / 2e-4).toBeCloseTo(gradient[k]!, 5)
    }
    await inspection.close()
  })
})

/** Layers as training goes through them: with the batch's own figures, with dropout, with embeddings. */
describe('the slope of the loss along a parameter is its gradient, through layers of every kind', () => {
  const layered = referenceCases.filter(({ name }) => /dropout|norm|residual|embedding/.test(name))
  it.each(layered.filter(({ name }) => !name.includes('limit')))('$name', async ({ spec, data }) => {
    const inspection = createOnnxEngine().startInspection({ ...spec, batchSize: rows }, 1)
    const state = firstState(spec)
    const batch = { ...data, rows }
    const { gradient } = await inspection.step(state, batch)
    const total = state.parameters.length
    const center = Float64Array.from(state.parameters)
    for (let k = 0; k < total; k += 3) {
      const first = new Float64Array(total)
      first[k] = 1
      const plane = { center, first, second: new Float64Array(total) }
      const [minus, plus] = await inspection.lossesOn(state, plane, Float64Array.of(-1e-5, 0, 1e-5, 0), batch)
      expect(Math.abs((plus! - minus!) / 2e-5 - gradient[k]!)).toBeLessThan(2e-5)
    }
    await inspection.close()
  })
})

it('a budget of updates ends exactly there, whatever the epochs, and gives the bits of one that has no end', async () => {
  const spec = specFor('mse', adam, 4)
  const data = madeUpData(spec.network, 'mse', 10, 3)
  const session = await createOnnxEngine().startTraining(spec, data)
  const whole = await session.run(firstState(spec), { milliseconds: 5000, untilEpoch: 12 })
  let state = firstState(spec)
  const losses: (number | null)[] = []
  for (const untilStep of [1, 3, 4, 17, 36]) {
    while (state.step < untilStep) {
      const block = await session.run(state, { milliseconds: 50, untilEpoch: 99, untilStep })
      state = block.state
      losses.push(...block.epochs.validationLoss)
    }
    expect(state.step).toBe(untilStep)
  }
  expect(state).toEqual(whole.state)
  expect(losses).toEqual(whole.epochs.validationLoss)
  await session.close()
})

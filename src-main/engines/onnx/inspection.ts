/** Single steps of a training, opened up on onnxruntime, and the loss over planes through the parameters. */
import type { Program } from '../../program/program'
import { outputsOf, parameterLayout, statisticLayout } from '../../program/network'
import { planeProgram, stepProgram } from '../../program/inspection-program'
import type { InspectionSession, Plane, StepRows, StepTrace, TrainingSpec, TrainingState } from '../engine'
import { learningRates, planOf } from '../spec'
import { nextVectors, stateFeeds } from '../feeds'
import type { Elements, Feed } from '../compiled-program'
import { floats } from '../compiled-program'
import { lowerProgram } from './lower'
import { NativeSession } from './native-session'
import { threadsFor } from '../threads'

/** Multiplications of one call over a plane: about 50 ms of them. */
const mostMultiplications = 200_000_000

export class OnnxInspection implements InspectionSession {
  readonly #spec: TrainingSpec
  readonly #inputs: number
  readonly #outputs: number
  readonly #total: number
  readonly #steps: number
  readonly #sessions = new Map<'step' | 'plane', Promise<NativeSession>>()

  /** @param steps of an epoch: where in the schedule a step stands */
  constructor(spec: TrainingSpec, steps: number) {
    this.#spec = spec
    this.#steps = steps
    this.#inputs = spec.network.inputs
    this.#outputs = outputsOf(spec.network)
    this.#total = parameterLayout(spec.network).total
  }

  async step(state: TrainingState, rows: StepRows): Promise<StepTrace> {
    const { batchSize } = this.#spec
    const session = await this.#session('step')
    const rates = learningRates(this.#spec, this.#steps, state, 1)
    const found = await session.run({
      features: { data: padded(rows.features, this.#inputs, rows.rows, batchSize), shape: [batchSize, this.#inputs] },
      targets: { data: padded(rows.targets, this.#outputs, rows.rows, batchSize), shape: [batchSize, this.#outputs] },
      weights: { data: Float32Array.from(shareOut(rows.weights, rows.rows, batchSize)), shape: [batchSize, 1] },
      ...this.#shares(rows.rows),
      updates: { data: Float64Array.of(state.step + 1), shape: [] },
      rates: { data: rates, shape: [] },
      ...stateFeeds(this.#spec, state),
    })
    return {
      loss: floats(found, 'loss')[0]!,
      gradient: floats(found, 'gradient'),
      ...nextVectors(this.#spec, found),
      learningRate: rates[0]!,
      values: Object.fromEntries(Object.entries(found).flatMap(([name, value]) => numeric(name, value))),
    }
  }

  async lossesOn(state: TrainingState, plane: Plane, at: Float64Array, rows: StepRows): Promise<Float64Array> {
    const points = at.length / 2
    const session = await this.#session('plane')
    const most = Math.max(1, Math.floor(mostMultiplications / (rows.rows * this.#total)))
    const losses = new Float64Array(points)
    const updates = { data: Float64Array.of(state.step + 1), shape: [] }
    const fixed = { ...this.#planeFeeds(plane, rows), updates }
    for (let from = 0; from < points; from += most) {
      const count = Math.min(most, points - from)
      const part = { data: at.subarray(2 * from, 2 * (from + count)), shape: [count, 2] }
      const found = await session.run({ ...fixed, at: part })
      losses.set(found['losses'] as Float64Array, from)
      // A native call holds the thread: others get their turn in between.
      await new Promise((resolve) => setImmediate(resolve))
    }
    return losses
  }

  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()]
    this.#sessions.clear()
    for (const session of sessions) await (await session).close()
  }

  /** The rows' shares of the batch; a network without running statistics has no use for them. */
  #shares(rows: number): Record<string, Feed> {
    if (statisticLayout(this.#spec.network).total === 0) return {}
    const { batchSize } = this.#spec
    return { shares: { data: Float32Array.from(shareOut(null, rows, batchSize)), shape: [batchSize, 1] } }
  }

  #planeFeeds({ center, first, second }: Plane, { features, targets, weights, rows }: StepRows): Record<string, Feed> {
    return {
      features: { data: Float64Array.from(features), shape: [rows, this.#inputs] },
      targets: { data: Float64Array.from(targets), shape: [rows, this.#outputs] },
      weights: { data: shareOut(weights, rows), shape: [rows, 1] },
      shares: { data: shareOut(null, rows), shape: [rows, 1] },
      center: { data: center, shape: [this.#total] },
      first: { data: first, shape: [this.#total] },
      second: { data: second, shape: [this.#total] },
      none: { data: Float64Array.of(0), shape: [] },
    }
  }

  #session(kind: 'step' | 'plane'): Promise<NativeSession> {
    const { network, batchSize } = this.#spec
    const options = { threads: threadsFor(network, batchSize), double: kind === 'plane' }
    const open = this.#sessions.get(kind) ?? NativeSession.open(lowerProgram(this.#program(kind)), options)
    this.#sessions.set(kind, open)
    return open
  }

  #program(kind: 'step' | 'plane'): Program {
    const plan = { ...planOf(this.#spec), batchSize: this.#spec.batchSize, fullBatch: false, weighted: false }
    return kind === 'plane' ? planeProgram(plan) : stepProgram(plan)
  }
}

/** Each row's part of the whole, 0 for the padding behind the rows. null: every row weighs the same. */
function shareOut(weights: Float32Array | null, rows: number, padded = rows): Float64Array {
  const shares = new Float64Array(padded)
  const sum = weights === null ? rows : weights.reduce((total, weight) => total + weight, 0)
  for (let row = 0; row < rows && sum > 0; row++) shares[row] = (weights?.[row] ?? 1) / sum
  return shares
}

/** Filled up to a whole batch with its last row, which weighs nothing there. */
function padded(values: Float32Array, width: number, rows: number, batchSize: number): Float32Array {
  if (rows === batchSize) return values
  const whole = new Float32Array(batchSize * width)
  whole.set(values)
  const last = values.subarray((rows - 1) * width, rows * width)
  for (let row = rows; row < batchSize; row++) whole.set(last, row * width)
  return whole
}

function numeric(name: string, value: Elements): [string, Float32Array | Float64Array][] {
  return value instanceof Float32Array || value instanceof Float64Array ? [[name, value]] : []
}

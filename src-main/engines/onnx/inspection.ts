/** Single steps of a training, opened up on onnxruntime, and the loss over planes through the parameters. */
import type { Program } from '../../program/program'
import { optimizerSlots, outputsOf, parameterLayout } from '../../program/network'
import { planeProgram, stepProgram } from '../../program/training-program'
import type { InspectionSession, Plane, StepRows, StepTrace, TrainingSpec, TrainingState } from '../engine'
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
  readonly #slots: readonly string[]
  readonly #sessions = new Map<'step' | 'plane', Promise<NativeSession>>()

  constructor(spec: TrainingSpec) {
    this.#spec = spec
    this.#inputs = spec.network.inputs
    this.#outputs = outputsOf(spec.network)
    this.#total = parameterLayout(spec.network).total
    this.#slots = optimizerSlots(spec.optimizer)
  }

  async step(state: TrainingState, rows: StepRows): Promise<StepTrace> {
    const { batchSize } = this.#spec
    const session = await this.#session('step')
    const found = await session.run({
      features: { data: padded(rows.features, this.#inputs, rows.rows, batchSize), shape: [batchSize, this.#inputs] },
      targets: { data: padded(rows.targets, this.#outputs, rows.rows, batchSize), shape: [batchSize, this.#outputs] },
      weights: { data: new Float32Array(batchSize).fill(1 / rows.rows, 0, rows.rows), shape: [batchSize, 1] },
      updates: { data: Float64Array.of(state.step + 1), shape: [] },
      parameters: this.#vector(state.parameters),
      ...Object.fromEntries(this.#slots.map((name) => [`slots.${name}`, this.#vector(state.slots[name]!)])),
    })
    return {
      loss: floats(found, 'loss')[0]!,
      gradient: floats(found, 'gradient'),
      parameters: floats(found, 'nextParameters'),
      slots: Object.fromEntries(this.#slots.map((name) => [name, floats(found, `nextSlots.${name}`)])),
      values: Object.fromEntries(Object.entries(found).flatMap(([name, value]) => numeric(name, value))),
    }
  }

  async lossesOn(plane: Plane, at: Float64Array, rows: StepRows): Promise<Float64Array> {
    const points = at.length / 2
    const session = await this.#session('plane')
    const most = Math.max(1, Math.floor(mostMultiplications / (rows.rows * this.#total)))
    const losses = new Float64Array(points)
    const fixed = this.#planeFeeds(plane, rows)
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

  #planeFeeds({ center, first, second }: Plane, { features, targets, rows }: StepRows): Record<string, Feed> {
    return {
      features: { data: Float64Array.from(features), shape: [rows, this.#inputs] },
      targets: { data: Float64Array.from(targets), shape: [rows, this.#outputs] },
      weights: { data: new Float64Array(rows).fill(1 / rows), shape: [rows, 1] },
      center: { data: center, shape: [this.#total] },
      first: { data: first, shape: [this.#total] },
      second: { data: second, shape: [this.#total] },
      none: { data: Float64Array.of(0), shape: [] },
    }
  }

  #session(kind: 'step' | 'plane'): Promise<NativeSession> {
    const { network, batchSize } = this.#spec
    const open =
      this.#sessions.get(kind) ??
      NativeSession.open(lowerProgram(this.#program(kind)), { threads: threadsFor(network, batchSize) })
    this.#sessions.set(kind, open)
    return open
  }

  #program(kind: 'step' | 'plane'): Program {
    const { network, loss, optimizer, batchSize } = this.#spec
    if (kind === 'plane') return planeProgram({ network, loss })
    return stepProgram({ network, loss, optimizer, batchSize, fullBatch: false })
  }

  #vector(data: Float32Array): Feed {
    return { data, shape: [this.#total] }
  }
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

/** The native calls of a training: each of the three programs, compiled when first needed, fed and read. */
import { optimizerSlots } from '../program/network'
import type { TrainingPlan } from '../program/training-program'
import { epochsProgram, stepsProgram, validationProgram } from '../program/training-program'
import type { Program } from '../program/program'
import type { TrainingData, TrainingSpec, TrainingState } from './engine'
import { EpochOrders } from './epoch-orders'
import type { Compile, CompiledProgram, Feed, FeedFacts } from './compiled-program'
import { floats } from './compiled-program'
import type { ShapeOptions, TrainingShape } from './training-shape'
import { trainingShape } from './training-shape'

/** What a call gives: the vectors after it, the loss of every step, and Σ validation loss of every epoch, if any. */
export type CallResult = {
  parameters: Float32Array
  slots: Record<string, Float32Array>
  losses: Float32Array
  validationLosses: Float32Array | null
  seconds: number
}

/** How an engine trains: what compiles its programs, and how its calls are cut. */
export type TrainingOptions = ShapeOptions & { compile: Compile }

type Kind = 'steps' | 'epochs' | 'validation'

export class TrainingCalls {
  readonly shape: TrainingShape
  readonly #plan: TrainingPlan
  readonly #orders: EpochOrders
  readonly #sessions = new Map<Kind, Promise<CompiledProgram>>()
  readonly #compile: Compile
  readonly #slots: readonly string[]

  constructor(
    spec: TrainingSpec,
    private readonly data: TrainingData,
    { compile, ...options }: TrainingOptions,
  ) {
    this.shape = trainingShape(spec, data, options)
    this.#compile = compile
    const { batchSize, fullBatch } = this.shape
    this.#plan = { network: spec.network, loss: spec.loss, optimizer: spec.optimizer, batchSize, fullBatch }
    this.#orders = new EpochOrders(this.shape, spec.seed)
    this.#slots = optimizerSlots(spec.optimizer)
  }

  /** `count` steps of the epoch under way. */
  async steps(state: TrainingState, count: number): Promise<CallResult> {
    const { batchSize } = this.shape
    const session = await this.#session('steps')
    const from = state.position * batchSize
    const order = this.#orders.epoch(state.epoch).subarray(from, from + count * batchSize)
    return this.#train(session, state, {
      updates: { data: updateNumbers(state.step, count), shape: [count] },
      order: { data: order, shape: [count, batchSize] },
    })
  }

  /** `count` whole epochs; their validation losses too where the validation rows fit into a call. */
  async epochs(state: TrainingState, count: number): Promise<CallResult> {
    const { steps, batchSize, fullBatch } = this.shape
    const session = await this.#session('epochs')
    const updates = updateNumbers(state.step, count * steps)
    if (fullBatch)
      return this.#train(session, state, { ...this.#validation(), updates: { data: updates, shape: [count] } })
    return this.#train(session, state, {
      ...this.#validation(),
      updates: { data: updates, shape: [count, steps] },
      order: { data: this.#orders.epochs(state.epoch, count), shape: [count, steps, batchSize] },
    })
  }

  /** Σ loss over validation rows [from, from + count). */
  async validate(parameters: Float32Array, from: number, count: number): Promise<number> {
    const session = await this.#session('validation')
    const outputs = await session.run({ ...this.#validationRows(from, count), parameters: this.#vector(parameters) })
    return floats(outputs, 'lossSum')[0]!
  }

  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()]
    this.#sessions.clear()
    for (const session of sessions) await (await session).close()
  }

  async #train(session: CompiledProgram, state: TrainingState, feeds: Record<string, Feed>): Promise<CallResult> {
    const { rows, inputs, outputs } = this.shape
    const began = performance.now()
    const found = await session.run({
      features: { data: this.data.features, shape: [rows, inputs] },
      targets: { data: this.data.targets, shape: [rows, outputs] },
      parameters: this.#vector(state.parameters),
      ...Object.fromEntries(this.#slots.map((name) => [`slots.${name}`, this.#vector(state.slots[name]!)])),
      ...feeds,
    })
    return {
      parameters: floats(found, 'nextParameters'),
      slots: Object.fromEntries(this.#slots.map((name) => [name, floats(found, `nextSlots.${name}`)])),
      losses: floats(found, 'losses'),
      validationLosses: 'validationLosses' in found ? floats(found, 'validationLosses') : null,
      seconds: (performance.now() - began) / 1000,
    }
  }

  #validation(): Record<string, Feed> {
    const { wholeEpochs, validationRows } = this.shape
    return wholeEpochs && validationRows > 0 ? this.#validationRows(0, validationRows) : {}
  }

  #validationRows(from: number, count: number): Record<string, Feed> {
    const { inputs, outputs } = this.shape
    const { validationFeatures, validationTargets } = this.data
    return {
      validationFeatures: {
        data: validationFeatures.subarray(from * inputs, (from + count) * inputs),
        shape: [count, inputs],
      },
      validationTargets: {
        data: validationTargets.subarray(from * outputs, (from + count) * outputs),
        shape: [count, outputs],
      },
    }
  }

  #vector(data: Float32Array): Feed {
    return { data, shape: [this.shape.total] }
  }

  #session(kind: Kind): Promise<CompiledProgram> {
    const open = this.#sessions.get(kind) ?? this.#compile(this.#program(kind), this.#facts(kind))
    this.#sessions.set(kind, open)
    return open
  }

  #facts(kind: Kind): FeedFacts {
    const { rows, mostSteps, mostEpochs, steps, validationChunk, validationRows } = this.shape
    const kept = ['features', 'targets', 'validationFeatures', 'validationTargets']
    if (kind === 'epochs') return { sizes: { rows }, most: { epochs: mostEpochs }, kept }
    if (kind === 'steps') return { sizes: { rows }, most: { steps: Math.min(steps, mostSteps) }, kept }
    return { sizes: {}, most: { validationRows: Math.min(validationRows, validationChunk) }, kept }
  }

  #program(kind: Kind): Program {
    const { steps, validationRows, wholeEpochs } = this.shape
    if (kind === 'steps') return stepsProgram(this.#plan)
    if (kind === 'validation') return validationProgram(this.#plan)
    return epochsProgram(this.#plan, steps, wholeEpochs ? validationRows : 0)
  }
}

/** The numbers of the next `count` updates, counted from 1. */
function updateNumbers(done: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => done + 1 + i)
}

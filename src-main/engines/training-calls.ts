/** The native calls of a training: each of the three programs, compiled when first needed, fed and read. */
import type { TrainingPlan } from '../program/training-plan'
import { epochsProgram, stepsProgram, validationProgram } from '../program/training-program'
import type { Program } from '../program/program'
import type { Learned, TrainingData, TrainingSpec, TrainingState } from './engine'
import { EpochOrders } from './epoch-orders'
import type { Compile, CompiledProgram, Feed, FeedFacts } from './compiled-program'
import { floats } from './compiled-program'
import { learnedFeeds, nextVectors, stateFeeds } from './feeds'
import { learningRates, planOf } from './spec'
import type { ShapeOptions, TrainingShape } from './training-shape'
import { trainingShape } from './training-shape'

/** What a call gives: the vectors after it, the loss of every step, and Σ validation loss of every epoch, if any. */
export type CallResult = Pick<TrainingState, 'parameters' | 'slots' | 'statistics'> & {
  losses: Float32Array
  /** Of each step: Σ of what its rows weigh. */
  stepWeights: Float64Array
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

  constructor(
    private readonly spec: TrainingSpec,
    private readonly data: TrainingData,
    { compile, ...options }: TrainingOptions,
  ) {
    this.shape = trainingShape(spec, data, options)
    this.#compile = compile
    const { batchSize, fullBatch } = this.shape
    this.#plan = { ...planOf(spec), batchSize, fullBatch, weighted: data.weights !== null }
    this.#orders = new EpochOrders(this.shape, spec.seed)
  }

  /** `count` steps of the epoch under way. */
  async steps(state: TrainingState, count: number): Promise<CallResult> {
    const { batchSize } = this.shape
    const session = await this.#session('steps')
    const from = state.position * batchSize
    const order = this.#orders.epoch(state.epoch).subarray(from, from + count * batchSize)
    const feeds = { ...this.#numbers(state, [count]), order: { data: order, shape: [count, batchSize] } }
    return this.#train(session, state, feeds, this.#weigh(order))
  }

  /** `count` whole epochs; their validation losses too where the validation rows fit into a call. */
  async epochs(state: TrainingState, count: number): Promise<CallResult> {
    const { steps, batchSize, fullBatch } = this.shape
    const session = await this.#session('epochs')
    const numbers = this.#numbers(state, fullBatch ? [count] : [count, steps])
    const fixed = { ...this.#validation(), ...numbers }
    if (fullBatch) {
      return this.#train(session, state, fixed, new Float64Array(count).fill(this.shape.totalWeight))
    }
    const order = this.#orders.epochs(state.epoch, count)
    const feeds = { ...fixed, order: { data: order, shape: [count, steps, batchSize] } }
    return this.#train(session, state, feeds, this.#weigh(order))
  }

  /** Σ loss over validation rows [from, from + count). */
  async validate(learned: Learned, from: number, count: number): Promise<number> {
    const session = await this.#session('validation')
    const fixed = learnedFeeds(this.spec.network, learned)
    const outputs = await session.run({ ...this.#validationRows(from, count), ...fixed })
    return floats(outputs, 'lossSum')[0]!
  }

  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()]
    this.#sessions.clear()
    for (const session of sessions) await (await session).close()
  }

  /** Σ of what the rows of each step weigh; what pads the last one of an epoch weighs nothing. */
  #weigh(order: Int32Array): Float64Array {
    const { batchSize } = this.shape
    const { weights } = this.data
    const sums = new Float64Array(order.length / batchSize)
    for (let i = 0; i < order.length; i++) {
      const row = order[i]!
      if (row >= 0) sums[(i / batchSize) | 0]! += weights === null ? 1 : weights[row]!
    }
    return sums
  }

  async #train(
    session: CompiledProgram,
    state: TrainingState,
    feeds: Record<string, Feed>,
    stepWeights: Float64Array,
  ): Promise<CallResult> {
    const { rows, inputs, outputs } = this.shape
    const began = performance.now()
    const found = await session.run({
      features: { data: this.data.features, shape: [rows, inputs] },
      targets: { data: this.data.targets, shape: [rows, outputs] },
      ...(this.data.weights === null ? {} : { rowWeights: { data: this.data.weights, shape: [rows] } }),
      ...stateFeeds(this.spec, state),
      ...feeds,
    })
    return {
      ...nextVectors(this.spec, found),
      losses: floats(found, 'losses'),
      stepWeights,
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

  /** The numbers and learning rates of the next steps, as many as the shape has. */
  #numbers(state: TrainingState, shape: number[]): Record<string, Feed> {
    const count = shape.reduce((product, size) => product * size, 1)
    return {
      updates: { data: updateNumbers(state.step, count), shape },
      rates: { data: learningRates(this.spec, this.shape.steps, state, count), shape },
    }
  }

  #session(kind: Kind): Promise<CompiledProgram> {
    const open = this.#sessions.get(kind) ?? this.#compile(this.#program(kind), this.#facts(kind))
    this.#sessions.set(kind, open)
    return open
  }

  #facts(kind: Kind): FeedFacts {
    const { rows, mostSteps, mostEpochs, steps, validationChunk, validationRows } = this.shape
    const kept = ['features', 'targets', 'rowWeights', 'validationFeatures', 'validationTargets']
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

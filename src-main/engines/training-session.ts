/**
 * A training under way on an engine: the data stay where they are, the state goes in and comes out as plain tensors.
 *
 * Whole epochs run in one native call while they fit into the time given; an epoch that does not is cut into blocks of
 * steps. Which of the two it was, and how long the blocks were, changes no bit of the result.
 */
import { appendEpochs, noEpochs } from '../../src-shared/run'
import type { Block, Budget, TrainingData, TrainingSession, TrainingSpec, TrainingState } from './engine'
import type { CallKind } from './pace'
import { Pace } from './pace'
import { afterEpochs, afterSteps, endEpoch, epochsOf, nextEpoch } from './progress'
import type { CallResult, TrainingOptions } from './training-calls'
import { TrainingCalls } from './training-calls'
import type { TrainingShape } from './training-shape'

/** A native call can't be interrupted, and the curve moves with every one. */
const mostMilliseconds = 50
/**
 * A call takes the whole state in and gives it back, which costs as much as a good part of a step where layers are wide:
 * so many steps share it, unless that takes longer than `longestMilliseconds`.
 */
const fewestSteps = 4
const longestMilliseconds = 250

type Until = Omit<Budget, 'milliseconds'>

export class BlockTraining implements TrainingSession {
  readonly #calls: TrainingCalls
  readonly #shape: TrainingShape
  readonly #pace: Pace
  /** The last good call: where it started, its updates and what it gave. The way back when a loss is not finite. */
  #before: { state: TrainingState; updates: number; parameters: Float32Array } | null = null
  /** Validation under way: of which parameters, how many rows of it are done, and Σ loss over them. */
  #validation: { parameters: Float32Array; rows: number; sum: number } | null = null
  /** Time spent so far on the epoch under way. */
  #epochSeconds = 0

  constructor(spec: TrainingSpec, data: TrainingData, options: TrainingOptions) {
    this.#calls = new TrainingCalls(spec, data, options)
    this.#shape = this.#calls.shape
    this.#pace = new Pace(this.#shape)
  }

  async run(state: TrainingState, { milliseconds, untilEpoch, untilStep = Infinity }: Budget): Promise<Block> {
    const deadline = performance.now() + milliseconds
    const epochs = noEpochs()
    let now: Block = { state, epochs, finite: true }
    const goesOn = (): boolean =>
      now.finite &&
      now.state.epoch < untilEpoch &&
      (now.state.step < untilStep || now.state.position === this.#shape.steps)
    for (let left = milliseconds, calls = 0; goesOn(); calls++) {
      const call = this.#choose(now.state, Math.min(left, mostMilliseconds), { untilEpoch, untilStep })
      if (calls > 0 && this.#pace.seconds(call.kind) * 1000 > left) break
      now = await this.#make(now.state, call)
      appendEpochs(epochs, now.epochs)
      left = deadline - performance.now()
    }
    return { ...now, epochs }
  }

  close(): Promise<void> {
    return this.#calls.close()
  }

  /** What the next native call does: the end of an epoch, whole epochs where they fit, or a block of steps. */
  #choose(state: TrainingState, milliseconds: number, until: Required<Until>): { kind: CallKind; count: number } {
    const { steps, fullBatch, wholeEpochs, mostEpochs, mostSteps } = this.#shape
    if (state.position === steps) return { kind: 'validation', count: 1 }
    const stepsLeft = until.untilStep - state.step
    const epochsLeft = Math.min(until.untilEpoch - state.epoch, Math.floor(stepsLeft / steps))
    const most = wholeEpochs ? Math.min(mostEpochs, epochsLeft) : 1
    const epochs = Math.min(this.#pace.count('epochs', milliseconds), most)
    if (fullBatch) return { kind: 'epochs', count: Math.max(1, epochs) }
    if (state.position === 0 && wholeEpochs && epochs >= 1) return { kind: 'epochs', count: epochs }
    const few = Math.min(fewestSteps, this.#pace.count('steps', longestMilliseconds))
    const fitting = Math.max(this.#pace.count('steps', milliseconds), few)
    const count = Math.min(fitting, mostSteps, steps - state.position, stepsLeft)
    return { kind: 'steps', count: Math.max(1, count) }
  }

  async #make(state: TrainingState, { kind, count }: { kind: CallKind; count: number }): Promise<Block> {
    if (kind === 'validation') return this.#validate(state)
    const result = await this.#calls[kind](state, count)
    this.#pace.learn(kind, count, result.seconds)
    const failed = result.losses.findIndex((loss) => !Number.isFinite(loss))
    if (failed >= 0) return this.#goBack(state, result, failed)
    this.#before = { state, updates: result.losses.length, parameters: result.parameters }
    if (this.#endsEpochs(kind)) {
      const epochs = epochsOf(this.#shape, state, result, count)
      return { state: afterEpochs(this.#shape, state, result), epochs, finite: true }
    }
    this.#epochSeconds += result.seconds
    return { state: afterSteps(this.#shape, state, result), epochs: noEpochs(), finite: true }
  }

  /** One chunk of the validation rows; after the last one the epoch is over. */
  async #validate(state: TrainingState): Promise<Block> {
    const { validationRows, validationChunk } = this.#shape
    const began = performance.now()
    const { parameters } = state
    const sofar = this.#validation?.parameters === parameters ? this.#validation : { parameters, rows: 0, sum: 0 }
    const count = Math.min(validationChunk, validationRows - sofar.rows)
    const sum = count === 0 ? 0 : sofar.sum + (await this.#calls.validate(state, sofar.rows, count))
    const seconds = (performance.now() - began) / 1000
    this.#pace.learn('validation', 1, seconds)
    this.#epochSeconds += seconds
    this.#validation = { parameters, rows: sofar.rows + count, sum }
    if (sofar.rows + count < validationRows) return { state, epochs: noEpochs(), finite: true }
    const ended = endEpoch(this.#shape, state, validationRows === 0 ? null : sum / validationRows, this.#epochSeconds)
    this.#validation = null
    this.#epochSeconds = 0
    return { ...ended, finite: true }
  }

  /** The last state whose own loss was finite: the way there is made again, which gives the same bits. */
  async #goBack(state: TrainingState, result: CallResult, failed: number): Promise<Block> {
    const epochs =
      state.position === 0 ? epochsOf(this.#shape, state, result, Math.floor(failed / this.#shape.steps)) : noEpochs()
    if (failed > 0) return { state: await this.#replay(state, failed - 1), epochs, finite: false }
    const before = this.#before?.parameters === state.parameters ? this.#before : null
    const last = before === null ? state : await this.#replay(before.state, before.updates - 1)
    return { state: last, epochs, finite: false }
  }

  /** Exactly `updates` updates from `state` on; validation is left out. */
  async #replay(state: TrainingState, updates: number): Promise<TrainingState> {
    const { steps, fullBatch, wholeEpochs, mostSteps } = this.#shape
    let now = state
    for (let left = updates; left > 0; left = updates - (now.step - state.step)) {
      if (now.position === steps) now = nextEpoch(now)
      const whole = fullBatch && !wholeEpochs ? 1 : Math.floor(left / steps)
      const kind = fullBatch || (wholeEpochs && now.position === 0 && whole >= 1) ? 'epochs' : 'steps'
      const count = kind === 'epochs' ? whole : Math.min(left, steps - now.position, mostSteps)
      const result = await this.#calls[kind](now, count)
      now = (this.#endsEpochs(kind) ? afterEpochs : afterSteps)(this.#shape, now, result)
    }
    return now
  }

  /** Calls of that kind hold the validation too, so that their epochs are over with them. */
  #endsEpochs(kind: CallKind): boolean {
    return kind === 'epochs' && this.#shape.wholeEpochs
  }
}

/**
 * A walk through a training: it stands before a step, and moves by the very session that trains, so that every state
 * it passes is the training's own, to the bit. What a step computes inside comes from the engine's opened step.
 */
import { EpochwiseError } from '../../src-shared/errors'
import type { EpochColumns } from '../../src-shared/run'
import { appendEpochs, noEpochs } from '../../src-shared/run'
import type {
  Block,
  Engine,
  InspectionSession,
  StepRows,
  StepTrace,
  TrainingSession,
  TrainingState,
} from '../engines/engine'
import { epochsAfter } from '../training/epochs'
import { Batches } from './batches'
import { KeptStates } from './kept-states'
import type { Subject } from './subject'

export type MoveTools = {
  /** Replaying ends there, and the walk stands where it got to. */
  milliseconds: number
  signal?: AbortSignal
  progress?: (share: number) => void
}

/** A native call holds the thread; between two of them everyone else gets a turn. */
const callMilliseconds = 25

export class Walk {
  readonly batches: Batches
  readonly kept = new KeptStates()
  readonly inspection: InspectionSession
  readonly #training: Promise<TrainingSession>
  #state: TrainingState
  #trace: { state: TrainingState; trace: StepTrace } | null = null
  #epochs = noEpochs()
  #lastAddress: number | null = null
  /** It knows the way from the first state on, so that earlier steps than the kept ones can be had. */
  #fromStart: boolean

  constructor(
    readonly subject: Subject,
    engine: Engine,
    { state, fromStart }: { state: TrainingState; fromStart: boolean },
  ) {
    const { spec, data } = subject
    this.batches = new Batches(spec, data)
    this.inspection = engine.startInspection(spec, this.batches.stepsPerEpoch)
    this.#training = engine.startTraining(spec, data)
    this.#state = state
    this.#fromStart = fromStart
    this.kept.add(this.addressOf(state), state)
  }

  get state(): TrainingState {
    return this.#state
  }

  get address(): number {
    return this.addressOf(this.#state)
  }

  /** The step whose loss is not finite, once it is known: nothing leads on from there. */
  get lastAddress(): number | null {
    return this.#lastAddress
  }

  get firstAddress(): number {
    return this.#fromStart ? this.subject.firstAddress : this.kept.first.address
  }

  /** Epochs that ended on the way, each once, ascending. */
  get epochs(): EpochColumns {
    return this.#epochs
  }

  addressOf({ epoch, position }: TrainingState): number {
    return epoch * this.batches.stepsPerEpoch + position
  }

  rowNumbers(): Int32Array {
    return this.batches.numbers(this.#state.epoch, this.#state.position)
  }

  rows(): StepRows {
    return this.batches.pick(this.rowNumbers())
  }

  /** The step that stands here, opened up. */
  async trace(): Promise<StepTrace> {
    if (this.#trace?.state !== this.#state) {
      const trace = await this.inspection.step(this.#state, this.rows())
      this.#trace = { state: this.#state, trace }
      const kept = this.kept.at(this.address)
      if (kept !== null) kept.gradient = trace.gradient
      // A step too many is seen only when its own loss is asked for.
      if (!Number.isFinite(trace.loss)) this.#lastAddress = this.address
    }
    return this.#trace.trace
  }

  /** To a step, or as near as time and finite numbers allow. @returns whether it stands there */
  async move(address: number, tools: MoveTools): Promise<boolean> {
    const deadline = performance.now() + tools.milliseconds
    const target = Math.max(this.firstAddress, Math.min(address, this.#lastAddress ?? Infinity))
    await this.#setOut(target)
    const [from, way] = [this.address, Math.max(1, target - this.address)]
    while (!this.#standsAt(target) && this.#lastAddress !== this.address) {
      await this.#advance(target)
      tools.progress?.((this.address - from) / way)
      await new Promise((resolve) => setImmediate(resolve))
      if (tools.signal?.aborted === true || performance.now() > deadline) break
    }
    return this.#standsAt(target)
  }

  async close(): Promise<void> {
    await (await this.#training).close()
    await this.inspection.close()
  }

  /** From the nearest known state that is not behind the target. */
  async #setOut(target: number): Promise<void> {
    const kept = this.kept.upTo(target)
    if (kept !== null) this.#state = kept.state
    else if (this.#fromStart) {
      this.#state = await this.subject.startState()
      this.kept.add(this.address, this.#state)
    } else throw new EpochwiseError('loop.unable', 'Nothing leads back to that step.')
  }

  /** An epoch whose validation is still to come is ended first. */
  #standsAt(target: number): boolean {
    return this.address === target && this.#state.position < this.batches.stepsPerEpoch
  }

  async #advance(target: number): Promise<void> {
    const block = await this.#blockTowards(target)
    this.#note(block.epochs)
    this.#state = block.state
    if (!block.finite) await this.#meetEnd(target)
    this.kept.add(this.address, this.#state)
  }

  /** Up to the next drop of the rate at most: steps that went on behind one are made again. */
  async #blockTowards(target: number): Promise<Block> {
    const [before, session, { rates }] = [this.#state, await this.#training, this.subject]
    const untilStep = before.step + (target - this.addressOf(before))
    const budget = { milliseconds: callMilliseconds, untilEpoch: rates.nextDrop(before.epoch), untilStep }
    let block = await session.run(before, budget)
    rates.take(block.epochs)
    const drop = rates.nextDrop(before.epoch)
    const { epoch, position } = block.state
    if (epoch > drop || (epoch === drop && position > 0)) {
      block = await session.run(before, { ...budget, milliseconds: Infinity, untilEpoch: drop })
    }
    return { ...block, state: { ...block.state, rateFactor: rates.scaleAfter(block.state.epoch) } }
  }

  /** Training stops at the last finite loss; a walk may stand before the first that is not, to show how it came. */
  async #meetEnd(target: number): Promise<void> {
    this.kept.add(this.address, this.#state)
    const { loss, parameters, slots, statistics } = await this.trace()
    if (!Number.isFinite(loss)) return
    this.#lastAddress = this.address + 1
    if (target >= this.#lastAddress) this.#state = this.#after({ parameters, slots, statistics })
  }

  #after(next: Pick<TrainingState, 'parameters' | 'slots' | 'statistics'>): TrainingState {
    const { step, epoch, position } = this.#state
    const ends = position + 1 === this.batches.stepsPerEpoch
    return {
      ...this.#state,
      ...next,
      step: step + 1,
      epoch: ends ? epoch + 1 : epoch,
      position: ends ? 0 : position + 1,
      epochLossSum: 0,
    }
  }

  #note(epochs: EpochColumns): void {
    const known = this.#epochs.epoch.at(-1) ?? -1
    const from = epochs.epoch.findIndex((epoch) => epoch > known)
    if (from < 0) return
    const firstNew = epochs.epoch[from]!
    if (this.#epochs.epoch.length > 0 && firstNew !== known + 1) this.#epochs = noEpochs()
    appendEpochs(this.#epochs, epochsAfter(epochs, known))
  }
}

/**
 * A training that finds the fastest engine by itself: each one at hand makes a few of the run's own first blocks, against
 * the clock, then each a few more in turns, and the fastest goes on. Every step that was made counts: the state moves from
 * engine to engine. An engine is as fast as its best block: compiling, and whatever else the machine does, only slow it down.
 */
import type { EngineId } from '../../../src-shared/recipe'
import type { Block, Budget, TrainingSession, TrainingState } from '../engine'
import type { Choice } from './choice'
import { chosenWords } from './choice'

export type Candidate = { id: EngineId; name: string; open: () => Promise<TrainingSession> }

export type AutoOptions = {
  /** In the order in which they are tried; the first is sure to work. */
  candidates: readonly Candidate[]
  /** Steps of an epoch. */
  steps: number
  batchSize: number
  /** Told once. */
  onChoice: (choice: Choice) => void
  /** An engine that failed is left out. */
  onTrouble: (id: EngineId, error: unknown) => void
}

type Trial = Candidate & { session: TrainingSession; blocks: number; secondsPerStep: number; settled: boolean }

/** Blocks of a trial that have steps: until one is no better than the best before it, a tenth of it aside. */
const fewestBlocks = 3
const mostBlocks = 10
const noBetter = 0.9
/** Blocks that each engine then makes in turns, for a busy moment not to fall on one of them alone. */
const rounds = 2
/** Seconds of training still to come, from which on it pays to load and try another engine. */
const worthTrying = 3

export class AutoTraining implements TrainingSession {
  readonly #options: AutoOptions
  readonly #trials: Trial[] = []
  #waiting: Candidate[]
  /** Whose turn it still is; null: not all have been tried yet. */
  #turns: Trial[] | null = null
  #chosen: TrainingSession | null = null
  /** The last call, for the way of it to be made again: by the same engine, for the same bits. */
  #last: { state: TrainingState; session: TrainingSession } | null = null
  /** Sessions of those that were slower, kept while a call of theirs may be made again. */
  #left: TrainingSession[] = []

  constructor(options: AutoOptions) {
    this.#options = options
    this.#waiting = [...options.candidates]
  }

  async run(state: TrainingState, budget: Budget): Promise<Block> {
    if (this.#last?.state === state) return this.#last.session.run(state, budget)
    await this.#closeLeft()
    const trial = this.#chosen === null ? await this.#currentTrial() : null
    const session = trial?.session ?? this.#chosen!
    this.#last = { state, session }
    if (trial === null) return session.run(state, budget)
    try {
      const block = await this.#timed(trial, state, budget)
      if (trial.settled && !this.#comparing) this.#afterTrial(block.state, budget.untilEpoch)
      return block
    } catch (error) {
      if (this.#trials.length === 1) throw error
      await this.#giveUp(trial, error)
      return this.run(state, budget)
    }
  }

  async close(): Promise<void> {
    const open = new Set([...this.#trials.map(({ session }) => session), ...(this.#chosen ? [this.#chosen] : [])])
    this.#trials.length = 0
    await this.#closeLeft()
    for (const session of open) await session.close()
  }

  async #timed(trial: Trial, state: TrainingState, budget: Budget): Promise<Block> {
    const began = performance.now()
    const block = await trial.session.run(state, budget)
    const steps = block.state.step - state.step
    // Validation alone says nothing of steps, but may have been compiled.
    if (steps === 0) return block
    const own = (performance.now() - began) / 1000 / steps
    trial.blocks++
    trial.settled =
      trial.blocks >= fewestBlocks && (own > trial.secondsPerStep * noBetter || trial.blocks >= mostBlocks)
    trial.secondsPerStep = Math.min(trial.secondsPerStep, own)
    return block
  }

  /** The trial under way, the next one that opens, or whose turn it is; null: all is known, and the fastest was chosen. */
  async #currentTrial(): Promise<Trial | null> {
    const current = this.#trials.at(-1)
    if (current !== undefined && !current.settled) return current
    const next = this.#waiting.shift()
    if (next === undefined) return this.#nextTurn()
    try {
      const fresh = { blocks: 0, secondsPerStep: Infinity, settled: false }
      const trial = { ...next, session: await next.open(), ...fresh }
      this.#trials.push(trial)
      return trial
    } catch (error) {
      this.#options.onTrouble(next.id, error)
      return this.#currentTrial()
    }
  }

  get #comparing(): boolean {
    return this.#turns !== null
  }

  #nextTurn(): Trial | null {
    this.#turns ??= this.#trials.length > 1 ? Array.from({ length: rounds }, () => this.#trials).flat() : []
    const next = this.#turns.shift()
    if (next === undefined) this.#choose(null)
    return next ?? null
  }

  /** Where little is left to do, trying others takes longer than it saves. */
  #afterTrial(state: TrainingState, untilEpoch: number): void {
    const left = (untilEpoch * this.#options.steps - state.step) * this.#fastest().secondsPerStep
    if (left < worthTrying) this.#choose(this.#waiting.length > 0 ? 'short' : null)
  }

  #choose(why: 'short' | null): void {
    const fastest = this.#fastest()
    const others = this.#trials.filter((trial) => trial !== fastest && trial.secondsPerStep < Infinity)
    this.#chosen = fastest.session
    this.#waiting = []
    const rates = Object.fromEntries([fastest, ...others].map(({ id, secondsPerStep }) => [id, secondsPerStep]))
    const { batchSize } = this.#options
    this.#options.onChoice({ engine: fastest.id, words: chosenWords(fastest, others, batchSize, why), rates })
    this.#left = this.#trials.filter((trial) => trial !== fastest).map(({ session }) => session)
    this.#trials.length = 0
  }

  /** It failed while it computed: the state before it is still good. */
  async #giveUp(trial: Trial, error: unknown): Promise<void> {
    this.#options.onTrouble(trial.id, error)
    this.#trials.splice(this.#trials.indexOf(trial), 1)
    this.#turns = this.#turns?.filter((other) => other !== trial) ?? null
    this.#last = null
    await trial.session.close().catch(() => undefined)
  }

  async #closeLeft(): Promise<void> {
    const left = this.#left
    this.#left = []
    for (const session of left) await session.close()
  }

  #fastest(): Trial {
    return this.#trials.reduce((best, trial) => (trial.secondsPerStep < best.secondsPerStep ? trial : best))
  }
}

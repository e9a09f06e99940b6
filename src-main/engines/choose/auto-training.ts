/**
 * A training that finds the fastest engine by itself: each one at hand makes a few of the run's own first blocks, against
 * the clock, and the fastest goes on. Every step that was made counts: the state moves from engine to engine.
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

type Trial = Candidate & { session: TrainingSession; blocks: number; seconds: number; steps: number }

/** The first block of an engine pays for loading and compiling, and is not counted. */
const blocksOfTrial = 3
/** Seconds of training still to come, from which on it pays to load and try another engine. */
const worthTrying = 3

export class AutoTraining implements TrainingSession {
  readonly #options: AutoOptions
  readonly #trials: Trial[] = []
  #waiting: Candidate[]
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
      if (trial.blocks >= blocksOfTrial && trial.steps > 0) this.#afterTrial(block.state, budget.untilEpoch)
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
    trial.blocks++
    if (trial.blocks > 1) {
      trial.seconds += (performance.now() - began) / 1000
      trial.steps += block.state.step - state.step
    }
    return block
  }

  /** The trial under way, or the next one that opens; null: there is none left, and the fastest was chosen. */
  async #currentTrial(): Promise<Trial | null> {
    const current = this.#trials.at(-1)
    if (current !== undefined && !isOver(current)) return current
    const next = this.#waiting.shift()
    if (next === undefined) {
      this.#choose(null)
      return null
    }
    try {
      const trial = { ...next, session: await next.open(), blocks: 0, seconds: 0, steps: 0 }
      this.#trials.push(trial)
      return trial
    } catch (error) {
      this.#options.onTrouble(next.id, error)
      return this.#currentTrial()
    }
  }

  #afterTrial(state: TrainingState, untilEpoch: number): void {
    const left = (untilEpoch * this.#options.steps - state.step) * secondsPerStep(this.#fastest())
    if (left < worthTrying) this.#choose(this.#waiting.length > 0 ? 'short' : null)
    else if (this.#waiting.length === 0) this.#choose(null)
  }

  #choose(why: 'short' | null): void {
    const fastest = this.#fastest()
    const others = this.#trials.filter((trial) => trial !== fastest && trial.steps > 0)
    this.#chosen = fastest.session
    this.#waiting = []
    const rates = Object.fromEntries(
      this.#trials.filter(({ steps }) => steps > 0).map((trial) => [trial.id, secondsPerStep(trial)]),
    )
    const { batchSize } = this.#options
    this.#options.onChoice({ engine: fastest.id, words: chosenWords(fastest, others, batchSize, why), rates })
    this.#left = this.#trials.filter((trial) => trial !== fastest).map(({ session }) => session)
    this.#trials.length = 0
  }

  /** It failed while it computed: the state before it is still good. */
  async #giveUp(trial: Trial, error: unknown): Promise<void> {
    this.#options.onTrouble(trial.id, error)
    this.#trials.splice(this.#trials.indexOf(trial), 1)
    this.#last = null
    await trial.session.close().catch(() => undefined)
    if (this.#waiting.length === 0) this.#choose(null)
  }

  async #closeLeft(): Promise<void> {
    const left = this.#left
    this.#left = []
    for (const session of left) await session.close()
  }

  #fastest(): Trial {
    return this.#trials.reduce((best, trial) => (secondsPerStep(trial) < secondsPerStep(best) ? trial : best))
  }
}

function isOver({ blocks, steps }: Trial): boolean {
  return blocks >= blocksOfTrial && steps > 0
}

function secondsPerStep({ seconds, steps }: { seconds: number; steps: number }): number {
  return steps === 0 ? Infinity : seconds / steps
}

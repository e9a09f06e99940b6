/**
 * How much fits into a native call: a cost model from the shapes, corrected by what each kind of call really took.
 * It decides how the work is cut into calls, never what is computed.
 */
import type { TrainingShape } from './training-shape'

export type CallKind = 'steps' | 'epochs' | 'validation'

/** Where the model starts: one machine's figures, soon corrected. */
const secondsPerStep = 30e-6
const multiplicationsPerSecond = 10e9

export class Pace {
  /** Measured time / modelled time. */
  readonly #ratio: Record<CallKind, number | null> = { steps: null, epochs: null, validation: null }
  readonly #model: Record<CallKind, number>
  readonly #called = new Set<CallKind>()

  constructor({ batchSize, total, steps, validationRows, validationChunk }: TrainingShape) {
    const step = secondsPerStep + (3 * batchSize * total) / multiplicationsPerSecond
    const perRow = total / multiplicationsPerSecond
    this.#model = {
      steps: step,
      epochs: steps * step + validationRows * perRow,
      validation: secondsPerStep + validationChunk * perRow,
    }
  }

  /** Seconds that one step, epoch or chunk of validation takes. */
  seconds(kind: CallKind): number {
    return this.#model[kind] * (this.#ratio[kind] ?? 1)
  }

  /** How many fit; as long as nothing was measured a quarter of it, to be wrong cheaply. */
  count(kind: CallKind, milliseconds: number): number {
    const caution = this.#ratio[kind] === null ? 4 : 1
    return Math.floor(milliseconds / 1000 / (this.seconds(kind) * caution))
  }

  /**
   * The first call of a kind tells nothing: an engine may compile in it, which takes thousands of times as long. What was
   * quicker than thought is believed at once, what was slower by half: something else may have been in the way.
   */
  learn(kind: CallKind, count: number, seconds: number): void {
    if (!this.#called.has(kind)) {
      this.#called.add(kind)
      return
    }
    const measured = seconds / (count * this.#model[kind])
    const before = this.#ratio[kind]
    this.#ratio[kind] = before === null || measured < before ? measured : (before + measured) / 2
  }
}

/**
 * What the plateaus leave of the rate along a walk: as the run decided by its own losses, and behind its end as it would
 * decide by the walk's, which are the same numbers.
 */
import type { Schedule } from '../../src-shared/recipe'
import type { EpochColumns } from '../../src-shared/run'
import { epochsAfter } from '../training/epochs'
import type { WatchRules } from '../training/watch'
import { firstWatch, follow } from '../training/watch'

export class WalkRates {
  readonly #rules: WatchRules
  readonly #startScale: number
  #watch = firstWatch
  #followed = 0
  /** Ascending: after so many whole epochs so much is left. */
  readonly #drops: { epoch: number; scale: number }[] = []

  /** @param startScale what was left of the rate where the training began @param history its epochs so far */
  constructor(rules: WatchRules, startScale: number, history: EpochColumns) {
    // A walk goes on where a training would stop.
    this.#rules = { ...rules, stop: null }
    this.#startScale = startScale
    this.#watch = { ...firstWatch, rateScale: startScale }
    while (this.take(history)) continue
  }

  /** Follows epochs that are not known yet, up to the first drop: behind it they were trained with a rate too high. @returns whether there is one */
  take(epochs: EpochColumns): boolean {
    const fresh = epochsAfter(epochs, this.#followed)
    if (this.#rules.plateau === null || fresh.epoch.length === 0) return false
    const { watch, kept, decision } = follow(this.#watch, this.#rules, fresh)
    this.#watch = watch
    this.#followed = fresh.epoch[kept - 1]!
    if (decision === null) return false
    this.#drops.push({ epoch: this.#followed, scale: watch.rateScale })
    return true
  }

  /** What is left of the rate once that many whole epochs are done. */
  scaleAfter(epoch: number): number {
    return this.#drops.findLast((drop) => drop.epoch <= epoch)?.scale ?? this.#startScale
  }

  /** The first known drop after that many whole epochs; Infinity: none is known. */
  nextDrop(epoch: number): number {
    return this.#drops.find((drop) => drop.epoch > epoch)?.epoch ?? Infinity
  }
}

/**
 * What was left of the rate in a run's first epoch: a branch takes over what its parent had. The file has the rate itself,
 * and every scale is one of a few products.
 */
export function scaleOf(
  { factor, least }: Extract<Schedule, { kind: 'plateau' }>,
  learningRate: number,
  rate: number,
): number {
  let scale = 1
  while (learningRate * scale > rate) {
    const lower = Math.max(least, scale * factor)
    if (lower >= scale) return scale
    scale = lower
  }
  return scale
}

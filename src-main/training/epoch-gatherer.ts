/** Epochs on their way to the page: gathered, so that at most 30 events a second leave. */
import type { EpochColumns } from '../../src-shared/run'
import { appendEpochs, noEpochs } from '../../src-shared/run'

export type EpochNews = { epochs: EpochColumns; rowsPerSecond: number | null; seconds: number }

const leastMilliseconds = 1000 / 30

export class EpochGatherer {
  readonly #emit: (news: EpochNews) => void
  #waiting: EpochNews | null = null
  #lastAt = -Infinity
  #timer: NodeJS.Timeout | null = null

  constructor(emit: (news: EpochNews) => void) {
    this.#emit = emit
  }

  push({ epochs, rowsPerSecond, seconds }: EpochNews): void {
    const waiting = this.#waiting ?? { epochs: noEpochs(), rowsPerSecond, seconds }
    appendEpochs(waiting.epochs, epochs)
    this.#waiting = { epochs: waiting.epochs, rowsPerSecond, seconds }
    const due = this.#lastAt + leastMilliseconds - performance.now()
    if (due <= 0) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), Math.ceil(due))
  }

  /** What waits leaves now: before a pause and before the end. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#waiting === null) return
    const news = this.#waiting
    this.#waiting = null
    this.#lastAt = performance.now()
    this.#emit(news)
  }
}

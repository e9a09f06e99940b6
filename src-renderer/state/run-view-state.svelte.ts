/** How the Train view is set: axis, smoothing, table, log, and which runs lie over the chosen one. */
import type { Smoothing } from '../charts/series'

const key = 'epochwise.curve'
/** As many curves as there are colours that stay apart. */
const mostCompared = 8

type Settings = { scale: 'linear' | 'logarithmic'; smoothing: Smoothing; log: boolean }
const usual: Settings = { scale: 'linear', smoothing: 'off', log: true }

function remembered(): Settings {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Record<keyof Settings, unknown>>
    return {
      scale: stored.scale === 'logarithmic' ? 'logarithmic' : usual.scale,
      smoothing: stored.smoothing === 'light' || stored.smoothing === 'strong' ? stored.smoothing : usual.smoothing,
      log: typeof stored.log === 'boolean' ? stored.log : usual.log,
    }
  } catch {
    return usual
  }
}

export class RunViewState {
  #settings = $state.raw<Settings>(remembered())
  #compared = $state.raw<readonly number[]>([])
  asTable = $state(false)

  get scale(): Settings['scale'] {
    return this.#settings.scale
  }
  set scale(scale: Settings['scale']) {
    this.#change({ scale })
  }

  get smoothing(): Smoothing {
    return this.#settings.smoothing
  }
  set smoothing(smoothing: Smoothing) {
    this.#change({ smoothing })
  }

  get log(): boolean {
    return this.#settings.log
  }
  set log(log: boolean) {
    this.#change({ log })
  }

  /** The runs whose curves lie over the chosen one's, by id, in the order in which they were added. */
  get compared(): readonly number[] {
    return this.#compared
  }

  compares(runId: number): boolean {
    return this.#compared.includes(runId)
  }

  /** Adds or takes away a run; with eight on the chart, the one added first goes. */
  toggleCompared(runId: number): void {
    this.#compared = this.compares(runId)
      ? this.#compared.filter((id) => id !== runId)
      : [...this.#compared, runId].slice(1 - mostCompared)
  }

  compareNone(): void {
    this.#compared = []
  }

  #change(change: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...change }
    localStorage.setItem(key, JSON.stringify(this.#settings))
  }
}

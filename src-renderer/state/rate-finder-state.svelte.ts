/** The search for a learning rate: its dialog, its progress, its result and the rate that is chosen from it. */
import type { RateSearch } from '../../src-shared/run'
import type { AppStore } from './app-state.svelte'
import { EpochwiseError } from '../../src-shared/errors'

const taskKind = /^find-rate-/

export class RateFinderState {
  readonly #app: AppStore
  #open = $state(false)
  #searching = $state(false)
  #search = $state.raw<RateSearch | null>(null)
  #error = $state<string | null>(null)
  /** Among the rates that were tried; null: the suggestion. */
  #chosen = $state<number | null>(null)

  constructor(app: AppStore) {
    this.#app = app
  }

  get open(): boolean {
    return this.#open
  }

  get searching(): boolean {
    return this.#searching
  }

  get search(): RateSearch | null {
    return this.#search
  }

  get error(): string | null {
    return this.#error
  }

  /** 0–1; null while the data are prepared. */
  get share(): number | null {
    return this.#task?.share ?? null
  }

  get rate(): number | null {
    if (this.#search === null) return null
    return this.#chosen === null ? this.#search.suggestion : Number(this.#search.rates[this.#chosen]!.toPrecision(2))
  }

  choose(place: number): void {
    this.#chosen = place
  }

  /** Opens the dialog and begins at once. What was typed into the recipe is sent first. */
  async start(): Promise<void> {
    this.#open = true
    if (this.#searching) return
    this.#searching = true
    this.#search = this.#error = this.#chosen = null
    try {
      await this.#app.sendUnsent()
      this.#search = await this.#app.client.send('run.findRate', {})
    } catch (error) {
      if (error instanceof EpochwiseError && error.code === 'task.cancelled') this.#open = false
      else this.#error = error instanceof EpochwiseError ? error.message : 'The search ended unexpectedly. Try again.'
    }
    this.#searching = false
  }

  /** Ends a search that is under way, and the dialog with it. */
  async close(): Promise<void> {
    this.#open = false
    const id = this.#task?.id
    if (this.#searching && id !== undefined) await this.#app.attempt(() => this.#app.tasks.cancel(id))
  }

  /** Makes the rate the recipe's. */
  async use(): Promise<void> {
    const { rate } = this
    const recipe = this.#app.project?.recipe
    if (rate === null || !recipe) return
    const optimizer = { ...recipe.optimizer, learningRate: rate }
    if (!(await this.#app.attempt(() => this.#app.client.send('recipe.change', { change: { optimizer } })))) return
    this.#open = false
    this.#app.notes.tell(`The learning rate is ${rate} now.`)
  }

  get #task(): { id: string; share: number | null } | undefined {
    return this.#app.tasks.tasks.find(({ id }) => taskKind.test(id))
  }
}

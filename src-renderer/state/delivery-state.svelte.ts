/** A file that is made when it is asked for, and handed over: under way, made, or why not. */
import type { Delivery } from '../../src-shared/project'
import type { AppStore } from './app-state.svelte'
import { EpochwiseError } from '../../src-shared/errors'

export class DeliveryState<T extends { delivery: Delivery }> {
  readonly #app: Pick<AppStore, 'receive' | 'fail'>
  #busy = $state(false)
  #made = $state.raw<T | null>(null)
  #failure = $state<string | null>(null)

  constructor(app: Pick<AppStore, 'receive' | 'fail'>) {
    this.#app = app
  }

  get busy(): boolean {
    return this.#busy
  }

  /** The last one that was made. */
  get made(): T | null {
    return this.#made
  }

  get failure(): string | null {
    return this.#failure
  }

  /** @param make null: nothing was chosen. A cancel needs no words. */
  async run(make: () => Promise<T | null>): Promise<void> {
    this.#busy = true
    this.#failure = null
    try {
      const made = await make()
      if (made !== null) {
        this.#made = made
        this.#app.receive(made.delivery)
      }
    } catch (error) {
      if (!(error instanceof EpochwiseError)) this.#app.fail(error)
      else if (error.code !== 'task.cancelled') this.#failure = error.message
    }
    this.#busy = false
  }

  dismiss(): void {
    this.#failure = null
  }
}

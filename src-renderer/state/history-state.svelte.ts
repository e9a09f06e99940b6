/** The undo history by its names: what was done, what was undone, and the way to any of it. */
import type { Client } from '../../src-shared/client'
import type { History, HistoryEntry } from '../../src-shared/table'

export class HistoryState {
  #open = $state(false)
  #history = $state.raw<History | null>(null)
  #asked = 0

  constructor(
    readonly client: Client,
    readonly fail: (error: unknown) => void,
  ) {}

  get open(): boolean {
    return this.#open
  }

  /** Newest last; null: not read yet. */
  get entries(): readonly HistoryEntry[] | null {
    return this.#history?.entries ?? null
  }

  /** Older changes that can't be undone any more. */
  get forgotten(): number {
    return this.#history?.forgotten ?? 0
  }

  show(open: boolean): void {
    this.#open = open
    if (open) void this.read()
    else this.#history = null
  }

  /** The table has changed: an open list is read anew. */
  follow(): void {
    if (this.#open) void this.read()
  }

  async read(): Promise<void> {
    const asked = ++this.#asked
    try {
      const history = await this.client.send('table.history', {})
      if (asked === this.#asked) this.#history = history
    } catch (error) {
      this.fail(error)
    }
  }

  /** Undoes or does again until the entry is the last that stands; null: before all of them. */
  async goTo(entry: number | null): Promise<void> {
    try {
      await this.client.send('table.goTo', { entry })
      await this.read()
    } catch (error) {
      this.fail(error)
    }
  }
}

/** The undo history by its names: what was done, what was undone, and the way to any of it. */
import type { Client } from '../../src-shared/client'
import type { History, HistoryEntry, TableVersion } from '../../src-shared/table'

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

  /** States that can be brought back, newest last. */
  get versions(): readonly TableVersion[] {
    return this.#history?.versions ?? []
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
    await this.#andRead(() => this.client.send('table.goTo', { entry }))
  }

  /** Nothing where there is no name. */
  async name(words: string): Promise<void> {
    const name = words.trim()
    if (name !== '') await this.#andRead(() => this.client.send('table.nameVersion', { name }))
  }

  async bringBack({ entry, label }: TableVersion): Promise<void> {
    await this.#andRead(() => this.client.send('table.bringBack', { entry, name: label }))
  }

  async #andRead(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
      await this.read()
    } catch (error) {
      this.fail(error)
    }
  }
}

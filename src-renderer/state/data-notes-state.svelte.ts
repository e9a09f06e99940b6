/** What to mind before training: a handful in sight, the others and those put aside on request. */
import type { Client } from '../../src-shared/client'
import type { Note, Notes } from '../../src-shared/insight'
import type { ProjectState } from '../../src-shared/project'
import { Answer } from './answer.svelte'

const inSight = 5
/** After an edit, wait for the next one before reading the table again. */
const pause = 600

export class DataNotesState {
  readonly #answer = new Answer<Notes>()
  #path: string | null = null
  #all = $state(false)
  #asideShown = $state(false)

  readonly #dismissed = $derived(this.#answer.value?.dismissed ?? [])
  readonly #open = $derived((this.#answer.value?.notes ?? []).filter(({ key }) => !this.#dismissed.includes(key)))
  /** What matters most first. */
  readonly notes = $derived<readonly Note[]>(this.#all ? this.#open : this.#open.slice(0, inSight))
  /** Further ones that are not in sight. */
  readonly more = $derived(this.#open.length - this.notes.length)
  readonly count = $derived(this.#open.length)
  /** Put aside, and still true. */
  readonly aside = $derived<readonly Note[]>(
    (this.#answer.value?.notes ?? []).filter(({ key }) => this.#dismissed.includes(key)),
  )

  constructor(
    readonly client: Client,
    readonly fail: (error: unknown) => void,
  ) {}

  /** The first look at this table is not done. */
  get waiting(): boolean {
    return this.#answer.waiting && this.#answer.value === null
  }

  get failed(): string | null {
    return this.#answer.failed
  }

  get asideShown(): boolean {
    return this.#asideShown
  }

  /** Asks anew where the table or the recipe is another; whoever shows the notes calls it. */
  follow({ path, table, recipe }: Pick<ProjectState, 'path' | 'table' | 'recipe'>): void {
    if (path !== this.#path) {
      this.#path = path
      this.#answer.forget()
      this.#all = false
      this.#asideShown = false
    }
    const key = `${path} ${String(table.revision)} ${JSON.stringify(recipe)}`
    this.#answer.ask(key, () => this.client.send('insight.notes', {}), this.#answer.value === null ? 0 : pause)
  }

  showAll(): void {
    this.#all = true
  }

  showAside(shown: boolean): void {
    this.#asideShown = shown
  }

  async dismiss(key: string, dismissed: boolean): Promise<void> {
    try {
      this.#answer.take(await this.client.send('insight.dismiss', { key, dismissed }))
    } catch (error) {
      this.fail(error)
    }
  }
}

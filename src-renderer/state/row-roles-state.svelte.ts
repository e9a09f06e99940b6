/**
 * Which part of the data the rows in sight are in, by the recipe's split: asked for a few pages at a time, and again
 * after a change. Roles that are known stay in sight until the fresh ones have come.
 */
import type { Client } from '../../src-shared/client'
import type { Recipe } from '../../src-shared/recipe'
import type { ResolvedPart, SplitParts } from '../../src-shared/split'
import type { KnownRoles } from '../components/grid/known-roles'
import { EpochwiseError } from '../../src-shared/errors'
import { aged, noRoles, notFresh, withoutRoles, withRoles } from '../components/grid/known-roles'

/** After a change, wait for the next one before a million rows are split again. */
const pause = 300
const storageKey = 'epochwise.row-roles'

/** What a split hangs on. */
export type SplitSource = { path: string; revision: number; recipe: Recipe }

type SplitWords = Pick<SplitParts, 'counts' | 'words'>

export class RowRolesState {
  #shown = $state(localStorage.getItem(storageKey) !== 'hidden')
  #known = $state.raw<KnownRoles>(noRoles)
  #split = $state.raw<SplitWords | null>(null)
  #refused = $state<string | null>(null)
  #wanted: readonly number[] = []
  #path: string | null = null
  #key = ''
  #asking: symbol | null = null
  /** Waiting for the change that may follow. */
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(readonly client: Client) {}

  /** Are the split's roles shown in the table? Those set by hand always are. */
  get shown(): boolean {
    return this.#shown
  }

  /** How many rows each part has, and how they were chosen; null: not known yet, or refused. */
  get split(): SplitWords | null {
    return this.#split
  }

  /** Why there are none: nothing could be trained. */
  get refused(): string | null {
    return this.#refused
  }

  /** null: not known, or not to be shown. */
  of(rowId: number): ResolvedPart | null {
    return this.#shown ? (this.#known.parts.get(rowId) ?? null) : null
  }

  show(shown: boolean): void {
    this.#shown = shown
    localStorage.setItem(storageKey, shown ? 'shown' : 'hidden')
    void this.#ask()
  }

  /** The table or the recipe may have changed; null: no project is open. */
  follow(source: SplitSource | null): void {
    const { seed, split, task, loss } = source?.recipe ?? {}
    const key = JSON.stringify([source?.path, source?.revision, seed, split, task, loss])
    if (key === this.#key) return
    this.#key = key
    this.#known = aged(this.#known)
    this.#asking = null
    this.#wake()
    if (source?.path === this.#path) {
      this.#timer = setTimeout(() => {
        this.#wake()
        void this.#ask()
      }, pause)
      return
    }
    this.#path = source?.path ?? null
    this.#known = noRoles
    this.#split = this.#refused = null
    void this.#ask()
  }

  #wake(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** The rows in sight and near it. */
  want(rowIds: readonly number[]): void {
    this.#wanted = rowIds
    void this.#ask()
  }

  async #ask(): Promise<void> {
    if (!this.#shown || this.#path === null || this.#asking !== null || this.#timer !== null) return
    const rowIds = notFresh(this.#known, this.#wanted)
    if (rowIds.length === 0) return
    const asking = (this.#asking = Symbol('asking'))
    const answer = await this.client.send('split.parts', { rowIds }).catch(whyNot)
    if (asking !== this.#asking) return
    this.#asking = null
    if (answer === 'lost') return
    if (typeof answer === 'string') this.#refuse(rowIds, answer)
    else this.#take(rowIds, answer)
    void this.#ask()
  }

  #take(rowIds: readonly number[], { parts, counts, words }: SplitParts): void {
    this.#known = withRoles(this.#known, rowIds, parts)
    this.#split = { counts, words }
    this.#refused = null
  }

  #refuse(rowIds: readonly number[], words: string): void {
    this.#known = withoutRoles(this.#known, rowIds)
    this.#split = null
    this.#refused = words
  }
}

/** The words of the refusal; `lost`: the rest would not be answered either, and what comes after asks anew. */
function whyNot(error: unknown): string {
  if (!(error instanceof EpochwiseError)) return String(error)
  return error.code === 'connection.lost' ? 'lost' : error.message
}

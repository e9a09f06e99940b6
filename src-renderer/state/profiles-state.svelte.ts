/** Profiles of the columns in sight, fetched one by one; an old one stays until the fresh one has come. */
import type { Client } from '../../src-shared/client'
import type { ErrorCode } from '../../src-shared/errors'
import type { ColumnProfile } from '../../src-shared/insight'
import { EpochwiseError } from '../../src-shared/errors'

/** After an edit, wait for the next one before counting a million rows again. */
const pause = 400

export class ProfilesState {
  #known = $state.raw<Readonly<Record<number, { revision: number; profile: ColumnProfile }>>>({})
  #wanted: readonly number[] = []
  #revision = 0
  #busy = false
  #generation = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(readonly client: Client) {}

  get(columnId: number): ColumnProfile | null {
    return this.#known[columnId]?.profile ?? null
  }

  reset(revision: number): void {
    this.#generation++
    this.#known = {}
    this.#revision = revision
    this.#busy = false
    void this.#next()
  }

  advance(revision: number): void {
    if (revision <= this.#revision) return
    this.#revision = revision
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#next(), pause)
  }

  /** The most wanted first. */
  want(columnIds: readonly number[]): void {
    this.#wanted = columnIds
    void this.#next()
  }

  async #next(): Promise<void> {
    if (this.#busy) return
    const columnId = this.#wanted.find((id) => (this.#known[id]?.revision ?? -1) < this.#revision)
    if (columnId === undefined) return
    this.#busy = true
    const { revision, generation } = { revision: this.#revision, generation: this.#generation }
    const profile = await this.client.send('insight.profile', { columnId }).catch(whyNot)
    if (generation !== this.#generation) return
    this.#busy = false
    // The rest would not be answered either; when the connection is back, the view asks anew.
    if (profile === 'connection.lost') return
    // A column without a profile is drawn without one: the table itself says what is wrong.
    if (typeof profile === 'string') this.#wanted = this.#wanted.filter((id) => id !== columnId)
    else this.#known = { ...this.#known, [columnId]: { revision, profile } }
    void this.#next()
  }
}

function whyNot(error: unknown): ErrorCode {
  return error instanceof EpochwiseError ? error.code : 'internal'
}

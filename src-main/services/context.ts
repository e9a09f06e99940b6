/** What every service is given: the open project, the way to tell the page, and what the host can do. */
import type { AppEvent, EventName, Events } from '../../src-shared/contract'
import type { Document } from '../document/document'
import type { Abilities, Folders } from './abilities'
import { EpochwiseError } from '../../src-shared/errors'

export class ServiceContext {
  readonly #listeners = new Set<(event: AppEvent) => void>()
  #document: Document | null = null

  constructor(
    readonly abilities: Abilities,
    readonly folders: Folders,
  ) {}

  get openDocument(): Document | null {
    return this.#document
  }

  /** @throws EpochwiseError project.none */
  get document(): Document {
    if (this.#document === null) {
      throw new EpochwiseError('project.none', 'No project is open. Open a CSV or a project first.')
    }
    return this.#document
  }

  set document(document: Document | null) {
    this.#document = document
  }

  emit<N extends EventName>(name: N, payload: Events[N]): void {
    const event = { name, payload } as AppEvent
    for (const listener of this.#listeners) listener(event)
  }

  listen(listener: (event: AppEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

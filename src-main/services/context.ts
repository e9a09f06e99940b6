/** What every service is given: the open project, the way to tell the page, and what the host can do. */
import type { AppEvent, EventName, Events } from '../../src-shared/contract'
import type { Document } from '../document/document'
import type { Abilities, Folders } from './abilities'
import { EpochwiseError } from '../../src-shared/errors'
import { RecentProjects } from './recent-projects'
import { Tasks } from './tasks'

export class ServiceContext {
  readonly tasks = new Tasks()
  readonly recent: RecentProjects
  readonly #listeners = new Set<(event: AppEvent) => void>()
  readonly #beforeClose = new Set<() => Promise<void>>()
  readonly #atEnd = new Set<() => Promise<void>>()
  #document: Document | null = null

  constructor(
    readonly abilities: Abilities,
    readonly folders: Folders,
  ) {
    this.recent = new RecentProjects(folders.data)
  }

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

  /** Makes `document` the open one; the one before must have been closed. */
  adopt(document: Document): void {
    this.#document = document
  }

  /** What must end before a project closes, a running training above all. */
  onBeforeClose(end: () => Promise<void>): void {
    this.#beforeClose.add(end)
  }

  /** Closes the open project even when something before it could not end well, and then says so. */
  async closeDocument(): Promise<void> {
    const document = this.#document
    if (document === null) return
    const failures: unknown[] = []
    for (const end of this.#beforeClose) await end().catch((error: unknown) => failures.push(error))
    this.#document = null
    await document.close()
    if (failures.length > 0) throw failures[0]
  }

  /** What must be put in order before the app ends. */
  onEnd(end: () => Promise<void>): void {
    this.#atEnd.add(end)
  }

  async end(): Promise<void> {
    try {
      await this.tasks.wound()
      for (const end of this.#atEnd) await end()
    } finally {
      await this.closeDocument()
    }
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

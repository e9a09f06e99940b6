/** Opening, importing, saving and closing, on hosts with file dialogs and without. */
import type { Client } from '../../src-shared/client'
import type { CommandInput } from '../../src-shared/contract'
import type { AppState, ProjectState } from '../../src-shared/project'
import type { ImportReport } from '../../src-shared/import'
import type { Backend } from '../backend/backend'
import type { ImportState } from './import-state.svelte'
import type { NotesState } from './notes-state.svelte'
import type { View } from './view'
import { EpochwiseError } from '../../src-shared/errors'
import { importWords } from '../components/import/words'

export type FileWish = 'csv' | 'project'

/** What the files need of the app around them. */
export type FilesHost = {
  client: Client
  backend: Backend
  notes: NotesState
  readonly importing: ImportState
  readonly state: AppState | null
  readonly project: ProjectState | null
  sendUnsent(): Promise<void>
  attempt(work: () => Promise<unknown>): Promise<boolean>
  takeProject(project: ProjectState | null): void
  load(): Promise<void>
  go(view: View): void
}

/** Which kind of file this is, by its name; a name that says nothing is taken for a table. */
export function wishFor(name: string): FileWish {
  return name.toLowerCase().endsWith('.epochwise') ? 'project' : 'csv'
}

export class FilesState {
  #choosing = $state<FileWish | null>(null)
  #naming = $state(false)
  #reportOpen = $state(false)
  #busy = $state<string | null>(null)

  constructor(readonly host: FilesHost) {}

  /** The page's own file dialog is asked for; null: none is. */
  get choosing(): FileWish | null {
    return this.#choosing
  }

  get naming(): boolean {
    return this.#naming
  }

  get reportOpen(): boolean {
    return this.#reportOpen
  }

  /** What is being opened, in words. */
  get busy(): string | null {
    return this.#busy
  }

  showReport(open: boolean): void {
    this.#reportOpen = open
  }

  leave(): void {
    this.#choosing = null
    this.#naming = false
  }

  /** Asks for a file: with the host's dialog, or with the page's where the host has none. */
  async ask(wish: FileWish): Promise<void> {
    if (this.host.state?.dialogs) await this.#open(wish, { kind: 'ask' }, 'Opening…')
    else this.#choosing = wish
  }

  async openPath(path: string, wish: FileWish = wishFor(path)): Promise<void> {
    this.leave()
    await this.#open(wish, { kind: 'path', path }, `Opening ${path}…`)
  }

  /** A dropped or chosen file. */
  async openFile(file: File): Promise<void> {
    this.leave()
    this.#busy = `Reading ${file.name}…`
    await this.host.attempt(async () => {
      const path = await this.host.backend.pathOf(file)
      await this.#open(wishFor(file.name), { kind: 'path', path }, `Opening ${file.name}…`)
    })
    this.#busy = null
  }

  async openSample(id: string): Promise<void> {
    await this.#work('Opening the sample…', async () => {
      const project = await this.host.client.send('project.openSample', { id })
      this.#arrive(project, project.table.columns.length > 0 ? 'data' : 'start')
    })
  }

  async newProject(): Promise<void> {
    await this.#work('Making a project…', async () => {
      this.#arrive(await this.host.client.send('project.new', {}), 'data')
    })
  }

  async close(): Promise<void> {
    await this.#work('Closing…', async () => {
      await this.host.client.send('project.close', {})
      this.host.takeProject(null)
      await this.host.load()
    })
  }

  async forgetRecent(path: string): Promise<void> {
    await this.host.attempt(async () => {
      await this.host.client.send('app.forgetRecent', { path })
      await this.host.load()
    })
  }

  async askSaveAs(): Promise<void> {
    if (this.host.project === null) return
    if (!this.host.state?.dialogs) this.#naming = true
    else await this.host.attempt(() => this.saveAs({ to: { kind: 'ask' } }))
  }

  /** @throws EpochwiseError `file.exists` unless `overwrite`, so that the dialog can ask. */
  async saveAs(input: CommandInput<'project.saveAs'>): Promise<void> {
    await this.host.sendUnsent()
    const project = await this.host.client.send('project.saveAs', input)
    if (project === null) return
    this.#naming = false
    this.host.takeProject(project)
    this.host.notes.tell(`Saved as ${project.path}`)
  }

  async #open(wish: FileWish, from: CommandInput<'import.propose'>['from'], words: string): Promise<void> {
    await this.#work(words, () => (wish === 'csv' ? this.host.importing.propose(from) : this.#openProject(from)))
  }

  async #openProject(from: CommandInput<'project.open'>['from']): Promise<void> {
    try {
      const project = await this.host.client.send('project.open', { from })
      if (project !== null) this.#arrive(project, 'data')
    } catch (error) {
      if (from.kind === 'ask' || !isHeld(error)) throw error
      this.host.notes.offer(error.message, { label: 'Open read-only', run: () => this.#openReadOnly(from) })
    }
  }

  async #openReadOnly(from: CommandInput<'project.open'>['from']): Promise<void> {
    await this.#work('Opening read-only…', async () => {
      const project = await this.host.client.send('project.open', { from, readOnly: true })
      if (project !== null) this.#arrive(project, 'data')
    })
  }

  /** The table is there: what came of it is said, with the report behind it. */
  async imported(report: ImportReport): Promise<void> {
    await this.host.load()
    this.host.go('data')
    this.host.notes.clear()
    this.host.notes.tell(importWords(report), { label: 'Import report', run: () => this.showReport(true) })
  }

  /** What went wrong before is over. */
  #arrive(project: ProjectState, view: View): void {
    this.host.notes.clear()
    this.host.takeProject(project)
    this.host.go(view)
  }

  async #work(words: string, work: () => Promise<unknown>): Promise<void> {
    this.#busy = words
    await this.host.sendUnsent()
    await this.host.attempt(work)
    this.#busy = null
  }
}

function isHeld(error: unknown): error is EpochwiseError {
  return error instanceof EpochwiseError && (error.code === 'project.locked' || error.code === 'project.readonly')
}

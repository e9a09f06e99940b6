/**
 * The page's picture of the app: the open project, its runs, which view is shown, how the connection fares.
 *
 * Events keep it fresh; after a broken connection it reads everything anew, so nothing depends on having been there.
 */
import { createContext } from 'svelte'
import type { Client } from '../../src-shared/client'
import type { Events } from '../../src-shared/contract'
import type { Remedy } from '../../src-shared/errors'
import type { AppState, Delivery, ProjectState } from '../../src-shared/project'
import type { RunSummary } from '../../src-shared/run'
import type { Filter } from '../../src-shared/table'
import type { Backend, Connection } from '../backend/backend'
import type { View } from './view'
import { createClient } from '../../src-shared/client'
import { assertNever } from '../../src-shared/errors'
import { plainView } from '../../src-shared/table'
import { ComputeStore } from './compute-state.svelte'
import { CommandsState } from './commands-state.svelte'
import { DataNotesState } from './data-notes-state.svelte'
import { FilesState } from './files-state.svelte'
import { ImportState } from './import-state.svelte'
import { LayoutState } from './layout-state.svelte'
import { NotesState } from './notes-state.svelte'
import { OverviewState } from './overview-state.svelte'
import { RateFinderState } from './rate-finder-state.svelte'
import { TableStore } from './table-state.svelte'
import { TasksState } from './tasks-state.svelte'
import { ThemeState } from './theme-state.svelte'
import { TrainingState } from './training-state.svelte'
import { rememberedView, rememberView } from './view'
import { WritesState } from './writes-state.svelte'

export class AppStore {
  readonly client: Client
  readonly theme = new ThemeState()
  readonly layout = new LayoutState()
  readonly notes = new NotesState((remedy) => this.applyRemedy(remedy))
  readonly commands = new CommandsState()
  readonly training = new TrainingState(this)
  readonly rates = new RateFinderState(this)
  readonly compute = new ComputeStore(this)
  readonly tasks: TasksState
  readonly files: FilesState
  readonly importing: ImportState
  readonly table: TableStore
  readonly overview: OverviewState
  readonly dataNotes: DataNotesState

  readonly #writes: WritesState
  #state = $state.raw<AppState | null>(null)
  #view = $state<View>('start')
  #connection = $state<Connection>('connected')
  #connectionReason = $state<string | null>(null)
  #unsent: readonly (() => Promise<void>)[] = []

  readonly project = $derived<ProjectState | null>(this.#state?.project ?? null)

  constructor(readonly backend: Backend) {
    const writes = new WritesState(backend.transport)
    this.#writes = writes
    this.client = createClient({ ...backend.transport, send: (command, input) => writes.send(command, input) })
    this.tasks = new TasksState(this.client)
    this.files = new FilesState(this)
    this.importing = new ImportState({
      client: this.client,
      fail: (error) => this.fail(error),
      arrive: (report) => this.files.imported(report),
    })
    this.table = new TableStore(this.client, (error) => this.fail(error))
    this.gathering(() => this.table.sendUnsent())
    this.overview = new OverviewState(this.client)
    this.dataNotes = new DataNotesState(this.client, (error) => this.fail(error))
  }

  get state(): AppState | null {
    return this.#state
  }

  get view(): View {
    return this.#view
  }

  get connection(): Connection {
    return this.#connection
  }

  /** Why the connection is lost, for a person. */
  get connectionReason(): string | null {
    return this.#connectionReason
  }

  /** A change is on its way to the file. */
  get saving(): boolean {
    return this.#writes.saving || this.table.columns.waiting
  }

  /** Subscribes and reads the state; gives back the end of both. */
  start(): () => void {
    const client = this.client
    const ends = [
      client.on('project.changed', ({ project }) => this.takeProject(project)),
      client.on('table.changed', (table) => this.#takeTable(table)),
      ...this.training.follow(),
      client.on('task.progress', (progress) => this.tasks.take(progress)),
      this.backend.watch((connection, reason) => this.#takeConnection(connection, reason)),
      this.theme.follow(),
    ]
    return () => {
      for (const end of ends) end()
    }
  }

  async load(): Promise<void> {
    try {
      const state = await this.client.send('app.state', {})
      const first = this.#state === null
      this.#state = state
      if (first) this.go(state.project === null ? 'start' : rememberedView())
      else if (state.project === null && this.#view !== 'compute') this.go('start')
    } catch (error) {
      if (this.#connection === 'connected') this.fail(error)
    }
  }

  go(view: View): void {
    const before = this.#view
    const needsProject = view !== 'start' && view !== 'compute'
    this.#view = needsProject && this.project === null ? 'start' : view
    if (this.#view === 'start' && before !== 'start') void this.readAround()
    rememberView(this.#view)
  }

  /** Recent projects and engines, which change without an event: projects were saved, runs have new curves. */
  async readAround(): Promise<void> {
    await this.attempt(async () => {
      const { recent, engines } = await this.client.send('app.state', {})
      if (this.#state !== null) this.#state = { ...this.#state, recent, engines }
    })
  }

  fail(error: unknown): void {
    // While the connection is down the banner says so; a note for every refused command would only repeat it.
    if (this.#connection === 'connected') this.notes.fail(error)
  }

  /** Does the work; an error becomes a note. Gives back whether it was done. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      this.fail(error)
      return false
    }
  }

  async applyRemedy(remedy: Remedy): Promise<void> {
    const action = remedy.action
    await this.attempt(async () => {
      switch (action.kind) {
        case 'view':
          this.go(action.view)
          return
        case 'recipe':
          return await this.client.send('recipe.change', { change: action.change })
        case 'role':
          return await this.client.send('column.set', { columnId: action.columnId, role: action.role })
        case 'column-kind':
          return await this.client.send('column.set', { columnId: action.columnId, kind: action.columnKind })
        case 'roles':
          for (const columnId of action.columnIds) await this.client.send('column.set', { columnId, role: action.role })
          return
        case 'filter':
          this.showRows(action.filters)
          return
        case 'remove-duplicates':
          return await this.client.send('table.removeDuplicates', { columnIds: action.columnIds })
        default:
          return assertNever(action)
      }
    })
  }

  /** Those rows of the table alone. */
  showRows(filters: Filter[]): void {
    this.go('data')
    this.overview.show('table')
    this.table.show({ sort: [], filters })
  }

  /** The table as a whole. */
  showOverview(): void {
    this.go('data')
    this.overview.show('overview')
  }

  /** The column in the table, with what is known of it. */
  showColumn(columnId: number): void {
    this.go('data')
    this.overview.show('table')
    this.table.goToColumn(columnId)
  }

  /** What gathers changes names how it sends them: nobody trains with what stood there before, or leaves without it. */
  gathering(send: () => Promise<void>): () => void {
    this.#unsent = [...this.#unsent, send]
    return () => {
      this.#unsent = this.#unsent.filter((other) => other !== send)
    }
  }

  /** The row, wherever the table's view has it, with that column's cell as the active one. */
  async showCell(columnId: number, rowId: number): Promise<void> {
    await this.attempt(async () => {
      this.table.show(plainView)
      const row = await this.client.send('table.locate', { view: plainView, rowId })
      if (row === null) return
      this.go('data')
      this.table.goToCell(row, columnId)
    })
  }

  /** What was typed and gathered is with the service, and answered. All of it goes at once: the page may be going. */
  async sendUnsent(): Promise<void> {
    await Promise.all(this.#unsent.map((send) => send()))
    await this.#writes.answered()
  }

  /** What was typed last may still be on its way: it is what is meant. */
  async undo(): Promise<void> {
    const { edits } = this.table
    const isMeant = edits.isSending || this.#writes.saving || this.project?.undo != null
    await edits.answered()
    await this.#writes.answered()
    if (!isMeant) return
    await this.attempt(async () => {
      const { label } = await this.client.send('table.undo', {})
      this.notes.tell(`Undone: ${label}`)
    })
  }

  async redo(): Promise<void> {
    if (this.project?.redo == null) return
    await this.attempt(async () => {
      const { label } = await this.client.send('table.redo', {})
      this.notes.tell(`Done again: ${label}`)
    })
  }

  /** Hands a finished file to the person: says where it lies, or starts the download. */
  receive(delivery: Delivery): void {
    if (delivery.kind === 'file') {
      this.notes.tell(`Saved as ${delivery.path}`)
      return
    }
    const link = document.createElement('a')
    link.href = this.backend.downloadUrl(delivery.url)
    link.download = delivery.name
    link.click()
  }

  /** Another project or none: what was said about the one before is over. */
  takeProject(project: ProjectState | null): void {
    const before = this.project
    if (this.#state !== null) this.#state = { ...this.#state, project }
    if (before?.path !== project?.path) this.training.forget()
    if (project === null) this.go('start')
  }

  #takeConnection(connection: Connection, reason: string | null): void {
    const before = this.#connection
    this.#connection = connection
    this.#connectionReason = reason
    if (connection === 'connected' && (before !== 'connected' || this.#state === null)) {
      this.tasks.forget()
      void this.load()
    }
  }

  #takeTable({ undo, redo, ...table }: Events['table.changed']): void {
    const project = this.project
    if (this.#state === null || project === null || table.revision < project.table.revision) return
    this.#state = { ...this.#state, project: { ...project, table, undo, redo } }
  }

  changeRuns(change: (runs: RunSummary[]) => RunSummary[]): void {
    const project = this.project
    if (this.#state === null || project === null) return
    this.#state = { ...this.#state, project: { ...project, runs: change(project.runs) } }
  }
}

const [useApp, provideApp] = createContext<AppStore>()
export { provideApp, useApp }

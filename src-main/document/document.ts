/** An open project: one DuckDB file, and everything a person can do to it. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { resolve } from 'node:path'
import type { Recipe, RecipeChange } from '../../src-shared/recipe'
import type {
  Cell,
  Column,
  ColumnKind,
  ColumnProfile,
  ColumnRole,
  ImportReport,
  TablePage,
  TableState,
  TableView,
} from '../../src-shared/table'
import type { ImportOptions } from './import/watched'
import type { Plan } from './edits'
import type { Opened } from './opening'
import type { DocumentState, Outcome } from './state'
import type { Snapshot } from './snapshot'
import type { Change } from './stored'
import { EpochwiseError } from '../../src-shared/errors'
import { defaultRecipe } from '../../src-shared/recipe'
import { arrange } from './arrange'
import { applyChange } from './changes'
import { columnOf } from './columns'
import type { Database } from './database'
import { createProject, openProject } from './opening'
import { checkRecipe, planAddRows, planCell, planColumn, planDeleteRows, planRecipe } from './edits'
import { importCsv } from './import/import-csv'
import { record, step } from './journal'
import { keepRows } from './kept'
import { readProfile } from './profile'
import { nextRevision } from './revision'
import { RunStore } from './run-store'
import { moveTo } from './save-as'
import { readJournalEnds, readState } from './state'
import type { OddPlace } from './views'
import { Views } from './views'
import { withWorkFolder } from './work-folder'

export class Document {
  readonly runs: RunStore
  readonly #views = new Views()
  #database: Database
  #state: DocumentState
  #revision = nextRevision()

  /** Where the project is of which this is a copy to look at. */
  #snapshot: Snapshot | null

  private constructor({ database, state, snapshot }: Opened) {
    this.#database = database
    this.#state = state
    this.#snapshot = snapshot
    this.runs = new RunStore(() => this.#database)
  }

  /** A new file without a table. @throws EpochwiseError file.exists, file.missing, file.readonly, disk.full */
  static async create(path: string): Promise<Document> {
    return new Document(await createProject(path))
  }

  /**
   * For reading only, a project that another process holds opens too, as it is at this moment.
   * @throws EpochwiseError file.missing, file.unreadable, project.invalid, project.newer, project.locked
   */
  static async open(path: string, { readOnly = false }: { readOnly?: boolean } = {}): Promise<Document> {
    return new Document(await openProject(path, readOnly))
  }

  get path(): string {
    return this.#snapshot?.path ?? this.#database.path
  }

  get readOnly(): boolean {
    return this.#database.readOnly
  }

  async close(): Promise<void> {
    await this.#database.close()
    await this.#dropSnapshot()
  }

  async #dropSnapshot(): Promise<void> {
    await this.#snapshot?.remove()
    this.#snapshot = null
  }

  /**
   * Copies the project to `path` and goes on there, for writing; on failure it goes on where it was.
   * @throws EpochwiseError file.exists, file.missing, file.readonly, disk.full, project.locked
   */
  async saveAs(path: string, options: { overwrite?: boolean } = {}): Promise<void> {
    const target = resolve(path)
    if (target === this.path) return
    this.#database = await moveTo(this.#database, target, options.overwrite ?? false)
    await this.#dropSnapshot()
  }

  table(): TableState {
    return { revision: this.#revision, rows: this.#state.rows, columns: [...this.#state.columns] }
  }

  undoWords(): { undo: string | null; redo: string | null } {
    const { undo, redo } = this.#state.journal
    return { undo, redo }
  }

  /** Changes whenever a cell, a row, a role or a kind changes; undo brings the former one back. */
  dataFingerprint(): string {
    return `${this.#state.importId}:${this.#state.journal.lastDataEntry}`
  }

  importReport(): ImportReport | null {
    return this.#state.report
  }

  /** Into a project without a table. @throws EpochwiseError file.*, import.*, task.cancelled, disk.full */
  async importCsv(file: string, options: ImportOptions = {}): Promise<ImportReport> {
    if (this.#state.columns.length > 0)
      throw new EpochwiseError('file.exists', 'The project has a table already. Open the CSV as a new project.')
    const path = resolve(file)
    const report = await withWorkFolder(this.path, (folder) =>
      this.#database.withFiles({ files: [path], folders: [folder] }, (connection) =>
        importCsv(connection, path, folder, options),
      ),
    )
    await this.#reload()
    return report
  }

  /** The roles and recipe that a sample comes with; not an edit, so nothing to undo. */
  async arrange(wanted: { target?: string; ignored?: readonly string[]; recipe?: Recipe }): Promise<void> {
    await this.#database.write((connection) => arrange(connection, this.#state.columns, wanted))
    await this.#reload()
  }

  page(view: TableView, offset: number, limit: number): Promise<TablePage> {
    const revision = this.#revision
    return this.#look(async (connection, columns) => ({
      revision,
      offset,
      ...(await this.#views.page(connection, columns, view, offset, limit)),
    }))
  }

  /** The place of a row in a view; null: not in it. */
  locate(view: TableView, rowId: number): Promise<number | null> {
    return this.#look((connection, columns) => this.#views.locate(connection, columns, view, rowId))
  }

  /** The next row of the view with an odd cell, after a place and around the end; null: none. */
  nextOdd(view: TableView, after: number, columnId: number | null): Promise<OddPlace | null> {
    return this.#look((connection, columns) => this.#views.nextOdd(connection, columns, view, after, columnId))
  }

  #look<T>(work: (connection: DuckDBConnection, columns: readonly Column[]) => Promise<T>): Promise<T> {
    return this.#database.read((connection) => work(connection, this.#state.columns))
  }

  profile(columnId: number): Promise<ColumnProfile> {
    const column = columnOf(this.#state.columns, columnId)
    return this.#database.read((connection) => readProfile(connection, column, this.#state.rows))
  }

  /** @throws EpochwiseError cell.invalid, table.row, table.column, project.readonly, disk.full */
  async edit(rowId: number, columnId: number, text: string): Promise<{ cell: Cell; revision: number }> {
    let cell: Cell = null
    await this.#change(async (connection, state) => {
      const planned = await planCell(connection, state, rowId, columnId, text)
      cell = planned.cell
      return planned.plan
    })
    return { cell, revision: this.#revision }
  }

  /** The new rows' ids. */
  async addRows(count: number): Promise<number[]> {
    const change = await this.#change((_, state) => planAddRows(state, count))
    const first = change?.kind === 'add-rows' ? change.first : 0
    return Array.from({ length: count }, (_, i) => first + i)
  }

  /** How many there were to delete. @throws EpochwiseError table.row when there were none */
  async deleteRows(rowIds: readonly number[]): Promise<number> {
    const change = await this.#change((connection) => planDeleteRows(connection, rowIds))
    return change?.kind === 'delete-rows' ? change.count : 0
  }

  /** A new target makes the one before a feature. @throws EpochwiseError table.column */
  async setColumn(columnId: number, wanted: { role?: ColumnRole; kind?: ColumnKind }): Promise<Column> {
    await this.#change((_, state) => planColumn(state, columnId, wanted))
    return columnOf(this.#state.columns, columnId)
  }

  recipe(): Recipe {
    return this.#state.recipe
  }

  /** @throws EpochwiseError recipe.invalid */
  changeRecipe(change: RecipeChange): Promise<Recipe> {
    return this.#setRecipe((recipe) => ({ ...recipe, ...change }))
  }

  resetRecipe(recipe: Recipe = defaultRecipe): Promise<Recipe> {
    return this.#setRecipe(() => recipe)
  }

  async #setRecipe(make: (recipe: Recipe) => Recipe): Promise<Recipe> {
    await this.#change((_, state) => planRecipe(state, checkRecipe(make(state.recipe))))
    return this.#state.recipe
  }

  /** The words of what was undone. @throws EpochwiseError journal.empty */
  undo(): Promise<string> {
    return this.#step('undo')
  }

  /** The words of what was done again. @throws EpochwiseError journal.empty */
  redo(): Promise<string> {
    return this.#step('redo')
  }

  /** A further connection on the same file, for reading tables in bulk; whoever asks closes it. */
  connect(): Promise<DuckDBConnection> {
    return this.#database.connect()
  }

  /** One change, one journal entry, one transaction. null: there was nothing to change. */
  async #change(
    makePlan: (connection: DuckDBConnection, state: DocumentState) => Promise<Plan | null> | Plan | null,
  ): Promise<Change | null> {
    const done = await this.#write(async (connection, state) => {
      const plan = await makePlan(connection, state)
      if (plan === null) return null
      const entry = await record(connection, plan.label, plan.change)
      if (plan.rowIds !== undefined) await keepRows(connection, entry, plan.rowIds)
      return { change: plan.change, outcome: await applyChange(connection, state, entry, plan.change, 'forward') }
    })
    return done?.change ?? null
  }

  async #step(which: 'undo' | 'redo'): Promise<string> {
    const done = await this.#write(async (connection, state) => {
      const { id, label, change } = await step(connection, which)
      const outcome = await applyChange(connection, state, id, change, which === 'undo' ? 'back' : 'forward')
      return { change, label, outcome }
    })
    return done!.label
  }

  /** What is in memory follows the file: only after the commit, and before the next write begins. */
  async #write<T extends { change: Change; outcome: Outcome }>(
    work: (connection: DuckDBConnection, state: DocumentState) => Promise<T | null>,
  ): Promise<T | null> {
    const write = this.#database.write(
      async (connection) => {
        const done = await work(connection, this.#state)
        return done === null ? null : { done, journal: await readJournalEnds(connection) }
      },
      (written) => {
        if (written === null) return
        this.#state = { ...this.#state, ...written.done.outcome, journal: written.journal }
        this.#forget(written.done.change)
      },
    )
    return (await write.catch((error: unknown) => this.#recover(error)))?.done ?? null
  }

  /** After a full disk DuckDB may have kept a change that it reported as failed: the file is asked. */
  async #recover(error: unknown): Promise<never> {
    if (error instanceof EpochwiseError && error.code === 'disk.full') await this.#reload().catch(() => undefined)
    throw error
  }

  #forget(change: Change): void {
    if (change.kind === 'recipe') return
    this.#revision = nextRevision()
    if (change.kind === 'cell') this.#views.cellChanged(change.columnId)
    else if (change.kind !== 'column' || change.kinds !== null) this.#views.allChanged()
  }

  async #reload(): Promise<void> {
    this.#state = await this.#database.read(readState)
    this.#revision = nextRevision()
    this.#views.allChanged()
  }
}

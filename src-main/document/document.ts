/** An open project: one DuckDB file, and everything a person can do to it. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { resolve } from 'node:path'
import type { ImportReport } from '../../src-shared/import'
import type { Recipe, RecipeChange } from '../../src-shared/recipe'
import type { Column, History, TablePage, TableState, TableView } from '../../src-shared/table'
import type { ImportOptions } from './import/watched'
import type { ColumnWish } from './edits/column'
import type { Draft, Planned } from './edits/draft'
import type { CellEdit } from './edits/typed'
import type { CellPlace, Found, Wanted } from './find'
import type { Opened } from './opening'
import type { ColumnLayout } from './layout'
import type { DocumentState, Outcome } from './state'
import type { Snapshot } from './snapshot'
import type { Change } from './stored'
import type { Database } from './database'
import { EpochwiseError } from '../../src-shared/errors'
import { defaultRecipe } from '../../src-shared/recipe'
import { arrange } from './arrange'
import { applyChanges } from './changes/apply'
import { takeStep } from './steps'
import { columnOf } from './columns'
import { planColumn } from './edits/column'
import { checkRecipe, planRecipe } from './edits/recipe'
import { planDeleteRows, planInsertRows } from './edits/rows'
import { planTyped } from './edits/typed'
import { Finder } from './find'
import { importFile } from './import/import-file'
import type { Looked } from './import/look'
import { lookAt } from './import/look'
import type { LastImport } from './import/stored-rules'
import { readLastImport } from './import/stored-rules'
import type { Step } from './journal-tree'
import { nextEntry, readHistory, record, trim } from './journal'
import { readTree, wayTo } from './journal-tree'
import { keepWayBack, nameVersion } from './versions'
import { writeColumnLayout } from './layout'
import { createProject, openProject } from './opening'
import { withNote, writeDismissed } from './dismissed'
import { nextRevision } from './revision'
import { RunStore } from './run-store'
import { moveTo } from './save-as'
import { readJournalEnds, readState } from './state'
import { Touched } from './touched'
import { Views } from './views'
import { withWorkFolder } from './work-folder'

export class Document {
  readonly runs: RunStore
  readonly #views = new Views()
  readonly #finder = new Finder(this.#views)
  readonly #touched = new Touched()
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

  /** What a cell says that has no value. */
  missingWords(): readonly string[] {
    return this.#state.missingWords
  }

  undoWords(): { undo: string | null; redo: string | null } {
    const { undo, redo } = this.#state.journal
    return { undo, redo }
  }

  /** Changes whenever a cell, a row, a role or a kind changes; undo brings the former one back. */
  dataFingerprint(): string {
    return `${this.#state.importId}:${this.#state.journal.lastDataEntry}`
  }

  /** Changes whenever cells of these columns, rows, their parts or the meaning of columns do. Never of another project. */
  markOf(columnIds: readonly number[]): number {
    return this.#touched.mark(columnIds)
  }

  importReport(): ImportReport | null {
    return this.#state.report
  }

  /** Into a project without a table, by the rules that the file itself suggests. @throws EpochwiseError file.*, import.* */
  async importCsv(file: string, options: ImportOptions = {}): Promise<ImportReport> {
    if (this.#state.columns.length > 0) {
      throw new EpochwiseError('file.exists', 'The project has a table already. Open the CSV as a new project.')
    }
    return withWorkFolder(this.path, async (folder) => {
      options.onProgress?.(0, 'Looking at the file')
      return this.importFile(await lookAt(resolve(file), folder, {}, options), options)
    })
  }

  /**
   * The file becomes the table, by its rules; a table that is there already goes, with its undo. On failure nothing has
   * changed. @throws EpochwiseError import.*, disk.full, project.readonly; the signal's reason
   */
  async importFile({ source, rules }: Looked, options: ImportOptions = {}): Promise<ImportReport> {
    const { columns: former, nextColumn, nextRow } = this.#state
    const report = await withWorkFolder(this.path, (workFolder) =>
      this.#database.withFiles({ files: [source.path], folders: [workFolder] }, (connection) =>
        importFile(connection, { source, rules, workFolder, former, nextColumn, nextRow }, options),
      ),
    )
    await this.#reload()
    return report
  }

  /** How the table was read; null: it was not, or by a version that did not keep it. */
  lastImport(): Promise<LastImport | null> {
    return this.#database.read(readLastImport)
  }

  /** Is there a change of the data since the import? */
  isEdited(): boolean {
    return this.#state.journal.lastDataEntry > 0
  }

  /** The roles and recipe that a sample comes with; not an edit, so nothing to undo. */
  async arrange(wanted: { target?: string; ignored?: readonly string[]; recipe?: Recipe }): Promise<void> {
    await this.#database.write((connection) => arrange(connection, this.#state.columns, wanted))
    await this.#reload()
  }

  page(view: TableView, offset: number, limit: number): Promise<TablePage> {
    const revision = this.#revision
    return this.look(async (connection, state, views) => ({
      revision,
      offset,
      ...(await views.page(connection, state, view, offset, limit)),
    }))
  }

  /** The place of a row in a view; null: not in it. */
  locate(view: TableView, rowId: number): Promise<number | null> {
    return this.look((connection, state, views) => views.locate(connection, state, view, rowId))
  }

  /** The next cell of the view that is odd or matches, around the end; null: none. */
  next(view: TableView, wanted: Wanted, after: CellPlace, backwards: boolean): Promise<Found | null> {
    return this.look((connection, state) => this.#finder.next(connection, state, view, wanted, after, backwards))
  }

  history(): Promise<History> {
    return this.#database.read(readHistory)
  }

  look<T>(work: (connection: DuckDBConnection, state: DocumentState, views: Views) => Promise<T>): Promise<T> {
    return this.#database.read((connection) => work(connection, this.#state, this.#views))
  }

  /** Keys of the notes on the data that the person has put aside. */
  dismissedNotes(): readonly string[] {
    return this.#state.dismissed
  }

  /** Puts a note aside, or calls it back; not an edit, so nothing to undo. @throws EpochwiseError project.readonly, disk.full */
  async dismissNote(key: string, dismissed: boolean): Promise<void> {
    await this.#database.write(
      (connection) => writeDismissed(connection, withNote(this.#state.dismissed, key, dismissed)),
      (written) => (this.#state = { ...this.#state, dismissed: written }),
    )
  }

  /**
   * All of the edits or none; gives how many cells came out differently.
   * @throws EpochwiseError cell.invalid, table.row, table.column, project.readonly, disk.full
   */
  changeCells(edits: readonly CellEdit[]): Promise<number> {
    return this.change((draft) => planTyped(draft, edits))
  }

  /** Before a row of the view (`null`: at the end); gives the new rows' ids. */
  insertRows(view: TableView, before: number | null, count: number): Promise<number[]> {
    return this.change((draft) => planInsertRows(draft, view, before, count))
  }

  /** How many there were to delete. @throws EpochwiseError table.row when there were none */
  deleteRows(rowIds: readonly number[]): Promise<number> {
    return this.change((draft) => planDeleteRows(draft, rowIds))
  }

  /** A new target makes the one before a feature. @throws EpochwiseError table.column */
  async setColumn(columnId: number, wanted: ColumnWish): Promise<Column> {
    await this.change((draft) => planColumn(draft, columnId, wanted))
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
    await this.change(({ state }) => planRecipe(state, checkRecipe(make(state.recipe))))
    return this.#state.recipe
  }

  /** The words of what was undone. @throws EpochwiseError journal.empty */
  undo(): Promise<string> {
    return this.#step({ which: 'undo' })
  }

  /** The words of what was done again. @throws EpochwiseError journal.empty */
  redo(): Promise<string> {
    return this.#step({ which: 'redo' })
  }

  /** A further connection on the same file, for reading tables in bulk; whoever asks closes it. */
  connect(): Promise<DuckDBConnection> {
    return this.#database.connect()
  }

  /** One edit, one journal entry, one transaction. */
  async change<T>(make: (draft: Draft) => Promise<Planned<T>> | Planned<T>): Promise<T> {
    return this.#write(async (connection, state) => {
      const entry = await nextEntry(connection)
      const { plan, result } = await make({ connection, state, entry, views: this.#views })
      if (plan === null) return { result, changes: [], outcome: null }
      const { label, changes } = plan
      await record(connection, { id: entry, label, changes })
      const outcome = await applyChanges(connection, state, entry, changes, 'forward')
      await trim(connection)
      return { result, changes, outcome }
    })
  }

  #step(step: Step): Promise<string> {
    return this.#write(async (connection, state) => {
      const done = await takeStep(connection, state, step)
      return { ...done, result: done.label }
    })
  }

  /**
   * Undoes or redoes until that entry is the last that is applied; gives how many steps that took. Each is a whole one: a
   * full disk on the way leaves the table between two edits.
   */
  async goTo(entry: number): Promise<number> {
    const way = await this.#database.read(async (connection) => wayTo(await readTree(connection), entry))
    for (const step of way) await this.#step(step)
    return way.length
  }

  /** The table as it is now can be brought back from now on, whatever is done to it; the last ten such states can. */
  nameVersion(name: string): Promise<void> {
    return this.#database.write((connection) => nameVersion(connection, name))
  }

  /** To a version; the way back to the state as it is now is kept too. @throws EpochwiseError journal.empty */
  async bringBack(entry: number, name: string): Promise<void> {
    await this.#database.write((connection) => keepWayBack(connection, entry, name))
    await this.goTo(entry)
  }

  /** How columns are shown; nothing to undo. @throws EpochwiseError table.column */
  async showColumns(layout: readonly ColumnLayout[]): Promise<void> {
    await this.#database.write(
      (connection) => writeColumnLayout(connection, this.#state.columns, layout),
      (columns) => {
        this.#state = { ...this.#state, columns }
        this.#revision = nextRevision()
        this.#finder.changed()
      },
    )
  }

  /** What is in memory follows the file: only after the commit, and before the next write begins. */
  async #write<T>(
    work: (
      connection: DuckDBConnection,
      state: DocumentState,
    ) => Promise<{ result: T; changes: readonly Change[]; outcome: Outcome | null }>,
  ): Promise<T> {
    const write = this.#database.write(
      async (connection) => {
        const done = await work(connection, this.#state)
        return { ...done, journal: await readJournalEnds(connection) }
      },
      ({ changes, outcome, journal }) => {
        if (outcome === null) return
        this.#state = { ...this.#state, ...outcome, journal }
        this.#forget(changes)
      },
    )
    return (await write.catch((error: unknown) => this.#recover(error))).result
  }

  /** After a full disk DuckDB may have kept a change that it reported as failed: the file is asked. */
  async #recover(error: unknown): Promise<never> {
    if (error instanceof EpochwiseError && /^disk\./.test(error.code)) await this.#reload().catch(() => undefined)
    throw error
  }

  #forget(changes: readonly Change[]): void {
    if (changes.every(({ kind }) => kind === 'recipe')) return
    this.#revision = nextRevision()
    this.#finder.changed()
    this.#touched.by(changes)
    for (const change of changes) {
      if (change.kind === 'cells') this.#views.cellsChanged(change.columnIds)
      else if (change.kind === 'parts') this.#views.partsChanged()
      else if (change.kind !== 'recipe' && change.kind !== 'move') this.#views.allChanged()
    }
  }

  async #reload(): Promise<void> {
    this.#state = await this.#database.read(readState)
    this.#revision = nextRevision()
    this.#views.allChanged()
    this.#finder.changed()
    this.#touched.everything()
  }
}

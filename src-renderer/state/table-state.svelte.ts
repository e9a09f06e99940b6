/** The table as the Data view works on it: brings its parts together, and follows the project through its changes. */
import type { Client } from '../../src-shared/client'
import type { Cell, CellSpan, Column, Filter, TableState, TableView } from '../../src-shared/table'
import { EpochwiseError } from '../../src-shared/errors'
import { plainView } from '../../src-shared/table'
import { filterWords } from '../components/grid/filter-words'
import { sortedBy, toggledSort, viewFor, withFilter } from '../components/grid/table-view'
import { CellEditsState } from './cell-edits-state.svelte'
import { ClipboardState } from './clipboard-state.svelte'
import { ColumnsState } from './columns-state.svelte'
import { FindState } from './find-state.svelte'
import { GridPanelsState } from './grid-panels-state.svelte'
import { HistoryState } from './history-state.svelte'
import { PagesState } from './pages-state.svelte'
import { ProfilesState } from './profiles-state.svelte'
import { RowRolesState } from './row-roles-state.svelte'
import { SelectionState } from './selection-state.svelte'
import { TableWork } from './table-work'

const noTable: TableState = { revision: 0, rows: 0, columns: [] }

export class TableStore {
  readonly pages: PagesState
  readonly profiles: ProfilesState
  readonly roles: RowRolesState
  readonly columns: ColumnsState
  readonly selection: SelectionState
  readonly edits: CellEditsState
  readonly find: FindState
  readonly clipboard: ClipboardState
  readonly history: HistoryState
  readonly work: TableWork
  readonly panels = new GridPanelsState()

  #key: string | null = null
  #table = $state.raw<TableState>(noTable)
  #readOnly = $state(false)
  #said = $state('')

  readonly rows = $derived(this.#table.rows)
  /** Cells that their column's kind can't read. */
  readonly odd = $derived(this.#table.columns.reduce((sum, column) => sum + column.odd, 0))
  readonly activeColumn = $derived.by<Column | null>(
    () => this.columns.shown[this.selection.active.column]?.column ?? null,
  )

  constructor(
    readonly client: Client,
    readonly fail: (error: unknown) => void,
  ) {
    const say = (words: string): void => this.say(words)
    const view = (): TableView => this.pages.view
    const span = (): CellSpan | null => this.span()
    this.columns = new ColumnsState(client, fail, () => this.readOnly)
    const columns = this.columns
    this.pages = new PagesState(client, fail, (rows) => this.edits.compare(rows, (id) => this.placeInCells(id)))
    this.profiles = new ProfilesState(client)
    this.roles = new RowRolesState(client)
    this.selection = new SelectionState(() => ({ rows: this.total, columns: columns.shown.length }))
    const selection = this.selection
    this.edits = new CellEditsState({
      client,
      say,
      onSaved: ({ rowId, columnId, text }) => {
        this.pages.patch(rowId, this.placeInCells(columnId), text === '' ? null : text)
        this.say(`${columns.nameOf(columnId)}: ${text === '' ? 'missing' : text}, saved`)
      },
      onReturn: (place, rowId) => {
        if (this.pages.rowAt(place.row)?.id !== rowId) return false
        selection.moveTo(place)
        return true
      },
      onLost: (text) => {
        fail(new EpochwiseError('cell.invalid', `“${text}” was not entered: its row could not be read. Type it again.`))
      },
    })
    const settle = async (): Promise<void> => {
      await this.edits.commit()
      // What was typed before comes before: later work must not overtake it.
      await this.edits.answered()
    }
    const rowIdAt = (index: number): number | null => this.pages.rowAt(index)?.id ?? null
    this.work = new TableWork({ client, columns, selection, view, span, say, fail, settle })
    const attempt = (work: () => Promise<void>): Promise<void> => this.work.attempt(work)
    const goToCell = (row: number, columnId: number): void => this.goToCell(row, columnId)
    this.find = new FindState({ client, columns, selection, view, rowIdAt, goToCell, say, fail })
    this.clipboard = new ClipboardState({
      client,
      columns,
      selection,
      view,
      total: () => this.total,
      span,
      say,
      attempt,
    })
    this.history = new HistoryState(client, fail)
  }

  get readOnly(): boolean {
    return this.#readOnly
  }

  /** The last thing worth hearing, for a live region. */
  get said(): string {
    return this.#said
  }

  /** Rows in the view. */
  get total(): number {
    return this.pages.total ?? 0
  }

  /** What is selected, as the commands take it; null: nothing is there. */
  span(): CellSpan | null {
    const { firstRow, lastRow, firstColumn, lastColumn } = this.selection.range
    const columnIds = this.columns.idsBetween(firstColumn, lastColumn)
    return this.total === 0 || columnIds.length === 0 ? null : { first: firstRow, last: lastRow, columnIds }
  }

  get selectedColumnIds(): number[] {
    const { firstColumn, lastColumn } = this.selection.range
    return this.columns.idsBetween(firstColumn, lastColumn)
  }

  /** What stands in the active cell; undefined: it is a head, or not here yet. */
  get activeCell(): Cell | undefined {
    const { row, column } = this.selection.active
    const shown = this.columns.shown[column]
    return row < 0 || !shown ? undefined : this.pages.rowAt(row)?.cells[shown.at]
  }

  placeInCells(columnId: number): number {
    return this.columns.all.findIndex((column) => column.id === columnId)
  }

  /** Follows the project: the same table gone on, or another one (`key` differs). */
  follow(key: string | null, table: TableState | null, readOnly: boolean): void {
    const before = this.#table.revision
    this.#readOnly = readOnly
    this.#table = table ?? noTable
    if (key === this.#key) this.#goOn(before)
    else this.#beginAnew(key)
  }

  /** Called when rows have come; the first ones decide the widths. */
  measure(): void {
    if (!this.columns.measured) this.columns.measure((index) => this.pages.rowAt(index))
  }

  say(words: string): void {
    // A live region speaks when its text changes: the same words twice differ by a trailing space.
    this.#said = words === this.#said ? `${words} ` : words
  }

  /** What stands in the open editor, and columns that were just arranged. */
  async sendUnsent(): Promise<void> {
    await Promise.all([this.edits.commit(), this.columns.flush()])
  }

  goToColumn(columnId: number): void {
    this.goToCell(Math.max(0, this.selection.active.row), columnId)
  }

  show(view: TableView): void {
    this.pages.reset(this.#table.revision, view, view.filters.length > 0 ? null : this.rows)
    this.selection.toTop()
  }

  toggleSort(columnId: number, add: boolean): void {
    this.#order(toggledSort(this.pages.view, columnId, add))
  }

  sort(columnId: number, direction: 'ascending' | 'descending' | null, add: boolean): void {
    this.#order(sortedBy(this.pages.view, columnId, direction, add))
  }

  /** Opens the editor at the active cell, with `text` in place of what stands there. */
  beginEdit(text: string | null): void {
    const { active } = this.selection
    const row = this.pages.rowAt(active.row)
    const shown = this.columns.shown[active.column]
    if (!shown || this.refusesEdits()) return
    if (shown.column.settings.formula !== undefined) {
      this.fail(
        new EpochwiseError(
          'cell.invalid',
          `${shown.column.name} is computed: its cells follow from its expression. Change the expression, or the columns that it reads.`,
        ),
      )
      return
    }
    this.selection.collapse()
    if (row !== null) this.edits.begin(active, row.id, shown.column.id, row.cells[shown.at] ?? null, text)
    // What stands in a row that is not here yet can only be overwritten.
    else if (text !== null) this.edits.beginAhead(active, this.#lookUp(active.row), shown.column.id, text)
  }

  /** The id of a row of the view as it is now; null: there is none, or it could not be read, which is told. */
  async #lookUp(index: number): Promise<number | null> {
    try {
      const { rows } = await this.client.send('table.page', { view: this.pages.view, offset: index, limit: 1 })
      return rows[0]?.id ?? null
    } catch (error) {
      this.fail(error)
      return null
    }
  }

  /** Says why nothing can be changed, where nothing can. */
  refusesEdits(): boolean {
    if (!this.#readOnly) return false
    const message = 'This project is open read-only. Save it under another name to change it.'
    this.fail(new EpochwiseError('project.readonly', message))
    return true
  }

  /** To a cell of the view; a hidden column is shown for it. */
  goToCell(row: number, columnId: number): void {
    if (this.columns.placeOf(columnId) < 0) this.columns.unhide([columnId])
    const column = this.columns.placeOf(columnId)
    if (column >= 0) this.selection.moveTo({ row, column })
  }

  async goToNextOdd(backwards = false): Promise<void> {
    await this.work.attempt(async () => {
      const { row, column } = this.selection.active
      const columnId = row < 0 ? null : (this.columns.shown[column]?.column.id ?? null)
      const input = {
        view: this.pages.view,
        after: { index: row, columnId },
        what: { kind: 'odd' },
        backwards,
      } as const
      const found = await this.client.send('table.next', input)
      if (found === null) {
        this.say('Every cell can be read as its column wants it')
        return
      }
      this.goToCell(found.index, found.columnId)
    })
  }

  /** One more filter, unless it is there already. */
  filter(filter: Filter): void {
    const { view } = this.pages
    if (view.filters.some((other) => JSON.stringify(other) === JSON.stringify(filter))) return
    this.show(withFilter(view, null, filter))
    this.say(`Filtered: ${filterWords(filter, (id) => this.columns.byId(id))}`)
  }

  filterByCell(exclude: boolean): void {
    const cell = this.activeCell
    if (cell === undefined || this.activeColumn === null) return
    this.filter({ kind: 'values', columnId: this.activeColumn.id, values: [cell], exclude })
  }

  pinColumns(columnIds: readonly number[], pinned: boolean): void {
    const active = this.activeColumn
    this.columns.pin(columnIds, pinned)
    // The cursor stays with its column, which stands elsewhere now.
    if (active) this.selection.moveTo({ row: this.selection.active.row, column: this.columns.placeOf(active.id) })
    this.say(`${this.#named(columnIds)} ${pinned ? 'pinned' : 'unpinned'}`)
  }

  hideColumns(columnIds: readonly number[]): void {
    const hidden = this.columns.hide(columnIds)
    this.say(hidden ? `${this.#named(columnIds)} hidden` : 'The last column in sight can’t be hidden')
    this.selection.collapse()
    this.selection.stayInside()
  }

  /** As wide as the cells near the cursor need. */
  fitColumns(columnIds: readonly number[]): void {
    const rows = this.pages.rowsFrom(Math.max(0, this.selection.active.row - 100), 300)
    this.columns.fit(
      columnIds.map((id) => this.columns.placeOf(id)),
      rows,
    )
  }

  #named(columnIds: readonly number[]): string {
    return columnIds.length === 1 ? this.columns.nameOf(columnIds[0]!) : `${String(columnIds.length)} columns`
  }

  #order(view: TableView): void {
    this.show(view)
    const words = view.sort.map((order) => `${this.columns.nameOf(order.columnId)}, ${order.direction}`)
    this.say(words.length === 0 ? 'Rows in the order of the table' : `Sorted by ${words.join(', then ')}`)
  }

  #beginAnew(key: string | null): void {
    this.#key = key
    this.edits.reset()
    this.find.reset()
    this.panels.close()
    this.columns.reset(this.#table.columns)
    this.pages.reset(this.#table.revision, plainView, this.rows)
    this.profiles.reset(this.#table.revision)
    this.selection.reset()
  }

  #goOn(before: number): void {
    const { revision, columns } = this.#table
    this.columns.follow(columns)
    const view = viewFor(this.pages.view, columns)
    // A host that was started anew may count from an earlier revision.
    if (revision < before || view !== this.pages.view) {
      this.pages.reset(revision, view, view.filters.length > 0 ? null : this.rows)
      this.profiles.reset(revision)
    }
    this.pages.advance(revision, this.rows)
    this.profiles.advance(revision)
    this.selection.stayInside()
    this.history.follow()
  }
}

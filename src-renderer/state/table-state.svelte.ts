/** The table as the Data view works on it: what is shown, where one is, what is being typed. */
import type { Client } from '../../src-shared/client'
import type { Column, TableState, TableView } from '../../src-shared/table'
import type { GridPlace, RowSpan } from '../components/grid/keys'
import { EpochwiseError } from '../../src-shared/errors'
import { plainView } from '../../src-shared/table'
import { cellText } from '../components/grid/cells'
import { ColumnWidths } from '../components/grid/column-widths.svelte'
import { spanOf } from '../components/grid/keys'
import { clamp } from '../components/grid/window'
import { PagesState } from './pages-state.svelte'
import { ProfilesState } from './profiles-state.svelte'

/** A cell being typed into. `refused` holds the reason, and the text stays. */
export type CellEdit = {
  rowId: number
  columnId: number
  place: GridPlace
  before: string
  draft: string
  saving: boolean
  refused: string | null
}

const noTable: TableState = { revision: 0, rows: 0, columns: [] }
const mostPerPage = 1000

export class TableStore {
  readonly pages: PagesState
  readonly profiles: ProfilesState

  #key: string | null = null
  #table = $state.raw<TableState>(noTable)
  #readOnly = $state(false)
  #active = $state.raw<GridPlace>({ row: 0, column: 0 })
  #anchor = $state<number | null>(null)
  #edit = $state.raw<CellEdit | null>(null)
  #said = $state('')

  readonly columns = $derived<Column[]>(this.#table.columns)
  readonly rows = $derived(this.#table.rows)
  readonly odd = $derived(this.columns.reduce((sum, column) => sum + column.odd, 0))
  readonly activeColumn = $derived<Column | null>(this.columns[this.#active.column] ?? null)
  readonly widths = new ColumnWidths(() => this.columns)
  /** Left edges of the columns, and behind them the right edge of the last. */
  readonly edges = $derived.by(() => this.widths.edges)

  constructor(
    readonly client: Client,
    readonly fail: (error: unknown) => void,
  ) {
    this.pages = new PagesState(client, fail)
    this.profiles = new ProfilesState(client)
  }

  get active(): GridPlace {
    return this.#active
  }

  get edit(): CellEdit | null {
    return this.#edit
  }

  get readOnly(): boolean {
    return this.#readOnly
  }

  /** The last thing worth hearing, for a live region. */
  get said(): string {
    return this.#said
  }

  get selection(): RowSpan | null {
    return this.#anchor === null || this.#active.row < 0 ? null : spanOf(this.#anchor, this.#active.row)
  }

  get total(): number {
    return this.pages.total ?? 0
  }

  /** Follows the project: the same table gone on, or another one (`key` differs). */
  follow(key: string | null, table: TableState | null, readOnly: boolean): void {
    const before = this.#table.revision
    this.#readOnly = readOnly
    this.#table = table ?? noTable
    if (key === this.#key) {
      // A host that was started anew may count from an earlier revision.
      if (this.#table.revision < before) this.#readAnew()
      this.pages.advance(this.#table.revision, this.#table.rows)
      this.profiles.advance(this.#table.revision)
      this.#stayInside()
      return
    }
    this.#key = key
    this.#edit = null
    this.#anchor = null
    this.#active = { row: 0, column: 0 }
    this.widths.reset()
    this.pages.reset(this.#table.revision, plainView, this.rows)
    this.profiles.reset(this.#table.revision)
  }

  /** Called when rows have come; the first ones decide the widths. */
  measure(): void {
    if (!this.widths.measured) this.widths.measure((index) => this.pages.rowAt(index))
  }

  say(words: string): void {
    // A live region speaks when its text changes: the same words twice differ by a trailing space.
    this.#said = words === this.#said ? `${words} ` : words
  }

  moveTo(place: GridPlace, extend = false): void {
    if (extend) this.#anchor ??= Math.max(0, this.#active.row)
    else this.#anchor = null
    this.#active = {
      row: clamp(place.row, -1, this.total - 1),
      column: clamp(place.column, 0, this.columns.length - 1),
    }
  }

  goToColumn(columnId: number): void {
    this.moveTo({ row: Math.max(0, this.active.row), column: this.columns.findIndex(({ id }) => id === columnId) })
  }

  /** The whole row, from its number; `extend` from the row before. */
  selectRow(row: number, extend: boolean): void {
    if (!extend) this.#anchor = row
    else this.#anchor ??= Math.max(0, this.#active.row)
    this.#active = { row, column: this.#active.column }
  }

  clearSelection(): void {
    this.#anchor = null
  }

  show(view: TableView): void {
    this.#anchor = null
    this.#active = { row: Math.min(0, this.total - 1), column: this.#active.column }
    this.pages.reset(this.#table.revision, view, view.filters.length > 0 ? null : this.rows)
  }

  /** Unsorted → ascending → descending → unsorted. */
  toggleSort(columnId: number): void {
    const { sort, filters } = this.pages.view
    const here = sort[0]?.columnId === columnId ? sort[0].direction : null
    const next = here === null ? 'ascending' : here === 'ascending' ? 'descending' : null
    this.show({ sort: next === null ? [] : [{ columnId, direction: next }], filters })
    const name = this.columns.find((column) => column.id === columnId)?.name ?? ''
    this.say(next === null ? 'Rows in the order of the table' : `Sorted by ${name}, ${next}`)
  }

  /** Opens the editor at the active cell, with `text` in place of what stands there. */
  beginEdit(text: string | null): void {
    const place = this.#active
    const row = this.pages.rowAt(place.row)
    const column = this.columns[place.column]
    if (row === null || !column) return
    if (this.#readOnly) {
      this.say('This project is open read-only.')
      this.fail(
        new EpochwiseError(
          'project.readonly',
          'This project is open read-only. Save it under another name to change it.',
        ),
      )
      return
    }
    const before = cellText(row.cells[place.column] ?? null)
    this.#anchor = null
    this.#edit = {
      rowId: row.id,
      columnId: column.id,
      place,
      before,
      draft: text ?? before,
      saving: false,
      refused: null,
    }
  }

  type(draft: string): void {
    if (this.#edit && !this.#edit.saving) this.#edit = { ...this.#edit, draft, refused: null }
  }

  cancelEdit(): void {
    this.#edit = null
  }

  /** Writes what was typed. False: it was refused, and the editor stays open with the reason. */
  async commitEdit(): Promise<boolean> {
    const edit = this.#edit
    if (edit === null) return true
    if (edit.saving) return false
    if (edit.draft === edit.before) {
      this.#edit = null
      return true
    }
    this.#edit = { ...edit, saving: true, refused: null }
    const refused = await this.#write(edit)
    this.#edit = refused === null ? null : { ...edit, refused }
    if (refused !== null) this.say(refused)
    return refused === null
  }

  /** Empties the active cell; with rows selected, deletes them. */
  async clear(): Promise<void> {
    if (this.selection !== null) return this.deleteSelection()
    this.beginEdit('')
    await this.commitEdit()
  }

  async addRow(): Promise<void> {
    await this.#try(async () => {
      const { rowIds } = await this.client.send('table.insertRows', {
        view: this.pages.view,
        before: null,
        count: 1,
      })
      const index = await this.client.send('table.locate', { view: this.pages.view, rowId: rowIds[0]! })
      this.say('Row added at the end of the table')
      if (index === null) return
      this.#anchor = null
      this.#active = { row: index, column: 0 }
    })
  }

  async deleteSelection(): Promise<void> {
    const span = this.selection
    if (span === null) return
    await this.#try(async () => {
      const rowIds = await this.#idsOf(span)
      const { deleted } = await this.client.send('table.deleteRows', { rowIds })
      this.#anchor = null
      this.say(deleted === 1 ? '1 row deleted' : `${String(deleted)} rows deleted`)
    })
  }

  async goToNextOdd(): Promise<void> {
    await this.#try(async () => {
      const { row } = this.#active
      const after = { index: row, columnId: row < 0 ? null : (this.activeColumn?.id ?? null) }
      const what = { kind: 'odd' } as const
      const found = await this.client.send('table.next', { view: this.pages.view, after, what, backwards: false })
      if (found === null) {
        this.say('Every cell can be read')
        return
      }
      this.moveTo({ row: found.index, column: this.columns.findIndex((column) => column.id === found.columnId) })
    })
  }

  async setColumn(columnId: number, change: { role?: Column['role']; kind?: Column['kind'] }): Promise<void> {
    const column = await this.client.send('column.set', { columnId, ...change })
    this.say(`${column.name}: ${column.role}, ${column.kind}`)
  }

  /** null: written; otherwise the reason why not. */
  async #write({ rowId, columnId, draft }: CellEdit): Promise<string | null> {
    try {
      await this.client.send('table.change', { edits: [{ rowId, columnId, text: draft }] })
      const cell = draft.trim() === '' ? null : draft
      const at = this.columns.findIndex((column) => column.id === columnId)
      this.pages.patch(rowId, at, cell)
      this.say(`${this.columns[at]?.name ?? ''}: ${cell === null ? 'missing' : cellText(cell)}`)
      return null
    } catch (error) {
      if (error instanceof EpochwiseError) return error.message
      throw error
    }
  }

  async #idsOf({ first, last }: RowSpan): Promise<number[]> {
    const ids: number[] = []
    for (let offset = first; offset <= last; offset += mostPerPage) {
      const limit = Math.min(mostPerPage, last - offset + 1)
      const { rows } = await this.client.send('table.page', { view: this.pages.view, offset, limit })
      ids.push(...rows.map((row) => row.id))
    }
    return ids
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.fail(error)
    }
  }

  #readAnew(): void {
    const { view } = this.pages
    this.pages.reset(this.#table.revision, view, view.filters.length > 0 ? null : this.rows)
    this.profiles.reset(this.#table.revision)
  }

  #stayInside(): void {
    const lastRow = this.total - 1
    const lastColumn = Math.max(0, this.columns.length - 1)
    if (this.#active.row > lastRow || this.#active.column > lastColumn) {
      this.#active = { row: Math.min(this.#active.row, lastRow), column: Math.min(this.#active.column, lastColumn) }
    }
  }
}

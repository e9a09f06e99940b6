/** Finding in the table, and replacing: the question, how many cells it meets, and which is the next. */
import type { Client } from '../../src-shared/client'
import type { TextQuery, TableView } from '../../src-shared/table'
import type { GridPlace } from '../components/grid/range'
import type { ColumnsState } from './columns-state.svelte'
import type { SelectionState } from './selection-state.svelte'
import { EpochwiseError } from '../../src-shared/errors'
import { formatCount } from '../charts/format'

export type FindMode = 'find' | 'replace'

type Parts = {
  client: Client
  columns: ColumnsState
  selection: SelectionState
  view: () => TableView
  rowIdAt: (index: number) => number | null
  goToCell: (row: number, columnId: number) => void
  say: (words: string) => void
  fail: (error: unknown) => void
}

export class FindState {
  #mode = $state<FindMode | null>(null)
  #query = $state.raw<TextQuery>({ text: '', match: 'contains', caseSensitive: false })
  #with = $state('')
  /** null: every column. */
  #columnIds = $state.raw<readonly number[] | null>(null)
  #count = $state<number | null>(null)
  #refused = $state<string | null>(null)
  #replacing = false
  /** Answers to an older question are for nobody. */
  #asked = 0
  #calls = $state(0)

  constructor(readonly parts: Parts) {}

  get mode(): FindMode | null {
    return this.#mode
  }

  get query(): TextQuery {
    return this.#query
  }

  get with(): string {
    return this.#with
  }

  get columnIds(): readonly number[] | null {
    return this.#columnIds
  }

  /** Cells that the question meets; null: not asked yet. */
  get count(): number | null {
    return this.#count
  }

  get refused(): string | null {
    return this.#refused
  }

  /** Grows whenever finding is called for: the field takes the keyboard then. */
  get calls(): number {
    return this.#calls
  }

  open(mode: FindMode): void {
    this.#mode = mode
    this.#calls++
  }

  close(): void {
    this.#mode = null
    this.#forget()
  }

  reset(): void {
    this.close()
    this.#query = { ...this.#query, text: '' }
    this.#columnIds = null
  }

  /** Other words, or another way to hold them against the cells. */
  ask(change: Partial<TextQuery>): void {
    this.#query = { ...this.#query, ...change }
    this.#forget()
  }

  replaceWith(text: string): void {
    this.#with = text
  }

  within(columnIds: readonly number[] | null): void {
    this.#columnIds = columnIds
    this.#forget()
  }

  /** To the next cell that is met, or the one before, around the end. */
  async next(backwards = false): Promise<void> {
    const { selection, columns } = this.parts
    const { row, column } = selection.active
    await this.#go({ index: row, columnId: row < 0 ? null : (columns.shown[column]?.column.id ?? null) }, backwards)
  }

  /** Counts, and goes to the first cell met from the active one on, that one included. */
  async look(): Promise<void> {
    const { selection, columns } = this.parts
    const { row, column } = selection.active
    const before = columns.shown[column - 1]?.column.id ?? null
    const after = before === null ? { index: Math.max(0, row) - 1, columnId: null } : { index: row, columnId: before }
    await this.#go(after, false)
  }

  /** Replaces in the active cell, where it is met, and goes on to the next. */
  async replaceOne(): Promise<void> {
    const { selection, columns, rowIdAt } = this.parts
    const place: GridPlace = selection.active
    const rowId = rowIdAt(place.row)
    const columnId = columns.shown[place.column]?.column.id
    if (rowId === null || columnId === undefined) return this.next()
    const view: TableView = { sort: [], filters: [{ kind: 'ids', ids: [rowId] }] }
    const changed = await this.#replace(view, [columnId])
    if (changed !== null) await this.next()
  }

  async replaceAll(): Promise<void> {
    const changed = await this.#replace(this.parts.view(), this.#columnIds === null ? null : [...this.#columnIds])
    if (changed === null) return
    this.#count = 0
    this.parts.say(changed === 1 ? '1 cell replaced' : `${formatCount(changed)} cells replaced`)
  }

  async #go(after: { index: number; columnId: number | null }, backwards: boolean): Promise<void> {
    if (this.#query.text === '') return
    const asked = ++this.#asked
    const { client, columns, goToCell, say, view } = this.parts
    const columnIds = this.#columnIds === null ? null : [...this.#columnIds]
    await this.#try(async () => {
      const what = { kind: 'find', query: this.#query, columnIds } as const
      const found = await client.send('table.next', { view: view(), after, what, backwards })
      if (asked !== this.#asked) return
      this.#count = found?.count ?? 0
      if (found === null) {
        say(`No cell has “${this.#query.text}”`)
        return
      }
      goToCell(found.index, found.columnId)
      say(`${formatCount(found.count)} found; row ${formatCount(found.index + 1)}, ${columns.nameOf(found.columnId)}`)
    })
  }

  async #replace(view: TableView, columnIds: number[] | null): Promise<number | null> {
    // A second click while the first is on its way; the button stays, and with it the keyboard.
    if (this.#query.text === '' || this.#replacing) return null
    this.#replacing = true
    const input = { view, columnIds, query: this.#query, with: this.#with }
    let changed: number | null = null
    await this.#try(async () => {
      changed = (await this.parts.client.send('table.replace', input)).changed
    })
    this.#replacing = false
    return changed
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.#refused = null
    try {
      await work()
    } catch (error) {
      if (error instanceof EpochwiseError) this.#refused = error.message
      else this.parts.fail(error)
    }
  }

  #forget(): void {
    this.#asked++
    this.#count = null
    this.#refused = null
  }
}

/**
 * Work on many cells, rows and columns at once. Each is one command, by span and view, so that a selection of a million
 * rows needs none of them here; each says what it has done, with the number.
 */
import type { Client } from '../../src-shared/client'
import type { CommandInput, CommandName, CommandOutput } from '../../src-shared/contract'
import type { Column, ColumnKind, RowPart, CellSpan, TableView } from '../../src-shared/table'
import type { ColumnsState } from './columns-state.svelte'
import type { SelectionState } from './selection-state.svelte'
import { formatCount } from '../charts/format'
import { partWords } from '../components/grid/filter-words'

type Parts = {
  client: Client
  columns: ColumnsState
  selection: SelectionState
  view: () => TableView
  span: () => CellSpan | null
  say: (words: string) => void
  fail: (error: unknown) => void
  /** Whatever is being typed is sent first. */
  settle: () => Promise<void>
}

type FillHow = CommandInput<'table.fillMissing'>['how']

export class TableWork {
  constructor(readonly parts: Parts) {}

  async fillDown(): Promise<void> {
    await this.#onSpan(async (span) => {
      // One row has nothing to fill from but the row above it.
      const first = span.first === span.last ? Math.max(0, span.first - 1) : span.first
      const { changed } = await this.#send('table.fillDown', { view: this.parts.view(), span: { ...span, first } })
      this.parts.say(`${count(changed, 'cell')} filled`)
    })
  }

  async clear(): Promise<void> {
    await this.#onSpan(async (span) => {
      const { changed } = await this.#send('table.clear', { view: this.parts.view(), span })
      this.parts.say(`${count(changed, 'cell')} cleared`)
    })
  }

  /** `below`: behind the selection; else before it. Without a filter or order, null `before` is the end of the table. */
  async insertRows(rows: number, below: boolean): Promise<void> {
    const { selection, view } = this.parts
    const { firstRow, lastRow } = selection.range
    const cursor = selection.active
    await this.attempt(async () => {
      const before = below ? lastRow + 1 : firstRow
      await this.#insert(rows, before >= selection.size().rows ? null : before)
      if (view().sort.length > 0 || view().filters.length > 0 || selection.active !== cursor) return
      selection.selectRange({ ...selection.range, firstRow: before, lastRow: before + rows - 1 })
    })
  }

  async addRow(): Promise<void> {
    await this.attempt(async () => {
      const { client, view, selection, say } = this.parts
      const cursor = selection.active
      const { rowIds } = await this.#send('table.insertRows', { view: view(), before: null, count: 1 })
      const index = await client.send('table.locate', { view: view(), rowId: rowIds[0]! })
      say('Row added at the end of the table')
      if (index !== null && selection.active === cursor) selection.moveTo({ row: index, column: 0 })
    })
  }

  async deleteRows(): Promise<void> {
    const { firstRow: first, lastRow: last } = this.parts.selection.range
    await this.attempt(async () => {
      const { deleted } = await this.#send('table.deleteSpan', { view: this.parts.view(), first, last })
      this.parts.selection.collapse()
      this.parts.say(`${count(deleted, 'row')} deleted`)
    })
  }

  async setPart(part: RowPart): Promise<void> {
    const { firstRow: first, lastRow: last } = this.parts.selection.range
    await this.attempt(async () => {
      const { changed } = await this.#send('table.setPart', { view: this.parts.view(), first, last, part })
      this.parts.say(`${count(changed, 'row')}: ${partWords[part].toLowerCase()}`)
    })
  }

  /** Throws where it is refused: the form that asked shows why. */
  async insertColumn(name: string, kind: ColumnKind, after: number | null): Promise<void> {
    await this.#send('column.insert', { name, kind, after })
    this.parts.say(`Column ${name} added`)
  }

  async rename(column: Column, name: string): Promise<void> {
    await this.#send('column.rename', { columnId: column.id, name })
    this.parts.say(`${column.name} is now ${name}`)
  }

  async setColumn(columnId: number, change: Omit<CommandInput<'column.set'>, 'columnId'>): Promise<void> {
    const column = await this.#send('column.set', { columnId, ...change })
    this.parts.say(`${column.name}: ${column.role}, ${column.kind}`)
  }

  async compute(columnId: number | null, name: string, expression: string, after: number | null): Promise<void> {
    const column = await this.#send('column.compute', { columnId, name, expression, after })
    this.parts.say(`Column ${column.name} computed`)
  }

  async merge(columnId: number, values: string[], into: string): Promise<void> {
    const { changed } = await this.#send('column.merge', { columnId, values, into })
    this.parts.say(`${count(changed, 'cell')} changed to ${into}`)
  }

  async split(columnId: number, separator: string): Promise<void> {
    const { columnIds } = await this.#send('column.split', { columnId, separator })
    this.parts.say(`Split into ${count(columnIds.length, 'column')}`)
  }

  async fillMissing(columnId: number, how: FillHow, value: string | null): Promise<void> {
    const { changed } = await this.#send('table.fillMissing', { columnId, how, value })
    this.parts.say(`${count(changed, 'missing cell')} filled`)
  }

  async removeDuplicates(columnIds: readonly number[]): Promise<number> {
    const { deleted } = await this.#send('table.removeDuplicates', { columnIds: [...columnIds] })
    this.parts.say(deleted === 0 ? 'No row is there twice' : `${count(deleted, 'duplicate row')} removed`)
    return deleted
  }

  async dropMissing(columnIds: readonly number[]): Promise<void> {
    await this.attempt(async () => {
      const { deleted } = await this.#send('table.dropMissing', { columnIds: [...columnIds] })
      this.parts.say(
        deleted === 0 ? 'No row misses a value there' : `${count(deleted, 'row')} with missing values removed`,
      )
    })
  }

  async deleteColumns(columnIds: readonly number[]): Promise<void> {
    await this.attempt(async () => {
      await this.#send('column.delete', { columnIds: [...columnIds] })
      this.parts.selection.collapse()
      this.parts.say(`${count(columnIds.length, 'column')} deleted`)
    })
  }

  /** To the left of the shown column at `place`; at its end: to the right of all. The cursor goes with it. */
  async moveColumn(columnId: number, place: number): Promise<void> {
    const { columns, selection, say } = this.parts
    const from = columns.placeOf(columnId)
    const wanted = columns.clampedPlace(columnId, place)
    if (from < 0 || wanted === from || wanted === from + 1) return
    const cursor = selection.active
    await this.attempt(async () => {
      await this.#send('column.move', { columnId, before: columns.before(columnId, wanted) })
      const to = wanted > from ? wanted - 1 : wanted
      // A late reply must not take the cursor, and so an open menu, from where the person has gone meanwhile.
      if (selection.active === cursor) selection.moveTo({ row: cursor.row, column: to })
      say(`${columns.nameOf(columnId)} is now column ${String(to + 1)}`)
    })
  }

  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await this.parts.settle()
      await work()
    } catch (error) {
      this.parts.fail(error)
    }
  }

  async #onSpan(work: (span: CellSpan) => Promise<void>): Promise<void> {
    const span = this.parts.span()
    if (span !== null) await this.attempt(() => work(span))
  }

  async #insert(rows: number, before: number | null): Promise<void> {
    await this.#send('table.insertRows', { view: this.parts.view(), before, count: rows })
    this.parts.say(`${count(rows, 'row')} inserted`)
  }

  #send<N extends CommandName>(command: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    return this.parts.client.send(command, input)
  }
}

function count(number: number, what: string): string {
  return `${formatCount(number)} ${what}${number === 1 ? '' : 's'}`
}

/** Copy, cut and paste between the table and spreadsheets. What hangs over the edge is asked about before it is added. */
import type { Client } from '../../src-shared/client'
import type { CellSpan, TableView } from '../../src-shared/table'
import type { TextSize } from '../components/grid/tsv'
import type { ColumnsState } from './columns-state.svelte'
import type { SelectionState } from './selection-state.svelte'
import { formatCount } from '../charts/format'
import { writeClipboard } from '../components/grid/system-clipboard'
import { parseTsv, sizeOf, tiled, writeTsv } from '../components/grid/tsv'

type Parts = {
  client: Client
  columns: ColumnsState
  selection: SelectionState
  view: () => TableView
  total: () => number
  span: () => CellSpan | null
  say: (words: string) => void
  attempt: (work: () => Promise<void>) => Promise<void>
  write?: (text: string) => Promise<void>
}

type PasteAt = { index: number; columnId: number }

/** A paste that reaches past the end of the table: it waits for an answer. */
export type WaitingPaste = { at: PasteAt; text: string; size: TextSize; rows: number; columns: number }

/** Cells that one copied block may be repeated to, for a larger selection. */
const mostTiled = 100_000

export class ClipboardState {
  #asking = $state.raw<WaitingPaste | null>(null)

  constructor(readonly parts: Parts) {}

  get asking(): WaitingPaste | null {
    return this.#asking
  }

  async copy(): Promise<boolean> {
    const { client, view, say, attempt, write = writeClipboard, span: spanNow } = this.parts
    const span = spanNow()
    if (span === null) return false
    let done = false
    await attempt(async () => {
      const { text } = await client.send('table.copy', { view: view(), span })
      await write(text)
      done = true
      say(`${cellsWords(span)} copied`)
    })
    return done
  }

  async cut(): Promise<void> {
    const { client, view, say, attempt, span: spanNow } = this.parts
    const span = spanNow()
    if (span === null || !(await this.copy())) return
    await attempt(async () => {
      await client.send('table.clear', { view: view(), span })
      say(`${cellsWords(span)} cut`)
    })
  }

  /** At the upper left of the selection. A block that fits into it a whole number of times fills it. */
  async paste(clipboard: string): Promise<void> {
    const { selection, columns, total } = this.parts
    const { firstRow, firstColumn } = selection.range
    const column = columns.shown[firstColumn]
    if (!column || clipboard === '') return
    const cells = parseTsv(clipboard)
    const wanted = { rows: selection.rowCount, columns: selection.columnCount }
    const filled = wanted.rows * wanted.columns <= mostTiled && !selection.isSingle ? tiled(cells, wanted) : null
    const size = sizeOf(filled ?? cells)
    const at = { index: Math.max(0, firstRow), columnId: column.column.id }
    const text = filled === null ? clipboard : writeTsv(filled)
    const rows = Math.max(0, at.index + size.rows - total())
    const more = Math.max(0, firstColumn + size.columns - columns.shown.length)
    if (rows > 0 || more > 0) this.#asking = { at, text, size, rows, columns: more }
    else await this.#send(at, text, size, false)
  }

  async growAndPaste(): Promise<void> {
    const asking = this.#asking
    this.#asking = null
    if (asking !== null) await this.#send(asking.at, asking.text, asking.size, true)
  }

  leave(): void {
    this.#asking = null
  }

  async #send(at: PasteAt, text: string, size: TextSize, grow: boolean): Promise<void> {
    const { client, view, say, attempt, selection, columns } = this.parts
    await attempt(async () => {
      const { cells } = await client.send('table.paste', { view: view(), at, text, grow })
      const firstColumn = Math.max(0, columns.placeOf(at.columnId))
      selection.selectRange({
        firstRow: at.index,
        lastRow: at.index + size.rows - 1,
        firstColumn,
        lastColumn: firstColumn + size.columns - 1,
      })
      say(cells === 1 ? '1 cell pasted' : `${formatCount(cells)} cells pasted`)
    })
  }
}

function cellsWords({ first, last, columnIds }: CellSpan): string {
  const cells = (last - first + 1) * columnIds.length
  return cells === 1 ? '1 cell' : `${formatCount(cells)} cells`
}

/**
 * Cells being typed into, and cells on their way to the file.
 *
 * A text that was committed shows at once, marked as waiting until it is acknowledged. A refused one keeps its text and
 * the reason until it is tried again or given up; typed text is never dropped without a word.
 */
import type { Client } from '../../src-shared/client'
import type { Cell, Row } from '../../src-shared/table'
import type { GridPlace } from '../components/grid/range'
import { EpochwiseError } from '../../src-shared/errors'

/** A row's id; of a row that is not here yet it is asked for, null: it could not be found. */
export type SoughtRow = number | Promise<number | null>

/** `before` is null where nobody knows what stood there; `refused`: why the text could not be saved, until it is changed. */
export type CellEdit = {
  row: SoughtRow
  columnId: number
  place: GridPlace
  before: string | null
  draft: string
  refused: string | null
}

/** `refused`: why it is not saved; null while it is on its way. */
export type WaitingCell = { rowId: number; columnId: number; text: string; refused: string | null }

type Parts = {
  client: Client
  onSaved: (cell: WaitingCell) => void
  /** Goes back to a cell that was refused; false: it is not there any more. */
  onReturn: (place: GridPlace, rowId: number) => boolean
  /** A text whose row could not be found. */
  onLost: (text: string) => void
  say: (words: string) => void
}

const none: readonly WaitingCell[] = []

type CellId = Pick<WaitingCell, 'rowId' | 'columnId'>

const isSame = (one: CellId, other: CellId): boolean => one.rowId === other.rowId && one.columnId === other.columnId

export class CellEditsState {
  #open = $state.raw<CellEdit | null>(null)
  #waiting = $state.raw<readonly WaitingCell[]>(none)
  /** Texts whose rows are still asked for. */
  #sought = $state(0)
  /** One after the other, so that two edits of a cell arrive in the order in which they were typed. */
  #last: Promise<unknown> = Promise.resolve()
  /** Texts of the table before are for nobody. */
  #generation = 0

  readonly refused = $derived(this.#waiting.filter((cell) => cell.refused !== null))

  constructor(readonly parts: Parts) {}

  get open(): CellEdit | null {
    return this.#open
  }

  /** Something typed is on its way. */
  get isSending(): boolean {
    return this.#sought > 0 || this.#waiting.some((cell) => cell.refused === null)
  }

  waitingIn(rowId: number, columnId: number): WaitingCell | null {
    return this.#waiting.find((cell) => isSame(cell, { rowId, columnId })) ?? null
  }

  /** The same empty list wherever nothing waits, so that rows are not drawn anew for nothing. */
  inRow(rowId: number): readonly WaitingCell[] {
    const waiting = this.#waiting.filter((cell) => cell.rowId === rowId)
    return waiting.length === 0 ? none : waiting
  }

  /** Opens the editor, with `text` in place of what stands there. */
  begin(place: GridPlace, rowId: number, columnId: number, cell: Cell, text: string | null): void {
    const waiting = this.waitingIn(rowId, columnId)
    const before = waiting?.text ?? cell ?? ''
    this.#open = { row: rowId, columnId, place, before, draft: text ?? before, refused: null }
  }

  /** The same in a row that is not here yet: what is typed does not wait for it. */
  beginAhead(place: GridPlace, row: Promise<number | null>, columnId: number, text: string): void {
    this.#open = { row, columnId, place, before: null, draft: text, refused: null }
  }

  type(draft: string): void {
    if (this.#open) this.#open = { ...this.#open, draft, refused: null }
  }

  cancel(): void {
    this.#open = null
  }

  /** Closes the editor and sends what was typed. Resolves when it is answered. */
  async commit(): Promise<void> {
    const edit = this.#open
    this.#open = null
    if (edit === null) return
    const { row, columnId, draft } = edit
    if (typeof row !== 'number') return this.#sendWhenFound(edit)
    if (draft === edit.before && this.waitingIn(row, columnId)?.refused == null) return
    await this.#send({ rowId: row, columnId, text: draft, refused: null }, edit)
  }

  /** Everything that was committed so far has been answered. */
  async answered(): Promise<void> {
    await this.#last
  }

  async tryAgain(): Promise<void> {
    await Promise.all(this.refused.map((cell) => this.#send(cell, null)))
  }

  giveUp(): void {
    this.#waiting = this.#waiting.filter((cell) => cell.refused === null)
  }

  /** A lost connection may have lost only the answer: where the fresh row holds the text, it was saved. */
  compare(rows: readonly Row[], placeOf: (columnId: number) => number): void {
    if (this.refused.length === 0) return
    for (const cell of this.refused) {
      const row = rows.find(({ id }) => id === cell.rowId)
      if (row?.cells[placeOf(cell.columnId)] === cell.text) this.#drop(cell)
    }
  }

  reset(): void {
    this.#generation++
    this.#open = null
    this.#waiting = none
  }

  async #sendWhenFound(edit: CellEdit): Promise<void> {
    const generation = this.#generation
    this.#sought++
    const sending = this.#last.then(async () => {
      const rowId = await edit.row
      this.#sought--
      if (generation !== this.#generation) return
      if (rowId === null) return this.parts.onLost(edit.draft)
      const cell = { rowId, columnId: edit.columnId, text: edit.draft, refused: null }
      this.#put(cell)
      await this.#write(cell, edit, generation)
    })
    this.#last = sending
    await sending
  }

  async #send(cell: WaitingCell, edit: CellEdit | null): Promise<void> {
    const waiting = { ...cell, refused: null }
    this.#put(waiting)
    const generation = this.#generation
    const sending = this.#last.then(() => this.#write(waiting, edit, generation))
    this.#last = sending
    await sending
  }

  async #write(cell: WaitingCell, edit: CellEdit | null, generation: number): Promise<void> {
    const { rowId, columnId, text } = cell
    try {
      await this.parts.client.send('table.change', { edits: [{ rowId, columnId, text }] })
      if (generation !== this.#generation) return
      this.parts.onSaved(cell)
      this.#drop(cell)
    } catch (error) {
      if (generation !== this.#generation) return
      if (!(error instanceof EpochwiseError)) throw error
      this.#refuse(cell, edit, error)
    }
  }

  /** A text that the column can't take is put right at once, in its cell; any other failure waits in sight. */
  #refuse(cell: WaitingCell, edit: CellEdit | null, error: EpochwiseError): void {
    // Typed anew in the meantime: the newer text is on its way.
    if (this.waitingIn(cell.rowId, cell.columnId) !== cell) return
    this.parts.say(`Not saved: ${error.message}`)
    const canReturn = error.code === 'cell.invalid' && edit !== null && this.#open === null
    if (canReturn && this.parts.onReturn(edit.place, cell.rowId)) {
      this.#drop(cell)
      this.#open = { ...edit, row: cell.rowId, refused: error.message }
    } else this.#put({ ...cell, refused: error.message })
  }

  #put(cell: WaitingCell): void {
    this.#waiting = [...this.#waiting.filter((other) => !isSame(other, cell)), cell]
  }

  #drop(cell: WaitingCell): void {
    this.#waiting = this.#waiting.filter((other) => other !== cell)
  }
}

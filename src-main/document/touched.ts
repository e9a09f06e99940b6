/** When what a reader depends on last changed, so that only readers of these columns look again after an edit. */
import type { Change } from './stored'
import { nextRevision } from './revision'

export class Touched {
  /** Rows came, went or changed their parts, or columns their meaning. */
  #table = nextRevision()
  readonly #columns = new Map<number, number>()

  everything(): void {
    this.#table = nextRevision()
    this.#columns.clear()
  }

  by(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'cells') for (const id of change.columnIds) this.#columns.set(id, nextRevision())
      else if (change.kind !== 'recipe' && change.kind !== 'move') this.everything()
    }
  }

  /** Changes whenever cells of these columns, or the table around them, do. */
  mark(columnIds: readonly number[]): number {
    return Math.max(this.#table, ...columnIds.map((id) => this.#columns.get(id) ?? 0))
  }
}

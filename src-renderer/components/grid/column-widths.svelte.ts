/** How wide the columns are: fitted to the first rows, then fixed, so that nothing moves; or as they were dragged. */
import type { Column, Row } from '../../../src-shared/table'
import { columnWidths, fittingWidth } from './cells'
import { clamp, columnEdges } from './window'

const sampleSize = 100

export class ColumnWidths {
  #sample = $state.raw<readonly Row[]>([])
  #dragged = $state.raw<Readonly<Record<number, number>>>({})

  readonly #fitted = $derived.by(() => this.columns().map((column, at) => fittingWidth(column, at, this.#sample)))
  readonly edges = $derived.by(() =>
    columnEdges(this.columns().map(({ id }, at) => this.#dragged[id] ?? this.#fitted[at]!)),
  )

  constructor(readonly columns: () => readonly Column[]) {}

  get measured(): boolean {
    return this.#sample.length > 0
  }

  measure(rowAt: (index: number) => Row | null): void {
    const sample = Array.from({ length: sampleSize }, (_, index) => rowAt(index))
    this.#sample = sample.filter((row) => row !== null)
  }

  widthOf(at: number): number {
    return (this.edges[at + 1] ?? 0) - (this.edges[at] ?? 0)
  }

  resize(at: number, width: number): void {
    const column = this.columns()[at]
    if (!column) return
    this.#dragged = {
      ...this.#dragged,
      [column.id]: clamp(Math.round(width), columnWidths.smallest, columnWidths.largest),
    }
  }

  reset(): void {
    this.#sample = []
    this.#dragged = {}
  }
}

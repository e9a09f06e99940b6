/** The batch's rows as the person knows them, beside the numbers that go into the network. */
import type { LoopBatch } from '../../src-shared/loop'
import { loopLimits } from '../../src-shared/loop'
import type { Cell, Column } from '../../src-shared/table'
import type { Document } from '../document/document'
import { readRows } from '../document/rows'
import type { StepRows } from '../engines/engine'
import type { Encoding } from '../features/encoding'
import { countInputs, inputNamesOf, targetColumns } from '../features/encoding'
import type { Subject } from './subject'
import { firstOf, pickVector } from './samples'

export async function describeBatch(
  document: Document,
  { encoding, ids }: Subject,
  numbers: Int32Array,
  rows: StepRows,
): Promise<LoopBatch> {
  const shown = firstOf(rows.rows, loopLimits.rows)
  const features = firstOf(encoding.features.length, loopLimits.units)
  const inputs = firstOf(countInputs(encoding), loopLimits.units)
  const columns = features.shown.map((place) => encoding.features[place]!)
  const rowIds = shown.shown.map((index) => ids[numbers[index]!]!)
  const cells = await readCells(document, [...columns, targetColumns(encoding.target)[0]!], rowIds)
  return {
    rows: shown,
    columns: columns.map(({ name, kind, columnId }) => ({ name, kind, columnId })),
    features,
    inputs,
    inputNames: inputNames(encoding, inputs.shown.length),
    samples: shown.shown.map((index, i) => ({
      index,
      rowId: rowIds[i]!,
      cells: cells[i]!.slice(0, -1),
      targetCell: cells[i]!.at(-1) ?? null,
      inputs: pickVector(rows.features.subarray(index * inputs.of), inputs.shown),
    })),
  }
}

/** Of the first `most` inputs: `size`, or `city = Bern`, `city = (other)`. */
export function inputNames({ features }: Encoding, most: number): string[] {
  const names: string[] = []
  for (const feature of features) {
    if (names.length >= most) break
    names.push(...inputNamesOf(feature))
  }
  return names.slice(0, most)
}

/** In the order of the ids; null where the row or the column is gone. */
async function readCells(
  document: Document,
  wanted: readonly { columnId: number }[],
  ids: number[],
): Promise<Cell[][]> {
  const known = new Map(document.table().columns.map((column) => [column.id, column]))
  const columns = wanted.map(({ columnId }) => known.get(columnId)).filter((column): column is Column => !!column)
  const connection = await document.connect()
  try {
    const rows = await readRows(connection, columns, ids)
    const cellsOf = new Map(rows.map(({ id, cells }) => [id, cells]))
    return ids.map((id) =>
      wanted.map(({ columnId }) => cellsOf.get(id)?.[columns.findIndex((column) => column.id === columnId)] ?? null),
    )
  } finally {
    connection.closeSync()
  }
}

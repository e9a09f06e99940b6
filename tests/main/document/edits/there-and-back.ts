/** Every edit is made, undone and made again; the table and its counts must be the same each time. */
import { expect } from 'vitest'
import type { Document } from '../../../../src-main/document/document'
import type { Draft, Planned } from '../../../../src-main/document/edits/draft'
import type { Column, Row } from '../../../../src-shared/table'
import { plainView } from '../../../../src-shared/table'

type Whole = { rows: Row[]; columns: Column[] }

export async function wholeTable(document: Document): Promise<Whole> {
  const { rows } = await document.page(plainView, 0, 1000)
  return { rows, columns: document.table().columns }
}

/** The cells of the table, row by row. */
export async function cells(document: Document): Promise<(string | null)[][]> {
  return (await wholeTable(document)).rows.map((row) => row.cells)
}

/** Gives what the plan gave, and leaves the edit made. */
export async function thereAndBack<T>(
  document: Document,
  plan: (draft: Draft) => Promise<Planned<T>> | Planned<T>,
): Promise<T> {
  const before = await wholeTable(document)
  const result = await document.change(plan)
  const after = await wholeTable(document)
  expectCounted(after)
  await document.undo()
  expect(await wholeTable(document)).toEqual(before)
  await document.redo()
  expect(await wholeTable(document)).toEqual(after)
  return result
}

/** What is known of each column is what its cells say. */
function expectCounted({ rows, columns }: Whole): void {
  columns.forEach((column, place) => {
    const filled = rows.filter((row) => row.cells[place] !== null)
    const odd = rows.filter((row) => row.odd.includes(place))
    expect([column.name, column.missing, column.odd]).toEqual([column.name, rows.length - filled.length, odd.length])
    if (column.kind !== 'category' && column.kind !== 'text') return
    expect(column.unique).toBe(new Set(filled.map((row) => row.cells[place])).size)
  })
}

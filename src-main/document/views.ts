/**
 * Rows in the order of a view: which row stands where, and a page of them.
 *
 * The order of a view is kept as row ids (8 bytes each) until something that it depends on changes, so that any page
 * of a million rows is one look-up by id, however deep it lies.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Cell, Column, Row, TableView } from '../../src-shared/table'
import { columnOf } from './columns'
import { plainRows } from './sql'
import { physicalName } from './schema'

/** A row's place in a view, and the column of its odd cell. */
export type OddPlace = { index: number; columnId: number }

type Ordered = { key: string; ids: Float64Array }

/** Views whose order is kept at a time. */
const keptViews = 4

export class Views {
  #orders: Ordered[] = []
  #odd: Map<number, number[]> | null = null

  /** A cell of that column changed. */
  cellChanged(columnId: number): void {
    this.#odd = null
    this.#orders = this.#orders.filter(
      ({ key }) => key === keyOf({ sort: null, oddOnly: false }) || !dependsOn(key, columnId),
    )
  }

  /** Rows came or went, or a column changed its kind. */
  allChanged(): void {
    this.#odd = null
    this.#orders = []
  }

  async page(
    connection: DuckDBConnection,
    columns: readonly Column[],
    view: TableView,
    offset: number,
    limit: number,
  ): Promise<{ total: number; rows: Row[] }> {
    const ids = await this.#order(connection, columns, view)
    return { total: ids.length, rows: await readRows(connection, columns, ids.subarray(offset, offset + limit)) }
  }

  async locate(
    connection: DuckDBConnection,
    columns: readonly Column[],
    view: TableView,
    rowId: number,
  ): Promise<number | null> {
    const index = (await this.#order(connection, columns, view)).indexOf(rowId)
    return index === -1 ? null : index
  }

  async nextOdd(
    connection: DuckDBConnection,
    columns: readonly Column[],
    view: TableView,
    after: number,
    columnId: number | null,
  ): Promise<OddPlace | null> {
    const ids = await this.#order(connection, columns, view)
    const odd = await this.#oddCells(connection)
    if (odd.size === 0) return null
    for (let step = 1; step <= ids.length; step++) {
      const index = (after + step) % ids.length
      const found = odd.get(ids[index]!)?.find((id) => columnId === null || id === columnId)
      if (found !== undefined) return { index, columnId: found }
    }
    return null
  }

  async #order(connection: DuckDBConnection, columns: readonly Column[], view: TableView): Promise<Float64Array> {
    const key = keyOf(view)
    const known = this.#orders.find((one) => one.key === key)
    if (known !== undefined) return known.ids
    const ids = await readIds(connection, orderSql(columns, view))
    this.#orders = [...this.#orders.slice(1 - keptViews), { key, ids }]
    return ids
  }

  /** Column ids of each row's odd cells, by row id. */
  async #oddCells(connection: DuckDBConnection): Promise<Map<number, number[]>> {
    if (this.#odd !== null) return this.#odd
    const odd = new Map<number, number[]>()
    for (const row of await plainRows(
      connection,
      'SELECT row_id, column_id FROM odd_cells ORDER BY row_id, column_id',
    )) {
      const rowId = Number(row['row_id'])
      const list = odd.get(rowId)
      if (list === undefined) odd.set(rowId, [Number(row['column_id'])])
      else list.push(Number(row['column_id']))
    }
    this.#odd = odd
    return odd
  }
}

function keyOf(view: TableView): string {
  return JSON.stringify([view.sort?.columnId ?? null, view.sort?.direction ?? null, view.oddOnly])
}

function dependsOn(key: string, columnId: number): boolean {
  const [sorted, , oddOnly] = JSON.parse(key) as [number | null, string | null, boolean]
  return oddOnly || sorted === columnId
}

/** Missing cells last either way, odd ones before them by their text; equal cells in the order of the table. */
function orderSql(columns: readonly Column[], { sort, oddOnly }: TableView): string {
  const where = oddOnly ? 'WHERE r.id IN (SELECT row_id FROM odd_cells)' : ''
  if (sort === null) return `SELECT CAST(r.id AS DOUBLE) FROM rows r ${where} ORDER BY r.id`
  const column = columnOf(columns, sort.columnId)
  const direction = sort.direction === 'ascending' ? 'ASC' : 'DESC'
  const name = `r.${physicalName(column.id)}`
  const odd = column.odd > 0 ? `LEFT JOIN (FROM odd_cells WHERE column_id = ${column.id}) o ON o.row_id = r.id` : ''
  const byText = column.odd > 0 ? `o.text ${direction} NULLS LAST,` : ''
  return `SELECT CAST(r.id AS DOUBLE) FROM rows r ${odd} ${where} ORDER BY ${name} ${direction} NULLS LAST, ${byText} r.id`
}

async function readIds(connection: DuckDBConnection, sql: string): Promise<Float64Array> {
  const result = await connection.run(sql)
  const chunks: Float64Array[] = []
  let total = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    const { items } = chunk.getColumnVector(0) as unknown as { items: Float64Array }
    chunks.push(items.slice(0, chunk.rowCount))
    total += chunk.rowCount
  }
  const ids = new Float64Array(total)
  let at = 0
  for (const chunk of chunks) {
    ids.set(chunk, at)
    at += chunk.length
  }
  return ids
}

/** The rows with these ids, in this order; ids without a row are left out. */
export async function readRows(
  connection: DuckDBConnection,
  columns: readonly Column[],
  ids: Float64Array,
): Promise<Row[]> {
  if (ids.length === 0) return []
  const which = idCondition(ids)
  const names = columns.map(({ id }) => `, ${physicalName(id)}`).join('')
  const reader = await connection.runAndReadAll(`SELECT CAST(id AS DOUBLE)${names} FROM rows WHERE ${which('id')}`)
  const rows = new Map<number, Row>()
  for (const [id, ...cells] of reader.getRowsJS()) rows.set(id as number, { id: id as number, cells: cells as Cell[] })
  if (columns.some(({ odd }) => odd > 0)) await fillOddCells(connection, columns, rows, which('row_id'))
  return Array.from(ids, (id) => rows.get(id)).filter((row) => row !== undefined)
}

async function fillOddCells(
  connection: DuckDBConnection,
  columns: readonly Column[],
  rows: Map<number, Row>,
  where: string,
): Promise<void> {
  const places = new Map(columns.map(({ id }, place) => [id, place]))
  for (const cell of await plainRows(connection, `SELECT row_id, column_id, text FROM odd_cells WHERE ${where}`)) {
    const row = rows.get(Number(cell['row_id']))
    const place = places.get(Number(cell['column_id']))
    if (row !== undefined && place !== undefined) row.cells[place] = String(cell['text'])
  }
}

/** A run of ids as a range, which DuckDB finds at once; others as a list. */
function idCondition(ids: Float64Array): (name: string) => string {
  const first = ids[0]!
  const last = ids[ids.length - 1]!
  if (last - first === ids.length - 1 && ids.every((id, i) => id === first + i)) {
    return (name) => `${name} BETWEEN ${first} AND ${last}`
  }
  const list = ids.join(', ')
  return (name) => `${name} IN (${list})`
}

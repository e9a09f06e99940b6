/** Rows of a view by their places, as a relation that SQL can join. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { DOUBLE, DuckDBDataChunk } from '@duckdb/node-api'
import type { TableView } from '../../../src-shared/table'
import type { RowOrder } from '../orders'
import type { Draft } from './draft'
import { EpochwiseError } from '../../../src-shared/errors'

export type Chosen = {
  /** SQL of a relation `id BIGINT, nth BIGINT`: the place among the chosen ones, from 0. */
  sql: string
  rows: number
}

/** Both ends included; what lies behind the end of the view is not chosen. @throws EpochwiseError table.row: none is left */
export async function chooseRows(draft: Draft, view: TableView, first: number, last: number): Promise<Chosen> {
  const order = await draft.views.order(draft.connection, draft.state, view)
  if (first < order.length) return chooseOf(draft.connection, order, first, last)
  throw new EpochwiseError('table.row', `The view has no row ${first + 1} any more.`, { row: first + 1 })
}

/** One choice at a time on a connection: a list is kept in a temporary table. */
export async function chooseOf(
  connection: DuckDBConnection,
  order: RowOrder,
  first: number,
  last: number,
): Promise<Chosen> {
  const end = Math.min(last + 1, order.length)
  const rows = Math.max(0, end - first)
  if (order.kind === 'run') {
    const [from, to] = [order.first + first, order.first + end - 1]
    return { sql: `SELECT id, id - ${from} AS nth FROM rows WHERE id BETWEEN ${from} AND ${to}`, rows }
  }
  await connection.run('CREATE OR REPLACE TEMP TABLE chosen (id DOUBLE, nth DOUBLE)')
  await appendDoubles(connection, 'chosen', [Float64Array.from(order.ids.subarray(first, end)), countUp(rows)])
  return { sql: 'SELECT CAST(id AS BIGINT) AS id, CAST(nth AS BIGINT) AS nth FROM chosen', rows }
}

function countUp(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => i)
}

const chunkRows = 2048

async function appendDoubles(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Float64Array[],
): Promise<void> {
  const appender = await connection.createAppender(table, 'main', 'temp')
  const length = columns[0]?.length ?? 0
  for (let start = 0; start < length; start += chunkRows) {
    const count = Math.min(chunkRows, length - start)
    const chunk = DuckDBDataChunk.create(
      columns.map(() => DOUBLE),
      count,
    )
    columns.forEach((values, j) => {
      const vector = chunk.getColumnVector(j)
      ;(vector as unknown as { items: Float64Array }).items.set(values.subarray(start, start + count))
      vector.flush()
    })
    appender.appendDataChunk(chunk)
  }
  appender.flushSync()
  appender.closeSync()
}

/** The rows of a view in order, as ids: a run of numbers where the table was never rearranged, else a list. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { plainRows } from './sql'

export type RowOrder =
  { kind: 'run'; first: number; length: number } | { kind: 'list'; ids: Int32Array | Float64Array; length: number }

/** As they stand in `order`, from `offset` on, at most `limit`. */
export function idsOf(order: RowOrder, offset: number, limit: number): number[] {
  const start = Math.min(offset, order.length)
  const end = Math.min(offset + limit, order.length)
  if (order.kind === 'list') return Array.from(order.ids.subarray(start, end))
  return Array.from({ length: end - start }, (_, i) => order.first + start + i)
}

/** null: not in it. */
export function indexOf(order: RowOrder, id: number): number | null {
  const index = order.kind === 'list' ? order.ids.indexOf(id) : id - order.first
  return index >= 0 && index < order.length ? index : null
}

/** Where each id stands, by id; −1: not in it. */
export function indexesOf(order: RowOrder, nextRow: number): (id: number) => number {
  if (order.kind === 'run') return (id) => indexOf(order, id) ?? -1
  const indexes = new Int32Array(nextRow).fill(-1)
  for (let index = 0; index < order.length; index++) indexes[order.ids[index]!] = index
  return (id) => indexes[id] ?? -1
}

/** The table as it was read: ids without a gap, each at its own place. null: rows have come, gone or moved. */
export async function untouchedOrder(connection: DuckDBConnection): Promise<RowOrder | null> {
  const [row] = await plainRows(
    connection,
    `SELECT count(*) AS rows, coalesce(min(id), 1) AS first, coalesce(max(id), 0) AS last,
      coalesce(bool_and(place = id), TRUE) AS placed FROM rows`,
  )
  const [rows, first, last] = [Number(row!['rows']), Number(row!['first']), Number(row!['last'])]
  return row!['placed'] === true && last - first + 1 === rows ? { kind: 'run', first, length: rows } : null
}

/** `sql` gives the ids in order. */
export async function readOrder(connection: DuckDBConnection, sql: string, nextRow: number): Promise<RowOrder> {
  const ids = await readIds(connection, sql, nextRow)
  return { kind: 'list', ids, length: ids.length }
}

/** `sql` gives ids as BIGINT. Half the memory where they fit. */
export async function readIds(
  connection: DuckDBConnection,
  sql: string,
  nextRow: number,
): Promise<Int32Array | Float64Array> {
  const small = nextRow <= 2 ** 31
  const type = small ? 'INTEGER' : 'DOUBLE'
  const result = await connection.stream(`SELECT CAST(id AS ${type}) FROM (${sql})`)
  const chunks: (Int32Array | Float64Array)[] = []
  let length = 0
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    const { items } = chunk.getColumnVector(0) as unknown as { items: Int32Array | Float64Array }
    chunks.push(items.slice(0, chunk.rowCount))
    length += chunk.rowCount
  }
  const ids = small ? new Int32Array(length) : new Float64Array(length)
  let at = 0
  for (const chunk of chunks) {
    ids.set(chunk, at)
    at += chunk.length
  }
  return ids
}

/**
 * Reading the table for training: one connection, one transaction (so that an edit in between is not half seen), and
 * columns as plain doubles, a chunk at a time, never the table as objects.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBDataChunk, DuckDBDoubleVector, DOUBLE, INTEGER, VARCHAR } from '@duckdb/node-api'
import type { TableState } from '../../src-shared/table'
import { numberName, textName } from '../document/schema'

/** What features need of a document. */
export type TableSource = {
  table(): TableState
  /** What a cell says that has no value. */
  missingWords(): readonly string[]
  /** A further connection; whoever asks closes it. */
  connect(): Promise<DuckDBConnection>
}

/** DuckDB gives rows in chunks of at most so many. */
export const chunkRows = 2048

/** Runs `work` on the table as it is now; the connection and all that `work` makes in it end with it. */
export async function withSnapshot<T>(
  source: TableSource,
  work: (connection: DuckDBConnection, table: TableState) => Promise<T>,
): Promise<T> {
  const connection = await source.connect()
  try {
    await connection.run('BEGIN TRANSACTION')
    try {
      return await work(connection, source.table())
    } finally {
      await connection.run('ROLLBACK')
    }
  } finally {
    connection.closeSync()
  }
}

/**
 * The columns of a query whose columns are all DOUBLE and never NULL, a chunk of at most 2,048 rows at a time. The next
 * chunk is made while this one is looked at.
 */
export async function* readDoubles(connection: DuckDBConnection, sql: string): AsyncGenerator<Float64Array[]> {
  const result = await connection.stream(sql)
  let coming = result.fetchChunk()
  try {
    for (;;) {
      const chunk = await coming
      if (chunk === null || chunk.rowCount === 0) return
      coming = result.fetchChunk()
      const columns: Float64Array[] = []
      for (let j = 0; j < chunk.columnCount; j++) columns.push(itemsOf(chunk.getColumnVector(j)))
      yield columns
    }
  } finally {
    await coming.catch(() => undefined)
  }
}

/** The vector's own memory. Typed private, but public at run time and the only way without an object per cell. */
function itemsOf(vector: unknown): Float64Array {
  if (!(vector instanceof DuckDBDoubleVector)) throw new TypeError('Expected a column of DOUBLE.')
  return (vector as unknown as { items: Float64Array }).items
}

export async function readRows(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJS()
}

/** A temporary table `name(id DOUBLE)` of those ids for which `keep` holds. */
export async function createIdTable(
  connection: DuckDBConnection,
  name: string,
  ids: Float64Array,
  keep: (index: number) => boolean,
): Promise<void> {
  await connection.run(`CREATE TEMP TABLE ${name} (id DOUBLE)`)
  const kept = ids.filter((_, i) => keep(i))
  const appender = await connection.createAppender(name, 'main', 'temp')
  for (let start = 0; start < kept.length; start += chunkRows) {
    const part = kept.subarray(start, start + chunkRows)
    const chunk = DuckDBDataChunk.create([DOUBLE], part.length)
    const vector = chunk.getColumnVector(0)
    itemsOf(vector).set(part)
    vector.flush()
    appender.appendDataChunk(chunk)
  }
  appender.flushSync()
  appender.closeSync()
}

/** A temporary ENUM type of the words, in their order: its codes are the words' places. Words travel as values, never as SQL. */
export async function createEnum(connection: DuckDBConnection, name: string, words: readonly string[]): Promise<void> {
  await connection.run(`CREATE TEMP TABLE ${name}_words (place INTEGER, word VARCHAR)`)
  const appender = await connection.createAppender(`${name}_words`, 'main', 'temp')
  for (let start = 0; start < words.length; start += chunkRows) {
    const part = words.slice(start, start + chunkRows)
    const chunk = DuckDBDataChunk.create([INTEGER, VARCHAR], part.length)
    chunk.setColumns([part.map((_, i) => start + i), part])
    appender.appendDataChunk(chunk)
  }
  appender.flushSync()
  appender.closeSync()
  await connection.run(`CREATE TEMP TYPE ${name} AS ENUM (SELECT word FROM ${name}_words ORDER BY place)`)
}

/** The numbers that a column's kind reads, as DOUBLE without NULL: NaN is missing or odd (a number is always finite). */
export function numberSql(columnId: number): string {
  return `coalesce(${numberName(columnId)}, 'NaN'::DOUBLE)`
}

/** A column's text as the place of its word in the ENUM; any other word, or none, is `otherwise`. */
export function placeSql(columnId: number, enumName: string, otherwise: number): string {
  return `coalesce(enum_code(TRY_CAST(${textName(columnId)} AS ${enumName}))::DOUBLE, '${otherwise}'::DOUBLE)`
}

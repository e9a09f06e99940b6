/**
 * Reading the table for training: one connection, one transaction (so that an edit in between is not half seen), and
 * numbers as plain doubles, a chunk at a time, never the table as objects.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBDataChunk, DuckDBDoubleVector, DuckDBListVector, DOUBLE, INTEGER, VARCHAR } from '@duckdb/node-api'
import { totalmem } from 'node:os'
import type { TableState } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
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
 * Rows of `rows`, row-major: of each the numbers of `expressions`, which are DOUBLE and never NULL. At most 2,048 rows at a
 * time; the next ones are made while these are looked at. One list a row, not a column each: what Node spends on taking
 * over a piece of memory is as much as reading the thousand numbers in it. They are copies, and may be kept.
 */
export async function* readDoubles(
  connection: DuckDBConnection,
  expressions: readonly string[],
  tail: string,
): AsyncGenerator<Float64Array> {
  const result = await connection.stream(`SELECT [${expressions.join(', ')}] FROM rows ${tail}`)
  let coming = result.fetchChunk()
  try {
    for (;;) {
      const chunk = await coming
      if (chunk === null || chunk.rowCount === 0) return
      coming = result.fetchChunk()
      yield itemsOf(listed(chunk.getColumnVector(0)))
    }
  } finally {
    await coming.catch(() => undefined)
  }
}

/** What stands in the lists of a vector, one after the other. Typed private, but public at run time. */
function listed(vector: unknown): unknown {
  if (!(vector instanceof DuckDBListVector)) throw new TypeError('Expected lists.')
  return (vector as unknown as { childData: unknown }).childData
}

/** A copy of a vector's numbers. Private like a list's, and the only way without an object per cell. */
function itemsOf(vector: unknown): Float64Array {
  if (!(vector instanceof DuckDBDoubleVector)) throw new TypeError('Expected a column of DOUBLE.')
  return (vector as unknown as { items: Float64Array }).items
}

/** So many numbers are read in a moment by whoever needs them. */
const fewNumbers = 2_000_000

/**
 * Has the database read the columns of numbers from the disk, with all its threads: whoever reads rows in their order
 * reads them with one. It helps and never hinders: what fails here is told by the reading itself, and of a table that
 * would take more than a quarter of the machine's memory nothing is read.
 */
export async function readAhead(source: TableSource): Promise<void> {
  const { rows, columns } = source.table()
  const numbers = columns.filter(({ role, kind }) => role === 'feature' && isReadKind(kind))
  const count = rows * numbers.length
  if (count < fewNumbers || count * Float64Array.BYTES_PER_ELEMENT > totalmem() / 4) return
  const connection = await source.connect()
  try {
    await connection.run(`SELECT ${numbers.map(({ id }) => `sum(${numberName(id)})`).join(', ')} FROM rows`)
  } catch (error) {
    console.error(error)
  } finally {
    connection.closeSync()
  }
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

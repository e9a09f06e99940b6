/** Parquet as a CSV of ours, read by DuckDB's own reader, in a database of its own that has nothing else to see. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import { EpochwiseError } from '../../../src-shared/errors'
import { importLimits } from '../../../src-shared/import'
import { plainRows } from '../sql'

/** @throws EpochwiseError import.binary: damaged; import.unreadable: too wide; the signal's reason */
export async function readParquet(path: string, target: string, name: string, signal?: AbortSignal): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { autoload_known_extensions: 'false' })
  const connection = await instance.connect()
  const interrupt = (): void => connection.interrupt()
  signal?.addEventListener('abort', interrupt)
  try {
    await copy(connection, path, target, name)
  } catch (error) {
    signal?.throwIfAborted()
    throw inWords(error, path, name)
  } finally {
    signal?.removeEventListener('abort', interrupt)
    connection.closeSync()
    instance.closeSync()
  }
}

async function copy(connection: DuckDBConnection, path: string, target: string, name: string): Promise<void> {
  const columns = await plainRows(connection, 'SELECT column_name FROM (DESCRIBE FROM read_parquet(?))', [path])
  if (columns.length > importLimits.columns) {
    const message = `${name} has ${columns.length.toLocaleString('en')} columns; a table takes ${importLimits.columns.toLocaleString('en')}.`
    throw new EpochwiseError('import.unreadable', message, { file: path })
  }
  // A single value that is missing would be a blank line, which is no row.
  const single = columns.length === 1
  const select = single ? `coalesce(CAST(COLUMNS(*) AS VARCHAR), '')` : 'CAST(COLUMNS(*) AS VARCHAR)'
  await connection.run(
    `COPY (SELECT ${select} FROM read_parquet(${text(path)})) TO ${text(target)}
      (FORMAT csv, HEADER true${single ? ', FORCE_QUOTE *' : ''})`,
  )
}

function text(path: string): string {
  return `'${path.replaceAll("'", "''")}'`
}

function inWords(error: unknown, path: string, name: string): unknown {
  if (error instanceof EpochwiseError || !(error instanceof Error)) return error
  if (/No space left|ENOSPC|disk quota/i.test(error.message)) return error
  const message = `${name} is a Parquet file that is damaged or of a kind that cannot be read. Get the file again, or save its table as CSV.`
  return new EpochwiseError('import.binary', message, { file: path })
}

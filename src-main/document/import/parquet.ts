/** Parquet as a CSV of ours, read by DuckDB's own reader, in a database of its own that has nothing else to see. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import type { ImportOptions } from './watched'
import { EpochwiseError } from '../../../src-shared/errors'
import { importLimits } from '../../../src-shared/import'
import { plainRows } from '../sql'
import { rowsWords } from './progress'
import { watched } from './watched'

/** @throws EpochwiseError import.binary: damaged; import.unreadable: too wide; the signal's reason */
export async function readParquet(
  path: string,
  target: string,
  name: string,
  options: ImportOptions = {},
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { autoload_known_extensions: 'false' })
  const connection = await instance.connect()
  try {
    await copy(connection, path, target, name, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    throw inWords(error, path, name)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function copy(
  connection: DuckDBConnection,
  path: string,
  target: string,
  name: string,
  { signal, onProgress }: ImportOptions,
): Promise<void> {
  const columns = await plainRows(connection, 'SELECT column_name FROM (DESCRIBE FROM read_parquet(?))', [path])
  if (columns.length > importLimits.columns) {
    const message = `${name} has ${columns.length.toLocaleString('en')} columns; a table takes ${importLimits.columns.toLocaleString('en')}.`
    throw new EpochwiseError('import.unreadable', message, { file: path })
  }
  // A single value that is missing would be a blank line, which is no row.
  const single = columns.length === 1
  const select = single ? `coalesce(CAST(COLUMNS(*) AS VARCHAR), '')` : 'CAST(COLUMNS(*) AS VARCHAR)'
  const [file] = await plainRows(connection, 'SELECT sum(num_rows) AS n FROM parquet_file_metadata(?)', [path])
  const rows = Number(file!['n'])
  const told = (_: number | null, detail: string): void => onProgress?.(null, detail)
  told(0, readingWords(rows, 0))
  await connection.run('SET enable_progress_bar = true; SET enable_progress_bar_print = false')
  await watched(
    connection,
    { signal, onProgress: told },
    [0, 1],
    () =>
      connection.run(
        `COPY (SELECT ${select} FROM read_parquet(${text(path)})) TO ${text(target)}
          (FORMAT csv, HEADER true${single ? ', FORCE_QUOTE *' : ''})`,
      ),
    (share) => readingWords(rows, share),
  )
}

function readingWords(rows: number, share: number): string {
  return `Reading the Parquet file, ${Math.round(rows * share).toLocaleString('en')} of ${rowsWords(rows)}`
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

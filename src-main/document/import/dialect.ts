/** How the file is written, found by DuckDB's sniffer, and what its columns are called. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Layout } from './normalise'
import { plainRows } from '../sql'
import { scanRecords, splitFields } from './records'

type Sniffed = { delimiter: string; quote: string; escape: string; header: boolean; skip: number; columns: number }

/**
 * The sniffer looks at the first 20,000 lines. Where it saw no quotes, `"` is taken: the first may come later.
 * Comments are never assumed, because their lines would be dropped in silence.
 */
export async function sniff(connection: DuckDBConnection, path: string): Promise<Layout> {
  const found = await askSniffer(connection, path).catch(() => null)
  if (found === null) return guess(path)
  const quote = characterOf(found.quote) || '"'
  return {
    delimiter: characterOf(found.delimiter) || ',',
    quote,
    escape: characterOf(found.escape) || quote,
    header: found.header,
    skip: found.skip,
    columns: found.columns,
  }
}

async function askSniffer(connection: DuckDBConnection, path: string): Promise<Sniffed> {
  const [row] = await plainRows(
    connection,
    `SELECT Delimiter AS delimiter, Quote AS quote, Escape AS escape, HasHeader AS header, SkipRows AS skip,
      len(Columns) AS columns FROM sniff_csv(?, ignore_errors = true, comment = '', sample_size = 20480)`,
    [path],
  )
  return row as Sniffed
}

/** Where the sniffer gives up: the commonest delimiter of the first line, and that line as the header. */
async function guess(path: string): Promise<Layout> {
  const base: Layout = { delimiter: ',', quote: '"', escape: '"', header: true, skip: 0, columns: 1 }
  let best = base
  for (const delimiter of [',', ';', '\t', '|']) {
    const layout = { ...base, delimiter }
    const columns = (await readHeader(path, layout)).length
    if (columns > best.columns) best = { ...layout, columns }
  }
  return best
}

function characterOf(word: string): string {
  return word === '(empty)' ? '' : word
}

/** The cells of the header as they are written; the file's own cells where there is no header. */
export async function readHeader(path: string, layout: Layout): Promise<string[]> {
  let cells: string[] = []
  let index = 0
  await scanRecords(path, layout, (record) => {
    if (index++ < layout.skip) return true
    cells = splitFields(record, layout)
    return false
  })
  return cells
}

/** One name per column, none empty, none twice: `column 3`, `price (2)`. */
export function uniqueNames(cells: readonly string[], columns: number): string[] {
  const taken = new Set<string>()
  const names: string[] = []
  for (let i = 0; i < columns; i++) {
    const wanted = (cells[i] ?? '').trim() || `column ${i + 1}`
    let name = wanted
    for (let again = 2; taken.has(name); again++) name = `${wanted} (${again})`
    taken.add(name)
    names.push(name)
  }
  return names
}

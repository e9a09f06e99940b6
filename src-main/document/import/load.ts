/** Rows of a CSV into the project's table, in DuckDB: the texts as they stand, and beside them what is read in them. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Judged } from './judge'
import type { Layout } from './layout'
import { isReadKind } from '../../../src-shared/table'
import { readingSql } from '../reading'
import { literal, listLiteral } from '../reading-texts'
import { numberName, textName } from '../schema'
import { plainRows } from '../sql'
import { restoredSql } from './formulas'

/** A column of the file on its way into the table. `place`: in the file, from 0. */
export type Loaded = { id: number; place: number; name: string; judged: Judged; fixed: boolean }

export type CsvText = {
  path: string
  dialect: Pick<Layout, 'delimiter' | 'quote' | 'escape'>
  columns: number
  header: boolean
  /** Bytes of its longest row. */
  longest: number
  /** How its lines end; null: DuckDB finds out, which is safe where no quoted text holds another newline. */
  newline: string | null
}

/** What DuckDB takes for a row when it isn't told. */
const usualRow = 2_000_000

/** SQL: the file as text columns `f0`, `f1`, …; what cannot be read goes to DuckDB's table of rejects. */
function csvSql(
  { path, dialect, columns, header, longest, newline }: CsvText,
  missingWords: readonly string[],
): string {
  const types = Array.from({ length: columns }, (_, place) => `'f${place}': 'VARCHAR'`).join(', ')
  const words = listLiteral([...new Set(['', ...missingWords])])
  const long = longest > usualRow ? `, max_line_size = ${longest + 1000}` : ''
  const ends = newline === null ? '' : `, new_line = ${literal(newline)}`
  return `read_csv(${literal(path)}, auto_detect = false, header = ${header}, delim = ${literal(dialect.delimiter)},
    quote = ${literal(dialect.quote)}, escape = ${literal(dialect.escape)}, comment = '', strict_mode = true,
    compression = 'none', store_rejects = true, nullstr = ${words}, columns = {${types}}${long}${ends})`
}

export type LoadOptions = {
  missingWords: readonly string[]
  /** The file holds apostrophes: some may stand before formulas. */
  restore: boolean
}

/**
 * Replaces `rows`; gives how many there are, and how many records DuckDB gave back. Ids are the places in the file,
 * from `firstId`: DuckDB keeps the order of what it reads, and in a new table its own row numbers ascend without a gap.
 */
export async function loadRows(
  connection: DuckDBConnection,
  text: CsvText,
  columns: readonly Loaded[],
  { missingWords, restore }: LoadOptions,
  firstId: number,
): Promise<{ rows: number; rejects: number }> {
  const texts = columns.map(({ id, place }) => {
    return `${restore ? restoredSql(`f${place}`) : `f${place}`} AS ${textName(id)}`
  })
  const from = `SELECT ${texts.join(', ')} FROM ${csvSql(text, missingWords)}`
  await connection.run('DROP TABLE rows')
  if (columns.length > columnsAtOnce) await createWide(connection, columns, from)
  else await connection.run(`CREATE TABLE rows AS SELECT ${noPlace}, *${numbersSql(columns)} FROM (${from})`)
  const rejects = await takeRejects(connection)
  await connection.run(
    `UPDATE rows SET id = rowid - r.first + ${firstId}, place = rowid - r.first + ${firstId}
      FROM (SELECT min(rowid) AS first FROM rows) r`,
  )
  const [count] = await plainRows(connection, 'SELECT count(*) AS n FROM rows')
  return { rows: Number(count!['n']), rejects }
}

const noPlace = 'CAST(NULL AS BIGINT) AS id, CAST(NULL AS DOUBLE) AS place, CAST(NULL AS UTINYINT) AS part'

function numbersSql(columns: readonly Loaded[]): string {
  const read = columns.filter(({ judged }) => isReadKind(judged.kind))
  return read.map((column) => `, ${loadedSql(column)} AS ${numberName(column.id)}`).join('')
}

/** Planning a query takes the square of its expressions: minutes for 10,000 columns at once. */
const columnsAtOnce = 500

/** The texts first, then the numbers piece by piece, put side by side at the end. */
async function createWide(connection: DuckDBConnection, columns: readonly Loaded[], from: string): Promise<void> {
  const pieces = ['wide_texts']
  await connection.run(`CREATE OR REPLACE TEMP TABLE wide_texts AS ${from}`)
  for (let at = 0; at < columns.length; at += columnsAtOnce) {
    const numbers = numbersSql(columns.slice(at, at + columnsAtOnce))
    if (numbers === '') continue
    await connection.run(`CREATE OR REPLACE TEMP TABLE wide_${at} AS SELECT ${numbers.slice(2)} FROM wide_texts`)
    pieces.push(`wide_${at}`)
  }
  await connection.run(`CREATE TABLE rows AS SELECT ${noPlace}, * FROM ${pieces.join(' POSITIONAL JOIN ')}`)
  for (const piece of pieces) await connection.run(`DROP TABLE ${piece}`)
}

/** SQL: what the column's kind reads in its text. */
export function loadedSql({ id, judged }: Loaded): string {
  return readingSql({ kind: judged.kind, settings: { reading: judged.reading } }, textName(id))
}

/** How many records DuckDB gave back since the last call. */
async function takeRejects(connection: DuckDBConnection): Promise<number> {
  const [row] = await plainRows(
    connection,
    'SELECT count(*) AS n FROM (SELECT DISTINCT line_byte_position FROM reject_errors)',
  )
  await connection.run('DROP TABLE reject_errors')
  await connection.run('DROP TABLE reject_scans')
  return Number(row!['n'])
}

/** The number beside a text made anew, taken away, or made for the first time, as the column's kind now has it. */
export async function rereadColumn(connection: DuckDBConnection, column: Loaded, before: Judged): Promise<void> {
  const number = numberName(column.id)
  const [had, has] = [isReadKind(before.kind), isReadKind(column.judged.kind)]
  if (had && !has) await connection.run(`ALTER TABLE rows DROP COLUMN ${number}`)
  if (!had && has) await connection.run(`ALTER TABLE rows ADD COLUMN ${number} DOUBLE`)
  if (has) await connection.run(`UPDATE rows SET ${number} = ${loadedSql(column)}`)
}

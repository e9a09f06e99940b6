/**
 * What each column is, settled by all of its cells. The rows are in the table already, read as a sample of them
 * suggested; where that does not hold for all rows, the column is looked at again and read anew.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnRole, Reading } from '../../../src-shared/table'
import type { Hints, Judged } from './judge'
import type { Loaded } from './load'
import { isReadKind, plainReading } from '../../../src-shared/table'
import { paddedMissingSql, readingSql } from '../reading'
import { numberName, textName, valueName } from '../schema'
import { plainRows } from '../sql'
import { dateReadings, findAffixes, judge, numberReadings, readShare } from './judge'
import { loadedSql, rereadColumn } from './load'

/** A query over more columns than this takes long to plan: the time grows with the square of their number. */
const columnsAtOnce = 64

export type Settled = Loaded & { missing: number; odd: number; unique: number }

type Counts = { filled: number; read: number; padded: number; codes: number; fractions: number }

export async function settle(
  connection: DuckDBConnection,
  columns: readonly Loaded[],
  rows: number,
  options: { missingWords: readonly string[]; hints: Hints },
): Promise<Settled[]> {
  const counts = await countCells(connection, columns, options.missingWords)
  const settled: Loaded[] = []
  for (const [index, column] of columns.entries()) {
    const count = counts[index]!
    if (count.padded > 0) await emptyPadded(connection, column, options.missingWords)
    count.filled -= count.padded
    const loaded = await settleColumn(connection, column, count, options)
    if (loaded !== column) count.read = await countRead(connection, loaded)
    settled.push(loaded)
  }
  const unique = await countUnique(connection, settled, rows)
  return settled.map((column, i) => {
    const { filled, read } = counts[i]!
    const odd = isReadKind(column.judged.kind) ? filled - read : 0
    return { ...column, missing: rows - filled, odd, unique: unique[i]! }
  })
}

async function countRead(connection: DuckDBConnection, { id, judged }: Loaded): Promise<number> {
  if (!isReadKind(judged.kind)) return 0
  const [row] = await plainRows(connection, `SELECT count(${numberName(id)}) AS n FROM rows`)
  return Number(row!['n'])
}

async function countCells(
  connection: DuckDBConnection,
  columns: readonly Loaded[],
  missingWords: readonly string[],
): Promise<Counts[]> {
  const found = await inPieces(connection, columns, (column) => {
    const { id, judged } = column
    const [text, number] = [textName(id), numberName(id)]
    const padded = `count_if(CASE WHEN ${text} < '!' OR ends_with(${text}, ' ') THEN ${paddedMissingSql(text, missingWords)} ELSE FALSE END)`
    const counts = [`count(${text})`, padded]
    counts.push(isReadKind(judged.kind) ? `count(${number})` : '0')
    if (judged.kind !== 'number') return [...counts, '0', '0']
    const codes = `count_if(CASE WHEN ${text} >= '00' AND ${text} < '0:' OR ${number} >= 1e15
      THEN regexp_full_match(${text}, '0[0-9]+|[0-9]{16,}') ELSE FALSE END)`
    return [...counts, codes, `count_if(${number} <> trunc(${number}))`]
  })
  return found.map(([filled, padded, read, codes, fractions]) => {
    return { filled: filled!, padded: padded!, read: read!, codes: codes!, fractions: fractions! }
  })
}

/** The numbers that each column's expressions give over all rows. */
async function inPieces(
  connection: DuckDBConnection,
  columns: readonly Loaded[],
  expressions: (column: Loaded) => string[],
): Promise<number[][]> {
  const all: number[][] = []
  for (let from = 0; from < columns.length; from += columnsAtOnce) {
    const piece = columns.slice(from, from + columnsAtOnce).map(expressions)
    const list = piece.flatMap((some, i) => some.map((sql, j) => `${sql} AS r${i}_${j}`))
    const [row] = await plainRows(connection, `SELECT ${list.join(', ')} FROM rows`)
    all.push(...piece.map((some, i) => some.map((_, j) => Number(row![`r${i}_${j}`]))))
  }
  return all
}

/** Missing words with spaces around them are missing too. */
async function emptyPadded(
  connection: DuckDBConnection,
  { id }: Loaded,
  missingWords: readonly string[],
): Promise<void> {
  const text = textName(id)
  await connection.run(`UPDATE rows SET ${text} = NULL WHERE ${paddedMissingSql(text, missingWords)}`)
}

async function settleColumn(
  connection: DuckDBConnection,
  column: Loaded,
  counts: Counts,
  options: { missingWords: readonly string[]; hints: Hints },
): Promise<Loaded> {
  if (column.fixed || !isReadKind(column.judged.kind)) return column
  const isCode = column.judged.kind === 'number' && counts.codes > 0 && counts.fractions === 0
  const fits = counts.read === counts.filled && counts.filled > 0
  if (fits && !isCode) return column
  const judged = isCode && fits ? asCategory : await lookAgain(connection, column, counts, options)
  if (judged === column.judged) return column
  const settled = { ...column, judged }
  await rereadColumn(connection, settled, column.judged)
  return settled
}

const asCategory: Judged = { kind: 'category', reading: plainReading, ambiguousDates: false }
const mostLooked = 500

/** Some cells cannot be read: is there a reading that fits more of them, or is it another kind after all? */
async function lookAgain(
  connection: DuckDBConnection,
  column: Loaded,
  counts: Counts,
  { missingWords, hints }: { missingWords: readonly string[]; hints: Hints },
): Promise<Judged> {
  const text = textName(column.id)
  const failing = await texts(
    connection,
    `SELECT DISTINCT ${text} AS text FROM rows WHERE ${text} IS NOT NULL AND ${numberName(column.id)} IS NULL LIMIT ${mostLooked}`,
  )
  const fitting = await texts(
    connection,
    `SELECT ${text} AS text FROM rows WHERE ${numberName(column.id)} IS NOT NULL LIMIT ${mostLooked}`,
  )
  const candidates = candidatesFor(column.judged, [...failing, ...fitting], missingWords, hints)
  const best = await bestOverAll(connection, column, counts, candidates)
  if (best.judged.kind === 'boolean' && best.read < counts.filled) return asCategory
  if (best.read < readShare * counts.filled) return asCategory
  return best.judged.kind === 'number' && (await holdsCodes(connection, column, best.judged)) ? asCategory : best.judged
}

function candidatesFor(
  now: Judged,
  looked: readonly string[],
  missingWords: readonly string[],
  hints: Hints,
): Judged[] {
  const affixes = [...new Set([...now.reading.affixes, ...findAffixes(looked)])]
  const as = (kind: 'number' | 'date', readings: readonly Reading[]): Judged[] =>
    readings.map((reading) => ({ kind, reading, ambiguousDates: false }))
  const numbers = as('number', numberReadings(affixes, hints))
  const plain = now.kind === 'number' && affixes.length > 0 ? as('number', numberReadings([], hints).slice(0, 1)) : []
  const dates = now.kind === 'date' ? as('date', dateReadings(hints)) : []
  const judged = judge(looked, missingWords, hints)
  return [
    now,
    ...dates,
    ...(now.kind === 'date' ? [] : [...plain, ...numbers]),
    ...(judged.kind === 'category' ? [] : [judged]),
  ]
}

/** The first of those that read most. */
async function bestOverAll(
  connection: DuckDBConnection,
  column: Loaded,
  counts: Counts,
  candidates: readonly Judged[],
): Promise<{ judged: Judged; read: number }> {
  const sql = candidates.map((judged, i) =>
    i === 0 ? `0 AS r0` : `count(${loadedSql({ ...column, judged })}) AS r${i}`,
  )
  const [row] = await plainRows(connection, `SELECT ${sql.join(', ')} FROM rows`)
  const read = candidates.map((_, i) => (i === 0 ? counts.read : Number(row![`r${i}`])))
  const most = Math.max(...read)
  const ties = read.filter((one) => one === most).length
  const best = candidates[read.indexOf(most)]!
  return {
    judged: best.kind === 'date' ? { ...best, ambiguousDates: ties > 1 && best.ambiguousDates } : best,
    read: most,
  }
}

async function holdsCodes(connection: DuckDBConnection, column: Loaded, judged: Judged): Promise<boolean> {
  const text = textName(column.id)
  const number = readingSql({ kind: 'number', settings: { reading: judged.reading } }, text)
  const [row] = await plainRows(
    connection,
    `SELECT count_if(regexp_full_match(${text}, '\\s*(0[0-9]+|[0-9]{16,})\\s*')) AS codes,
      count_if(${number} <> trunc(${number})) AS fractions FROM rows`,
  )
  return Number(row!['codes']) > 0 && Number(row!['fractions']) === 0
}

async function texts(connection: DuckDBConnection, sql: string): Promise<string[]> {
  return (await plainRows(connection, sql)).map((row) => String(row['text']))
}

/** Up to so many rows every distinct value is counted, in larger tables those of columns that repeat themselves. */
const countedRows = 200_000
const repeatingShare = 0.1

/**
 * Distinct values, missing and odd cells not counted. Counting a million different ones takes longer than reading them:
 * in a large table a column that hardly repeats itself is estimated (HyperLogLog, within about two per cent).
 */
async function countUnique(connection: DuckDBConnection, columns: readonly Loaded[], rows: number): Promise<number[]> {
  const valueOf = ({ id, judged }: Loaded): string => valueName({ id, kind: judged.kind })
  if (rows <= countedRows) return exactly(connection, columns, valueOf)
  const estimates = await inPieces(connection, columns, (column) => [`approx_count_distinct(${valueOf(column)})`])
  const counts = estimates.map(([estimate]) => Math.min(estimate!, rows))
  const repeating = columns.map((_, i) => i).filter((i) => counts[i]! <= repeatingShare * rows)
  const exact = await exactly(
    connection,
    repeating.map((i) => columns[i]!),
    valueOf,
  )
  for (const [at, i] of repeating.entries()) counts[i] = exact[at]!
  return counts
}

async function exactly(
  connection: DuckDBConnection,
  columns: readonly Loaded[],
  valueOf: (column: Loaded) => string,
): Promise<number[]> {
  return (await inPieces(connection, columns, (column) => [`count(DISTINCT ${valueOf(column)})`])).map(
    ([count]) => count!,
  )
}

/** A category with hardly a value twice tells rows apart, not kinds of rows. */
const idShare = 0.9
const idRows = 20

/**
 * To start with: the last column that could be one is the target, the others are features; columns without a value,
 * long texts, and categories that are nearly all different (names, keys) are ignored.
 */
export function firstRoles(columns: readonly Settled[], rows: number): ColumnRole[] {
  const useless = columns.map(({ judged, missing, unique }) => {
    const filled = rows - missing
    const isKey = judged.kind === 'category' && filled > idRows && unique > idShare * filled
    return filled === 0 || judged.kind === 'text' || isKey
  })
  const target = columns.findLastIndex(({ judged }, i) => !useless[i]! && judged.kind !== 'date')
  return columns.map((_, index) => (index === target ? 'target' : useless[index]! ? 'ignored' : 'feature'))
}

/** The table as a whole: how much is missing and where, what repeats, what goes together. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Correlations, MissingMap, TableSummary } from '../../src-shared/insight'
import type { Column, TableState } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import { numberSql, textSql, valueSql } from './columns'
import { numbersOf, rowsOf } from './query'

const mostBands = 100

export async function readSummary(connection: DuckDBConnection, table: TableState): Promise<TableSummary> {
  const { rows, columns } = table
  const sum = (key: 'missing' | 'odd'): number => columns.reduce((so, column) => so + column[key], 0)
  const gaps = columns.filter(({ missing, odd }) => missing + odd > 0)
  return {
    rows,
    columns: columns.length,
    cells: rows * columns.length,
    missing: sum('missing'),
    odd: sum('odd'),
    complete: gaps.length === 0 ? rows : await countComplete(connection, gaps),
    duplicates: await countRepeats(connection, columns),
  }
}

async function countComplete(connection: DuckDBConnection, gaps: readonly Column[]): Promise<number> {
  const whole = gaps.map((column) => `${valueSql(column)} IS NOT NULL`).join(' AND ')
  const [count] = await numbersOf(connection, `SELECT count(*) FROM rows WHERE ${whole}`)
  return count!
}

/**
 * Rows that are equal to an earlier one in the texts of all these columns. Hashes find the candidates, so that a table
 * without repeats costs one pass; the candidates are compared in full.
 */
export async function countRepeats(
  connection: DuckDBConnection,
  columns: readonly Column[],
  rows = 'rows',
): Promise<number> {
  if (columns.length === 0) return 0
  const [count] = await numbersOf(
    connection,
    `SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM ${candidates(columns, rows)}
      GROUP BY ${columns.map(textSql).join(', ')} HAVING n > 1)`,
  )
  return count!
}

/** The rows whose hash another row has too: FROM this. Equal texts have equal readings, and those hash faster. */
export function candidates(columns: readonly Column[], rows = 'rows'): string {
  const hash = `hash(${columns.map(valueSql).join(', ')})`
  return `(FROM ${rows} WHERE ${hash} IN (SELECT ${hash} AS h FROM ${rows} GROUP BY h HAVING count(*) > 1))`
}

export async function readMissingMap(
  connection: DuckDBConnection,
  columns: readonly Column[],
  tableRows: number,
): Promise<MissingMap> {
  const counts = columns.map((column) => `count(${valueSql(column)})`)
  const bands = Math.min(mostBands, tableRows)
  // Places are numbers that only order the rows: bands of equal width in them have about the same number of rows.
  const found = await rowsOf(
    connection,
    `SELECT least(${bands - 1}, floor((place - least) / greatest(most - least, 1) * ${bands}))::INT AS band, count(*),
        ${counts.join(', ')}
      FROM rows, (SELECT min(place) AS least, max(place) AS most FROM rows) GROUP BY band ORDER BY band`,
  )
  let first = 0
  const sizes = found.map(([, size]) => {
    const band = { first, rows: Number(size) }
    first += band.rows
    return band
  })
  return {
    bands: sizes,
    columns: columns.map(({ id, missing, odd }, j) => ({
      columnId: id,
      missing,
      odd,
      counts: found.map((row) => Number(row[1]) - Number(row[2 + j])),
    })),
  }
}

/** Rows that correlations are computed over; more change no digit that is shown. */
const mostRows = 200_000

/** Numbers, dates, true/false and ordered categories can be correlated. */
export async function readCorrelations(
  connection: DuckDBConnection,
  columns: readonly Column[],
  tableRows: number,
): Promise<Correlations> {
  const read = columns.filter(({ kind }) => isReadKind(kind))
  const every = Math.ceil(tableRows / mostRows)
  const [rows, ...found] = await numbersOf(connection, correlationSql(read, every))
  const values = read.map((_, i) => read.map((_, j) => (i === j ? 1 : null) as number | null))
  let at = 0
  for (let i = 0; i < read.length; i++) {
    for (let j = i + 1; j < read.length; j++) {
      const r = found[at++]!
      values[i]![j] = values[j]![i] = Number.isNaN(r) ? null : Math.max(-1, Math.min(1, r))
    }
  }
  return { columnIds: read.map(({ id }) => id), values, rows: rows!, of: tableRows }
}

/** Every so many rows by a hash of the id, which no order of the table can be in step with. */
function correlationSql(columns: readonly Column[], every: number): string {
  const pairs = columns.flatMap((a, i) => columns.slice(i + 1).map((b) => `corr(${numberSql(a)}, ${numberSql(b)})`))
  const where = every > 1 ? `WHERE hash(id) % ${every} = 0` : ''
  return `SELECT ${['count(*)', ...pairs].join(', ')} FROM rows ${where}`
}

/** Do the rows come in an order that means something? */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, TableState } from '../../../src-shared/table'
import { isMeasured, numberSql, valueSql } from '../columns'
import { numbersOf } from '../query'
import { readEach } from './read-each'

export type OrderFigures = {
  /** Date columns in which nearly no row is earlier than the one before it. */
  dated: Column[]
  /** The target whose rows are most like the one before, by their correlation; null where none is a number, or the rows are sorted by a column. */
  steady: { target: Column; alike: number } | null
}

/** Of the steps from a row to the next: so many go the same way where rows are sorted. */
const sorted = 0.98

export async function readOrder(
  connection: DuckDBConnection,
  table: TableState,
  features: readonly Column[],
  targets: readonly Column[],
): Promise<OrderFigures> {
  const dates = table.columns.filter((column) => isDated(column, table))
  const steps = await readSteps(connection, dates)
  const dated = dates.filter((_, j) => steps[j]! >= sorted)
  const alike = await readEach(targets.filter(isMeasured), (target) => readAlike(connection, target))
  const most = Math.max(0, ...alike.values())
  const target = targets.find(({ id }) => alike.get(id) === most)
  if (target === undefined || most === 0) return { dated, steady: null }
  const sortedRows = await isSorted(connection, [...features, target])
  return { dated, steady: sortedRows ? null : { target, alike: most } }
}

function isDated({ kind, unique, missing, odd }: Column, { rows }: TableState): boolean {
  return kind === 'date' && unique >= 10 && missing + odd <= 0.05 * rows
}

/** Of each column: the share of steps that do not go down. */
async function readSteps(connection: DuckDBConnection, columns: readonly Column[]): Promise<number[]> {
  if (columns.length === 0) return []
  const names = columns.map(numberSql)
  const before = names.map((name, j) => `lag(${name}) OVER rows_in_order AS b${j}`)
  return numbersOf(
    connection,
    `SELECT ${names.map((name, j) => `avg((${name} >= b${j})::INT)`).join(', ')}
      FROM (SELECT ${[...names, ...before].join(', ')} FROM sample WINDOW rows_in_order AS (ORDER BY place))`,
  )
}

/** Over all rows: neighbours in a sample are none. */
async function readAlike(connection: DuckDBConnection, target: Column): Promise<number> {
  const y = numberSql(target)
  const [r] = await numbersOf(
    connection,
    `SELECT corr(y, b) FROM (SELECT ${y} AS y, lag(${y}) OVER (ORDER BY place) AS b FROM used)`,
  )
  return Number.isNaN(r) ? 0 : r!
}

/** By a column of numbers, either way, or with the rows of a category together. A column that counts the rows says nothing. */
async function isSorted(connection: DuckDBConnection, columns: readonly Column[]): Promise<boolean> {
  const asked = columns.filter((column) => column.kind !== 'date' && column.unique > 1)
  const shares = asked.map((column, j) => {
    const [value, before] = [`v${j}`, `b${j}`]
    const same = `avg((${value} = ${before})::INT)`
    if (!isMeasured(column)) return same
    const counts = `count(DISTINCT ${value}) = count(${value}) AND bool_and(${value} = trunc(${value}))`
    const steady = `greatest(avg((${value} >= ${before})::INT), avg((${value} <= ${before})::INT))`
    return `CASE WHEN ${counts} AND max(${value}) - min(${value}) < 2 * (SELECT max(place) - min(place) + 1 FROM sample) THEN 0 ELSE ${steady} END`
  })
  const values = asked.flatMap((column, j) => [
    `${valueSql(column)} AS v${j}`,
    `lag(${valueSql(column)}) OVER rows_in_order AS b${j}`,
  ])
  if (asked.length === 0) return false
  const found = await numbersOf(
    connection,
    `SELECT ${shares.join(', ')} FROM (SELECT ${values.join(', ')} FROM sample WINDOW rows_in_order AS (ORDER BY place))`,
  )
  return found.some((share, j) => share >= (isMeasured(asked[j]!) ? sorted : 0.9))
}

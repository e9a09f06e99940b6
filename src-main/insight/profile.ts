/** A column in numbers: its range, its middle, its shape, its commonest values. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Bar, ColumnProfile, Histogram, NumberProfile } from '../../src-shared/insight'
import type { Column } from '../../src-shared/table'
import { justBelow, mostBars } from '../../src-shared/insight'
import { isReadKind } from '../../src-shared/table'
import { dateEdges, numberEdges } from './bins'
import { isMeasured, numberSql, valueSql, wordsSql } from './columns'
import { literal, numbersOf, rowsOf } from './query'

/** Longer columns have their quantiles estimated: sorting ten million numbers takes seconds. */
const exactRows = 2_000_000
/** Numbers with more different values hardly repeat: their commonest values say nothing. */
const repeating = 10_000

export async function readProfile(connection: DuckDBConnection, column: Column, rows: number): Promise<ColumnProfile> {
  const { id, missing, odd, unique } = column
  const filled = rows - missing - odd
  const numbers = isMeasured(column) && filled > 0 ? await readNumbers(connection, column, filled) : null
  const top = isMeasured(column) && unique > repeating ? [] : await readTop(connection, column)
  const shown = top.reduce((sum, { count }) => sum + count, 0)
  return { columnId: id, rows, missing, odd, unique, numbers, top, others: top.length === 0 ? 0 : filled - shown }
}

async function readNumbers(connection: DuckDBConnection, column: Column, filled: number): Promise<NumberProfile> {
  const x = numberSql(column)
  const approximate = filled > exactRows
  const quantile = approximate ? 'approx_quantile' : 'quantile_cont'
  const [min, max, mean, deviation, whole, p1, p5, p25, p50, p75, p95, p99] = await numbersOf(
    connection,
    // Squares of huge numbers overflow: the deviation is measured in units of the largest.
    `SELECT least, most, mean, deviation, whole, q[1], q[2], q[3], q[4], q[5], q[6], q[7] FROM (
      SELECT min(${x}) AS least, max(${x}) AS most, favg(${x}) AS mean, bool_and(${x} = trunc(${x}))::INT AS whole,
        coalesce(stddev_pop(${x} / unit) * any_value(unit), 0) AS deviation,
        ${quantile}(${x}, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]) AS q
      FROM rows, (SELECT greatest(abs(min(${x})), abs(max(${x})), 1) AS unit FROM rows))`,
  )
  const spread = { min: min!, max: max!, p1: p1!, p99: p99! }
  const isWhole = whole === 1
  const edges = edgesOf(column, spread, isWhole)
  return {
    min: min!,
    max: max!,
    mean: mean!,
    deviation: deviation!,
    whole: isWhole,
    quantiles: { p5: p5!, p25: p25!, p50: p50!, p75: p75!, p95: p95! },
    approximate,
    histogram: await readHistogram(connection, x, edges),
    outliers: await countOutliers(connection, x, p25!, p75!),
  }
}

/** A few far cells are counted beside the histogram; else all others would stand in one bin. */
function edgesOf(
  column: Column,
  { min, max, p1, p99 }: { min: number; max: number; p1: number; p99: number },
  whole: boolean,
): number[] {
  const middle = p99 - p1
  const far = middle > 0 && (max - min) / middle > 8
  const from = far && p1 - min > middle ? p1 - middle / 4 : min
  const to = far && max - p99 > middle ? p99 + middle / 4 : max
  const [low, high] = whole ? [Math.floor(from), Math.ceil(to)] : [from, to]
  return column.kind === 'date' ? dateEdges(low, high) : numberEdges(low, high, whole)
}

async function readHistogram(connection: DuckDBConnection, x: string, edges: number[]): Promise<Histogram> {
  // DuckDB counts up to and including each bound, we from an edge on: the bounds lie one double below the edges.
  const bounds = edges.map((edge, i) => (i === edges.length - 1 ? edge : justBelow(edge)))
  const rows = await rowsOf(
    connection,
    `SELECT unnest(map_keys(h)), unnest(map_values(h))
      FROM (SELECT histogram(${x}, [${bounds.map(literal).join(', ')}]) AS h FROM rows WHERE ${x} IS NOT NULL)`,
  )
  const counted = new Map(rows.map(([bound, count]) => [Number(bound), Number(count)]))
  const [below, ...counts] = bounds.map((bound) => counted.get(bound) ?? 0)
  const inside = counts.reduce((sum, count) => sum + count, below!)
  const all = [...counted.values()].reduce((sum, count) => sum + count, 0)
  return { edges, counts, below: below!, above: all - inside }
}

/** null where the quartiles are one value: every other one would be an outlier. */
async function countOutliers(
  connection: DuckDBConnection,
  x: string,
  p25: number,
  p75: number,
): Promise<NumberProfile['outliers']> {
  const reach = 1.5 * (p75 - p25)
  const [low, high] = [p25 - reach, p75 + reach]
  if (reach === 0 || !Number.isFinite(high - low)) return null
  const [below, above] = await numbersOf(
    connection,
    `SELECT count(*) FILTER (${x} < ${literal(low)}), count(*) FILTER (${x} > ${literal(high)}) FROM rows`,
  )
  return { low, high, below: below!, above: above! }
}

async function readTop(connection: DuckDBConnection, column: Column): Promise<Bar[]> {
  const value = valueSql(column)
  const order = column.kind === 'ordered' || column.kind === 'boolean' ? 'place' : 'n DESC, words'
  const place = isReadKind(column.kind) ? value : 'NULL'
  const rows = await rowsOf(
    connection,
    `SELECT * FROM (SELECT ${wordsSql(column)} AS words, count(*) AS n, any_value(${place}) AS place
        FROM rows WHERE ${value} IS NOT NULL GROUP BY ${value} ORDER BY n DESC, words LIMIT ${mostBars})
      ORDER BY ${order}`,
  )
  return rows.map(([words, count, at]) => ({
    value: String(words),
    count: Number(count),
    place: at === null || isMeasured(column) ? null : Number(at),
  }))
}

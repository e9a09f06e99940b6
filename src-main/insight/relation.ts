/**
 * How a column goes with a target: one figure between 0 and 1, and what to draw.
 *
 * Pearson's correlation between numbers; the correlation ratio η (Pearson 1905) between groups and a number; Cramér's V
 * (1946) between groups. Many small groups reach a high η or V by chance: the strength is freed of it, η by Kelley's ε
 * (1935), V after Bergsma (2013).
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type {
  MeanGroup,
  RankedRelation,
  RankedRelations,
  Relation,
  ShareGroup,
  TrendPoint,
} from '../../src-shared/insight'
import type { Column } from '../../src-shared/table'
import { isMeasured, numberSql, valueSql, wordsSql } from './columns'
import { literal, numbersOf, rowsOf } from './query'

const mostGroups = 12
const mostClasses = 6
const trendBins = 12

export type Range = { from: number; to: number }

/**
 * @param rows names the table that is read: all rows, or a sample of them
 * @param middle where most of a number column lies: the target's means are drawn over it; null: not at all
 */
export async function readRelation(
  connection: DuckDBConnection,
  column: Column,
  target: Column,
  rows = 'rows',
  middle: Range | null = null,
): Promise<Relation> {
  if (column.id === target.id) return none(column, target, 0, 'This is the target itself.')
  if (isMeasured(column) && isMeasured(target)) return correlate(connection, column, target, rows, middle)
  if (isMeasured(target)) return compareMeans(connection, column, target, 'target', rows)
  if (isMeasured(column)) return compareMeans(connection, column, target, 'column', rows)
  return compareShares(connection, column, target, rows)
}

function none(column: Column, target: Column, rows: number, reason: string): Relation {
  return { kind: 'none', columnId: column.id, targetId: target.id, rows, strength: 0, reason }
}

const noPairs = 'No row has a value in both.'
const tooFew = 'Too few rows have a value in both.'
const noVariation = 'One of the two is the same in every row.'

async function correlate(
  connection: DuckDBConnection,
  column: Column,
  target: Column,
  rows: string,
  middle: Range | null,
): Promise<Relation> {
  const [x, y] = [numberSql(column), numberSql(target)]
  const [count, r] = await numbersOf(
    connection,
    `SELECT count(*), corr(${x}, ${y}) FROM ${rows} WHERE ${x} IS NOT NULL AND ${y} IS NOT NULL`,
  )
  if (count! < 3) return none(column, target, count!, count === 0 ? noPairs : tooFew)
  if (Number.isNaN(r)) return none(column, target, count!, noVariation)
  const bounded = Math.max(-1, Math.min(1, r!))
  const named = { columnId: column.id, targetId: target.id, rows: count!, strength: Math.abs(bounded) }
  return {
    kind: 'correlation',
    ...named,
    r: bounded,
    trend: middle === null ? [] : await readTrend(connection, x, y, rows, middle),
  }
}

/** The far ends of a column hold too few rows to say anything, so only its middle is cut into pieces. */
async function readTrend(
  connection: DuckDBConnection,
  x: string,
  y: string,
  rows: string,
  { from, to }: Range,
): Promise<TrendPoint[]> {
  const width = (to - from) / trendBins
  if (!(width > 0) || !Number.isFinite(width)) return []
  const found = await rowsOf(
    connection,
    `SELECT floor((${x} - ${literal(from)}) / ${literal(width)})::INT AS bin, favg(${y}), count(*) FROM ${rows}
      WHERE ${y} IS NOT NULL AND ${x} >= ${literal(from)} AND ${x} < ${literal(to)} GROUP BY bin ORDER BY bin`,
  )
  return found.map(([bin, mean, count]) => ({
    from: from + Number(bin) * width,
    to: from + (Number(bin) + 1) * width,
    mean: Number(mean),
    count: Number(count),
  }))
}

async function compareMeans(
  connection: DuckDBConnection,
  column: Column,
  target: Column,
  of: 'target' | 'column',
  rows: string,
): Promise<Relation> {
  const [grouping, measured] = of === 'target' ? [column, target] : [target, column]
  const [value, y] = [valueSql(grouping), numberSql(measured)]
  const groups = `SELECT ${wordsSql(grouping)} AS words, count(*) AS n, favg(${y}) AS mean, var_pop(${y}) AS variance
    FROM ${rows} WHERE ${value} IS NOT NULL AND ${y} IS NOT NULL GROUP BY ${value}`
  const [count, k, between, within] = await numbersOf(
    connection,
    `WITH g AS (${groups}), m AS (SELECT sum(n * mean) / sum(n) AS middle FROM g)
      SELECT sum(n), count(*), sum(n * (mean - middle) ** 2), sum(n * variance) FROM g, m`,
  )
  if (!(count! >= 3)) return none(column, target, count || 0, count! > 0 ? tooFew : noPairs)
  if (k! < 2 || !(between! + within! > 0)) return none(column, target, count!, noVariation)
  const squared = between! / (between! + within!)
  const top = await rowsOf(connection, `${groups} ORDER BY n DESC, words LIMIT ${mostGroups}`)
  return {
    kind: 'means',
    columnId: column.id,
    targetId: target.id,
    rows: count!,
    of,
    ratio: Math.sqrt(squared),
    strength: withoutChance(squared, count!, k!),
    groups: top.map(([words, n, mean, variance]): MeanGroup => {
      return { value: String(words), count: Number(n), mean: Number(mean), deviation: Math.sqrt(Number(variance)) }
    }),
    more: Math.max(0, k! - mostGroups),
  }
}

/** ε² = 1 − (1 − η²)(n − 1)/(n − k) */
function withoutChance(squared: number, n: number, k: number): number {
  if (n <= k) return 0
  return Math.sqrt(Math.max(0, 1 - ((1 - squared) * (n - 1)) / (n - k)))
}

async function compareShares(
  connection: DuckDBConnection,
  column: Column,
  target: Column,
  rows: string,
): Promise<Relation> {
  const [a, b] = [valueSql(column), valueSql(target)]
  const pairs = `SELECT ${a} AS a, ${b} AS b, count(*) AS n, ${wordsSql(column)} AS wa, ${wordsSql(target)} AS wb
    FROM ${rows} WHERE ${a} IS NOT NULL AND ${b} IS NOT NULL GROUP BY ${a}, ${b}`
  const tables = `WITH o AS (${pairs}),
    ra AS (SELECT a, arg_max(wa, n) AS words, sum(n) AS n FROM o GROUP BY a),
    rb AS (SELECT b, arg_max(wb, n) AS words, sum(n) AS n FROM o GROUP BY b)`
  const [count, ka, kb, squares] = await numbersOf(
    connection,
    `${tables} SELECT (SELECT sum(n) FROM ra), (SELECT count(*) FROM ra), (SELECT count(*) FROM rb),
      (SELECT sum(o.n::DOUBLE * o.n / (ra.n * rb.n)) FROM o JOIN ra ON ra.a = o.a JOIN rb ON rb.b = o.b)`,
  )
  if (!(count! >= 3)) return none(column, target, count || 0, count! > 0 ? tooFew : noPairs)
  if (ka! < 2 || kb! < 2) return none(column, target, count!, noVariation)
  const phi2 = Math.max(0, squares! - 1)
  const { classes, groups } = await readShares(connection, tables)
  return {
    kind: 'shares',
    columnId: column.id,
    targetId: target.id,
    rows: count!,
    v: Math.min(1, Math.sqrt(phi2 / Math.min(ka! - 1, kb! - 1))),
    strength: bergsma(phi2, count!, ka!, kb!),
    classes,
    groups,
    more: Math.max(0, ka! - mostGroups),
  }
}

/** φ² and the numbers of groups less what chance makes of them. */
function bergsma(phi2: number, n: number, ka: number, kb: number): number {
  const chance = ((ka - 1) * (kb - 1)) / (n - 1)
  const left = (k: number): number => k - (k - 1) ** 2 / (n - 1) - 1
  const room = Math.min(left(ka), left(kb))
  return room <= 0 ? 0 : Math.min(1, Math.sqrt(Math.max(0, phi2 - chance) / room))
}

async function readShares(
  connection: DuckDBConnection,
  tables: string,
): Promise<{ classes: string[]; groups: ShareGroup[] }> {
  const found = await rowsOf(
    connection,
    `${tables}, ta AS (FROM ra ORDER BY n DESC, words LIMIT ${mostGroups}),
      tb AS (FROM rb ORDER BY n DESC, words LIMIT ${mostClasses})
      SELECT ta.words, ta.n, tb.words, coalesce(o.n, 0) FROM ta CROSS JOIN tb LEFT JOIN o ON o.a = ta.a AND o.b = tb.b
      ORDER BY ta.n DESC, ta.words, ta.a, tb.n DESC, tb.words, tb.b`,
  )
  const wide = new Set(found.map(([, , name]) => String(name))).size
  const classes = found.slice(0, wide).map(([, , name]) => String(name))
  const groups: ShareGroup[] = []
  for (let at = 0; at < found.length; at += wide) {
    const count = Number(found[at]![1])
    const shares = found.slice(at, at + wide).map(([, , , n]) => Number(n) / count)
    groups.push({ value: String(found[at]![0]), count, shares })
  }
  return { classes, groups }
}

/** Rows that a list of relations is estimated from, as their differences show in far fewer. */
const mostRows = 200_000

/** How every column goes with the target, for a list: figures without pictures, of a long table from a part of its rows. */
export async function rankRelations(
  connection: DuckDBConnection,
  columns: readonly Column[],
  target: Column,
  tableRows: number,
): Promise<RankedRelations> {
  const every = Math.ceil(tableRows / mostRows)
  const rows = every > 1 ? `(FROM rows WHERE hash(id) % ${every} = 0)` : 'rows'
  const relations: RankedRelation[] = []
  for (const column of columns) relations.push(briefOf(await readRelation(connection, column, target, rows)))
  return { relations, estimated: every > 1 }
}

function briefOf(relation: Relation): RankedRelation {
  const { kind, columnId, strength, rows } = relation
  return { kind, columnId, strength, rows, r: kind === 'correlation' ? relation.r : null }
}

/** The range, the scale and the far ends of every number column at once. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../../src-shared/table'
import { numberSql } from '../columns'
import { literal, numbersOf } from '../query'

export type NumberFigures = {
  min: number
  max: number
  /** Of the sample. */
  whole: boolean
  p25: number
  p50: number
  p75: number
  /** Cells that lie so far out that they decide the scale, and from where on; null on a side without one. */
  far: { count: number; below: number | null; above: number | null }
}

/** Columns that one query reads. */
const together = 100
/** So many times the spread of the middle half beyond it. */
const farReach = 25

export async function readNumberFigures(
  connection: DuckDBConnection,
  columns: readonly Column[],
): Promise<Map<number, NumberFigures>> {
  const found = new Map<number, NumberFigures>()
  for (let start = 0; start < columns.length; start += together) {
    const part = columns.slice(start, start + together)
    const ends = await readEnds(connection, part)
    const middles = await readMiddles(connection, part)
    const far = await readFar(connection, part, ends, middles)
    part.forEach(({ id }, j) => {
      const { p25, p50, p75, whole } = middles[j]!
      found.set(id, { ...ends[j]!, whole, p25, p50, p75, far: far[j]! })
    })
  }
  return found
}

type Ends = Pick<NumberFigures, 'min' | 'max'>

async function readEnds(connection: DuckDBConnection, columns: readonly Column[]): Promise<Ends[]> {
  const figures = columns.map(numberSql).map((x) => `min(${x}), max(${x})`)
  const found = await numbersOf(connection, `SELECT ${figures.join(', ')} FROM used`)
  return columns.map((_, j) => ({ min: found[2 * j]!, max: found[2 * j + 1]! }))
}

type Middle = Pick<NumberFigures, 'whole' | 'p25' | 'p50' | 'p75'> & { p1: number; p99: number }

async function readMiddles(connection: DuckDBConnection, columns: readonly Column[]): Promise<Middle[]> {
  const lists = columns.map((column) => {
    const x = numberSql(column)
    return `quantile_cont(${x}, [0.01, 0.25, 0.5, 0.75, 0.99]) AS q${column.id}, bool_and(${x} = trunc(${x}))::INT AS w${column.id}`
  })
  const each = columns.flatMap(({ id }) => [...[1, 2, 3, 4, 5].map((place) => `q${id}[${place}]`), `w${id}`])
  const found = await numbersOf(connection, `SELECT ${each.join(', ')} FROM (SELECT ${lists.join(', ')} FROM sample)`)
  return columns.map((_, j) => {
    const [p1, p25, p50, p75, p99, whole] = found.slice(6 * j, 6 * j + 6)
    return { p1: p1!, p25: p25!, p50: p50!, p75: p75!, p99: p99!, whole: whole === 1 }
  })
}

const nothingFar = { count: 0, below: null, above: null } as const

/** Only of columns whose ends lie out there at all. */
async function readFar(
  connection: DuckDBConnection,
  columns: readonly Column[],
  ends: readonly Ends[],
  middles: readonly Middle[],
): Promise<NumberFigures['far'][]> {
  const bounds = middles.map(farBounds)
  const asked = columns.flatMap((column, j) => {
    const bound = bounds[j]!
    return ends[j]!.min < bound.low || ends[j]!.max > bound.high ? [{ column, bound }] : []
  })
  if (asked.length === 0) return columns.map(() => nothingFar)
  const counts = asked.flatMap(({ column, bound }) => {
    const x = numberSql(column)
    return [`count(*) FILTER (${x} < ${literal(bound.low)})`, `count(*) FILTER (${x} > ${literal(bound.high)})`]
  })
  const found = await numbersOf(connection, `SELECT ${counts.join(', ')} FROM used`)
  return columns.map((column) => {
    const j = asked.findIndex((one) => one.column === column)
    if (j === -1) return nothingFar
    const [below, above] = [found[2 * j]!, found[2 * j + 1]!]
    const { low, high } = asked[j]!.bound
    return { count: below + above, below: below > 0 ? low : null, above: above > 0 ? high : null }
  })
}

/** Where the middle half is one value, the inner 98 % are the measure; where they are too, nothing is far. */
function farBounds({ p1, p25, p75, p99 }: Middle): { low: number; high: number } {
  const spread = p75 - p25 || p99 - p1
  if (!(spread > 0)) return { low: -Infinity, high: Infinity }
  return { low: p25 - farReach * spread, high: p75 + farReach * spread }
}

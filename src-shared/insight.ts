/** What is known of the data: the shape of each column, what goes with the target, what is missing where, what to mind. */
import type { Remedy } from './errors'

/**
 * Counts of numbers between edges: bin `i` holds `edges[i] ≤ x < edges[i + 1]`, the last one its upper edge too.
 * `below` and `above` count what lies outside, where a few far cells would squeeze all others into one bin.
 */
export type Histogram = { edges: number[]; counts: number[]; below: number; above: number }

export type ColumnProfile = {
  columnId: number
  rows: number
  missing: number
  odd: number
  /** Distinct values, missing not counted. */
  unique: number
  /** Of numbers and dates (seconds since 1970, UTC); null where no cell has one. */
  numbers: NumberProfile | null
  /** The most frequent values, at most `mostBars`; an ordered category in its order. Empty for numbers that hardly repeat. */
  top: Bar[]
  /** Cells with a value that is not among `top`; 0 where `top` is empty. */
  others: number
}

/** `place`: of true/false and ordered categories, the number that the value is read as. */
export type Bar = { value: string; count: number; place: number | null }

export const mostBars = 12

export type NumberProfile = {
  min: number
  max: number
  mean: number
  /** The population's, as standardising uses it. */
  deviation: number
  /** Every value is a whole number. */
  whole: boolean
  quantiles: { p5: number; p25: number; p50: number; p75: number; p95: number }
  /** Of a very long column the quantiles are estimates (t-digest); counts and means never are. */
  approximate: boolean
  histogram: Histogram
  /** Beyond 1.5 times the distance of the quartiles from them (Tukey 1977); null where the quartiles are one value. */
  outliers: { low: number; high: number; below: number; above: number } | null
}

/**
 * How a column goes with a target, over the rows that have both. `strength` is 0–1 and comparable between kinds: the
 * size of the correlation, the correlation ratio or Cramér's V, the last two freed of what many groups reach by chance.
 */
export type Relation = { columnId: number; targetId: number; rows: number; strength: number } & (
  | { kind: 'correlation'; r: number; trend: TrendPoint[] }
  /** `of` says whose mean stands in the groups: the target's by the column's values, or the column's by the target's. */
  | { kind: 'means'; of: 'target' | 'column'; ratio: number; groups: MeanGroup[]; more: number }
  | { kind: 'shares'; v: number; classes: string[]; groups: ShareGroup[]; more: number }
  | { kind: 'none'; reason: string }
)

/** The target's mean where the column lies between two values. */
export type TrendPoint = { from: number; to: number; mean: number; count: number }
export type MeanGroup = { value: string; count: number; mean: number; deviation: number }
/** `shares` in the order of `classes`; what is missing to 1 belongs to classes that are not named. */
export type ShareGroup = { value: string; count: number; shares: number[] }

/** A relation in a list. */
export type RankedRelation = {
  columnId: number
  kind: Relation['kind']
  strength: number
  /** Of a correlation: with its sign. */
  r: number | null
  rows: number
}

/** In the order in which the columns were named. `estimated`: from a part of the rows. */
export type RankedRelations = { relations: RankedRelation[]; estimated: boolean }

export type TableSummary = {
  rows: number
  columns: number
  cells: number
  missing: number
  odd: number
  /** Rows in which no cell is missing or odd. */
  complete: number
  /** Rows that repeat an earlier one in every column. */
  duplicates: number
}

/** The rows in their order, cut into bands of about equal length: which share of each column is missing or odd in each. */
export type MissingMap = {
  /** The first row of each band, counted from 0, and how many it has. */
  bands: { first: number; rows: number }[]
  columns: { columnId: number; missing: number; odd: number; /** Missing or odd cells a band. */ counts: number[] }[]
}

/** Pearson's r of every pair; null where one does not vary or no row has both. `values[i][j] = values[j][i]`. */
export type Correlations = {
  columnIds: number[]
  values: (number | null)[][]
  /** Rows that were read: fewer than `of` for a long table. */
  rows: number
  of: number
}

/** Columns that one question may be about: a wide table is looked at in parts. */
export const insightLimits = { relations: 200, missing: 200, correlations: 40 } as const

/** What is worth knowing before training. `key` names it for good, so that it can be put aside and called back. */
export type Note = { key: string; code: string; message: string; remedy: Remedy | null }

/** What matters most first. `dismissed`: keys of those that the person has put aside in this project. */
export type Notes = { notes: Note[]; dismissed: string[] }

/** The next smaller double: the closed end of a half-open range. */
export function justBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE
  if (!Number.isFinite(value)) return value
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? -1n : 1n))
  return view.getFloat64(0)
}

export function justAbove(value: number): number {
  return -justBelow(-value)
}

/** A bin as a closed range that holds exactly what the bin counts; place -1 is `below`, one behind the last `above`. */
export function binRange(
  { edges }: Histogram,
  place: number,
  whole: boolean,
): { min: number | null; max: number | null } {
  const last = edges.length - 2
  if (place < 0) return { min: null, max: under(edges[0]!, whole) }
  if (place > last) return { min: -under(-edges.at(-1)!, whole), max: null }
  const upper = edges[place + 1]!
  return { min: edges[place]!, max: place === last ? upper : under(upper, whole) }
}

/** The largest number below: of whole ones the one before, which reads better. */
function under(value: number, whole: boolean): number {
  return whole && Number.isSafeInteger(value) ? value - 1 : justBelow(value)
}

/** What decides how many inputs the features get: asked of the training rows alone, as counts, which no order of adding changes. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import type { Cycle } from './date-parts'
import { cycles, phaseOf, sqlArithmetic } from './date-parts'
import { mostCategories } from './encoding'
import { readRows } from './snapshot'

export type ColumnFacts = {
  /** A share of the training rows lacks the value that is large enough to be learned from. */
  flagged: boolean
  /** Dates: the cycles in which the rows differ. */
  cycles: Cycle[]
  /** Categories: those of the training rows, most frequent first, then by name. */
  categories: string[]
}

/** A flag that is 1 in fewer rows teaches nothing. */
const leastMissing = 0.01

/** `training`: SQL condition of the training rows, of which there are `rows`. */
export async function readFacts(
  connection: DuckDBConnection,
  features: readonly Column[],
  training: () => Promise<string>,
  rows: number,
): Promise<Map<number, ColumnFacts>> {
  const asked = features.filter(needsFacts)
  const facts = new Map<number, ColumnFacts>()
  for (const { id } of features) facts.set(id, { flagged: false, cycles: [], categories: [] })
  if (asked.length === 0) return facts
  const where = await training()
  const read = asked.filter(({ kind }) => isReadKind(kind))
  if (read.length > 0) {
    const sql = `SELECT ${read.flatMap(countsSql).join(', ')} FROM rows WHERE ${where}`
    const [counts] = await readRows(connection, sql)
    for (const column of read) Object.assign(facts.get(column.id)!, takeCounts(column, counts!, rows))
  }
  for (const { id } of asked.filter(({ kind }) => !isReadKind(kind))) {
    facts.get(id)!.categories = await readCategories(connection, id, where)
  }
  return facts
}

/** A column of numbers without a gap has one input, whatever rows it is fitted on. */
function needsFacts({ kind, missing, odd }: Column): boolean {
  return kind === 'date' || !isReadKind(kind) || missing + odd > 0
}

/** The rows with a value; of a date also whether each cycle varies. */
function countsSql({ id, kind }: Column): string[] {
  const present = `count(n${id})::DOUBLE`
  if (kind !== 'date') return [present]
  const varies = (cycle: Cycle): string => {
    const phase = phaseOf(sqlArithmetic, cycle, `n${id}`)
    return `coalesce((min(${phase}) < max(${phase}))::INTEGER, 0)::DOUBLE`
  }
  return [present, ...cycles.map(varies)]
}

/** Takes a column's counts off the front. */
function takeCounts({ kind }: Column, counts: unknown[], rows: number): Pick<ColumnFacts, 'flagged' | 'cycles'> {
  const missing = rows - (counts.shift() as number)
  const varying = kind === 'date' ? cycles.filter(() => counts.shift() === 1) : []
  return { flagged: missing > 0 && missing >= leastMissing * rows, cycles: varying }
}

async function readCategories(connection: DuckDBConnection, id: number, training: string): Promise<string[]> {
  const sql = `SELECT c${id} FROM rows WHERE ${training} AND c${id} IS NOT NULL
    GROUP BY c${id} ORDER BY count(*) DESC, c${id} LIMIT ${mostCategories}`
  return (await readRows(connection, sql)).map(([value]) => value as string)
}

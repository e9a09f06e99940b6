/** What the checks go by, gathered in one place: they themselves only compare figures. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Recipe } from '../../../src-shared/recipe'
import type { Column, TableState } from '../../../src-shared/table'
import { isReadKind } from '../../../src-shared/table'
import { featuresOf, targetsOf } from '../../features/survey'
import { isMeasured, numberSql, textSql } from '../columns'
import { numbersOf } from '../query'
import type { NumberFigures } from './number-figures'
import { readNumberFigures } from './number-figures'
import type { OrderFigures } from './order-figures'
import { readOrder } from './order-figures'
import type { RepeatFigures } from './repeat-figures'
import { readRepeats } from './repeat-figures'
import { readEach } from './read-each'
import type { TargetFigures } from './target-figures'
import { readTarget } from './target-figures'
import { readTopShare } from './value-figures'

export type Figures = {
  table: TableState
  recipe: Recipe
  /** Rows that take part: all but those that are excluded by hand. */
  rows: number
  targets: TargetFigures[]
  /** Those that the network reads; of a very wide table the first `mostFeatures`. */
  features: Column[]
  numbers: Map<number, NumberFigures>
  /** The commonest value and its share of all rows, of the features that may be the same nearly everywhere. */
  top: Map<number, { value: string; share: number }>
  repeats: RepeatFigures
  order: OrderFigures
}

/** Columns whose values are looked at; the counts of all others are known anyway. */
export const mostFeatures = 500
/** Each is a pass over the features. */
const mostTargets = 20
/** A column with more different values is in no row the same nearly everywhere. */
const steadyShare = 0.05
/** Rows, and cells, that shares and relations are judged by; sizes, ends and repeats are counted over all. */
const mostRows = 50_000
const mostCells = 10_000_000

/** Makes tables in the connection: one call a connection. */
export async function gatherFigures(connection: DuckDBConnection, table: TableState, recipe: Recipe): Promise<Figures> {
  const targets = targetsOf(table).slice(0, mostTargets)
  const features = featuresOf(table).slice(0, mostFeatures)
  const rows = await drawSample(connection, table, readColumns(table, features, targets))
  const each: TargetFigures[] = []
  for (const target of targets) each.push(await readTarget(connection, table, recipe, features, target))
  const monotonous = features.filter((column) => column.unique <= Math.max(2, steadyShare * table.rows))
  return {
    table,
    recipe,
    rows,
    targets: each,
    features,
    numbers: await readNumberFigures(connection, [...features, ...targets].filter(isMeasured)),
    top: await readEach(monotonous, (column) => readTopShare(connection, column)),
    repeats: await readRepeats(connection, table, recipe, rows),
    order: await readOrder(connection, table, features, targets),
  }
}

/** Features, targets, and the dates that may order the rows. */
function readColumns(table: TableState, features: readonly Column[], targets: readonly Column[]): Column[] {
  return table.columns.filter(
    (column) => targets.includes(column) || column.kind === 'date' || features.includes(column),
  )
}

/** `used`: the rows that take part; `sample`: some of them, by a hash of the id. Gives back how many take part. */
async function drawSample(
  connection: DuckDBConnection,
  { rows }: TableState,
  columns: readonly Column[],
): Promise<number> {
  const most = Math.max(1000, Math.min(mostRows, mostCells / columns.length))
  const every = Math.ceil(rows / most)
  const cells = columns.flatMap((column) => [textSql(column), ...(isReadKind(column.kind) ? [numberSql(column)] : [])])
  await connection.run('CREATE TEMP VIEW used AS FROM rows WHERE part IS DISTINCT FROM 4')
  await connection.run(
    `CREATE TEMP TABLE sample AS SELECT ${['id', 'place', ...cells].join(', ')} FROM used
      ${every > 1 ? `WHERE hash(id) % ${every} = 0` : ''}`,
  )
  const [count] = await numbersOf(connection, 'SELECT count(*) FROM used')
  return count!
}

/** What the checks go by, gathered in one place: they themselves only compare figures. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Relation } from '../../../src-shared/insight'
import type { Recipe } from '../../../src-shared/recipe'
import type { Column, TableState } from '../../../src-shared/table'
import { isReadKind } from '../../../src-shared/table'
import { featuresOf } from '../../features/survey'
import { isMeasured, numberSql, textSql } from '../columns'
import { numbersOf } from '../query'
import type { ClassFigures } from './class-figures'
import { readClasses, readAgreement } from './class-figures'
import type { NumberFigures } from './number-figures'
import { readNumberFigures } from './number-figures'
import type { OrderFigures } from './order-figures'
import { readOrder } from './order-figures'
import type { RepeatFigures } from './repeat-figures'
import { readRepeats } from './repeat-figures'
import { readMissingStrength, readTopShare } from './value-figures'
import { readRelation } from '../relation'

export type Figures = {
  table: TableState
  recipe: Recipe
  /** Rows that take part: all but those that are excluded by hand. */
  rows: number
  target: Column | null
  /** Those that the network reads; of a very wide table the first `mostFeatures`. */
  features: Column[]
  numbers: Map<number, NumberFigures>
  /** Of each feature to the target. */
  relations: Map<number, Relation>
  /** How well a feature's being empty tells the target, 0–1. */
  missingStrength: Map<number, number>
  /** The commonest value of a feature and its share of all rows. */
  top: Map<number, { value: string; share: number }>
  /** Number features of a classification: the share of rows that have the class of their neighbour in its order. */
  agreement: Map<number, number>
  classes: ClassFigures | null
  repeats: RepeatFigures
  order: OrderFigures
}

/** Columns whose values are looked at; the counts of all others are known anyway. */
export const mostFeatures = 500
/** Rows, and cells, that shares and relations are judged by; sizes, ends and repeats are counted over all. */
const mostRows = 50_000
const mostCells = 10_000_000

/** Makes tables in the connection: one call a connection. */
export async function gatherFigures(connection: DuckDBConnection, table: TableState, recipe: Recipe): Promise<Figures> {
  const target = table.columns.find(({ role }) => role === 'target') ?? null
  const features = featuresOf(table).slice(0, mostFeatures)
  const rows = await drawSample(connection, table, readColumns(table, features, target))
  const classes = target === null || !isClassed(target, recipe) ? null : await readClasses(connection, target)
  const measured = [...features, ...(target === null ? [] : [target])].filter(isMeasured)
  const each = <T>(columns: Column[], read: (column: Column) => Promise<T>): Promise<Map<number, T>> =>
    readEach(columns, read)
  const toTarget = target === null ? [] : features
  return {
    table,
    recipe,
    rows,
    target,
    features,
    classes,
    numbers: await readNumberFigures(connection, measured),
    relations: await each(toTarget, (column) => readRelation(connection, column, target!, 'sample')),
    missingStrength: await each(
      toTarget.filter((column) => isPartlyMissing(column, table)),
      (column) => readMissingStrength(connection, column, target!),
    ),
    top: await each(features, (column) => readTopShare(connection, column)),
    agreement: await each(classes === null ? [] : features.filter(isMeasured), (column) =>
      readAgreement(connection, column, target!),
    ),
    repeats: await readRepeats(connection, table, recipe, rows),
    order: await readOrder(connection, table, features, target),
  }
}

/** A number may be a class too, where the recipe says so. */
function isClassed(target: Column, recipe: Recipe): boolean {
  return !isMeasured(target) || recipe.task === 'classification'
}

function isPartlyMissing({ missing }: Column, { rows }: TableState): boolean {
  return missing >= 0.02 * rows && missing <= 0.98 * rows
}

/** Features, target, and the dates that may order the rows. */
function readColumns(table: TableState, features: readonly Column[], target: Column | null): Column[] {
  return table.columns.filter((column) => column === target || column.kind === 'date' || features.includes(column))
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

async function readEach<T>(columns: Column[], read: (column: Column) => Promise<T>): Promise<Map<number, T>> {
  const found = new Map<number, T>()
  for (const column of columns) found.set(column.id, await read(column))
  return found
}

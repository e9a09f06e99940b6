/** Fits the encoding on the training rows: medians in SQL, means and deviations in double, row after row. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Recipe } from '../../src-shared/recipe'
import type { Column } from '../../src-shared/table'
import type { Encoding, FeatureEncoding, TargetEncoding } from './encoding'
import type { TableSource } from './snapshot'
import { numberSql, readDoubles, readRows, withSnapshot } from './snapshot'
import type { Survey } from './survey'
import { surveyTable } from './survey'
import type { UsableRows } from './target-rows'

/**
 * How this table's rows become numbers under this recipe.
 *
 * @throws EpochwiseError train.*, recipe.invalid: what stands in the way, with its remedy.
 */
export function fitEncoding(source: TableSource, recipe: Recipe): Promise<Encoding> {
  return withSnapshot(source, async (connection, table) => {
    return fitSurvey(connection, await surveyTable(connection, table, recipe), recipe)
  })
}

export async function fitSurvey(connection: DuckDBConnection, survey: Survey, recipe: Recipe): Promise<Encoding> {
  const numbers = survey.features.filter(({ kind }) => kind === 'number')
  const medians = await readMedians(connection, numbers, survey.rows)
  const moments = await measure(connection, numbers, survey.rows)
  const fitted = numbers.map((column, j): FeatureEncoding => {
    const { min, max, decimals, scale } = summarise(moments[j]!, recipe.standardise)
    return {
      kind: 'number',
      name: column.name,
      columnId: column.id,
      fill: medians[j] ?? 0,
      ...scale,
      min,
      max,
      decimals,
    }
  })
  const features = survey.features.map((column): FeatureEncoding => {
    if (column.kind === 'number') return fitted[numbers.indexOf(column)]!
    return {
      kind: 'category',
      name: column.name,
      columnId: column.id,
      categories: survey.categories.get(column.id) ?? [],
    }
  })
  const stratified = survey.task === 'classification'
  const split = { seed: recipe.seed, share: recipe.validationShare, stratified }
  return { version: 1, features, target: fitTarget(survey, recipe), split, rows: survey.counts }
}

/**
 * What a check needs to draw the network: the encoding's names and widths as they will be, its numbers not yet fitted.
 * Never for training.
 */
export function sketchEncoding(survey: Survey, recipe: Recipe): Encoding {
  const blank = { fill: 0, mean: 0, deviation: 1, min: 0, max: 0, decimals: 0 }
  const features = survey.features.map(({ kind, name, id: columnId }): FeatureEncoding => {
    if (kind === 'number') return { kind, name, columnId, ...blank }
    return { kind, name, columnId, categories: survey.categories.get(columnId) ?? [] }
  })
  const split = { seed: recipe.seed, share: recipe.validationShare, stratified: survey.task === 'classification' }
  return { version: 1, features, target: fitTarget(survey, recipe), split, rows: survey.counts }
}

function fitTarget({ target, task, classes, loss, rows }: Survey, recipe: Recipe): TargetEncoding {
  const named = { name: target.name, columnId: target.id }
  if (task === 'classification') {
    return { kind: 'classes', ...named, classes, outputs: loss === 'binary-cross-entropy' ? 1 : classes.length }
  }
  const moments = noMoments()
  rows.targets.forEach((value, i) => {
    if (rows.held[i] === 0) add(moments, value)
  })
  return { kind: 'number', ...named, ...summarise(moments, recipe.standardise).scale }
}

/** Per column, over its training rows with a value; null where there is none. */
async function readMedians(
  connection: DuckDBConnection,
  columns: readonly Column[],
  rows: UsableRows,
): Promise<(number | null)[]> {
  if (columns.length === 0) return []
  const list = columns.map(({ id }) => `median(c${id})`).join(', ')
  const [medians] = await readRows(connection, `SELECT ${list} FROM rows WHERE ${rows.training}`)
  return medians as (number | null)[]
}

type Moments = { count: number; mean: number; squares: number; min: number; max: number; decimals: number }

function noMoments(): Moments {
  return { count: 0, mean: 0, squares: 0, min: Infinity, max: -Infinity, decimals: 0 }
}

/** Values whose decimals are counted: turning a number into text is slow. */
const decimalsFrom = 1000

/**
 * Welford 1962: the mean and the sum of squares around it, one value at a time, without cancellation. Row after row
 * and not as a parallel SQL aggregate, whose last bits depend on the threads: the same seed must give the same bytes.
 */
function add(moments: Moments, value: number): void {
  moments.count++
  const away = value - moments.mean
  moments.mean += away / moments.count
  moments.squares += away * (value - moments.mean)
  if (value < moments.min) moments.min = value
  if (value > moments.max) moments.max = value
  if (moments.count <= decimalsFrom) moments.decimals = Math.max(moments.decimals, countDecimals(value))
}

async function measure(connection: DuckDBConnection, columns: readonly Column[], rows: UsableRows): Promise<Moments[]> {
  const moments = columns.map(noMoments)
  if (columns.length === 0) return moments
  const sql = `SELECT ${columns.map(({ id }) => numberSql(id)).join(', ')} FROM rows ${rows.tail}`
  let row = 0
  for await (const chunk of readDoubles(connection, sql)) {
    chunk.forEach((values, j) => {
      const own = moments[j]!
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!
        if (rows.held[row + i] === 0 && !Number.isNaN(value)) add(own, value)
      }
    })
    row += chunk[0]!.length
  }
  return moments
}

/**
 * The population's deviation. A constant has none: it is scaled by 1 and so contributes 0. Where the squares of huge
 * values overflow, the largest magnitude is the scale.
 */
function summarise(
  moments: Moments,
  standardise: boolean,
): {
  scale: { mean: number; deviation: number }
  min: number
  max: number
  decimals: number
} {
  if (moments.count === 0) return { scale: { mean: 0, deviation: 1 }, min: 0, max: 0, decimals: 0 }
  const { min, max, decimals } = moments
  const deviation = Math.sqrt(moments.squares / moments.count)
  const scalable = Number.isFinite(deviation) && Number.isFinite(moments.mean)
  const fitted = scalable
    ? { mean: moments.mean, deviation: deviation > 0 ? deviation : 1 }
    : { mean: 0, deviation: Math.max(Math.abs(min), Math.abs(max)) }
  return { scale: standardise ? fitted : { mean: 0, deviation: 1 }, min, max, decimals }
}

function countDecimals(value: number): number {
  if (Number.isInteger(value)) return 0
  const [digits, exponent] = String(value).split('e')
  const places = (digits!.split('.')[1]?.length ?? 0) - Number(exponent ?? 0)
  return Math.min(17, Math.max(0, places))
}

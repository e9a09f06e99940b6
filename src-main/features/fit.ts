/** Fits the encoding on the training rows, in double. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Recipe } from '../../src-shared/recipe'
import type { Column } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import type { Encoding, FeatureEncoding, TargetEncoding } from './encoding'
import type { ColumnStats } from './column-stats'
import { measureColumn } from './column-stats'
import type { TableSource } from './snapshot'
import { numberSql, readDoubles, withSnapshot } from './snapshot'
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
  const numbers = survey.features.filter(({ kind }) => isReadKind(kind))
  const stats = new Map<number, ColumnStats>()
  const together = Math.max(1, Math.floor(mostValues / survey.rows.ids.length))
  for (let start = 0; start < numbers.length; start += together) {
    const columns = numbers.slice(start, start + together)
    const values = await readTrainingValues(connection, columns, survey.rows)
    columns.forEach(({ id }, j) => stats.set(id, measureColumn(values[j]!)))
  }
  return assemble(survey, recipe, (id) => stats.get(id)!)
}

/**
 * What a check needs to draw the network: the encoding's names and widths as they will be, its numbers not yet fitted.
 * Never for training.
 */
export function sketchEncoding(survey: Survey, recipe: Recipe): Encoding {
  const blank = measureColumn(new Float64Array())
  return assemble(survey, recipe, () => blank)
}

function assemble(survey: Survey, recipe: Recipe, statsOf: (columnId: number) => ColumnStats): Encoding {
  const features = survey.features.map(({ kind, name, id: columnId }): FeatureEncoding => {
    if (!isReadKind(kind))
      return { kind: 'category', name, columnId, categories: survey.categories.get(columnId) ?? [] }
    const stats = statsOf(columnId)
    const { median: fill, min, max, decimals } = stats
    return { kind: 'number', name, columnId, fill, ...scaleFor(stats, recipe), min, max, decimals }
  })
  const split = { seed: recipe.seed, share: recipe.split.validationShare, stratified: survey.task === 'classification' }
  return { version: 1, features, target: fitTarget(survey, recipe), split, rows: survey.counts }
}

function fitTarget({ target, task, classes, loss, rows }: Survey, recipe: Recipe): TargetEncoding {
  const named = { name: target.name, columnId: target.id }
  if (task === 'classification') {
    return { kind: 'classes', ...named, classes, outputs: loss === 'binary-cross-entropy' ? 1 : classes.length }
  }
  const training = rows.targets.filter((_, i) => rows.held[i] === 0)
  const stats = measureColumn(training)
  // A count stays a count.
  const scale = loss === 'poisson' ? { mean: 0, deviation: 1 } : scaleFor(stats, recipe)
  return { kind: 'number', ...named, ...scale }
}

function scaleFor({ mean, deviation }: ColumnStats, { standardise }: Recipe): { mean: number; deviation: number } {
  return standardise ? { mean, deviation } : { mean: 0, deviation: 1 }
}

/** Numbers in memory at once: 64 MB. */
const mostValues = 8_000_000

/** Per column: the values of the training rows that have one. */
async function readTrainingValues(
  connection: DuckDBConnection,
  columns: readonly Column[],
  { ids, held, tail }: UsableRows,
): Promise<Float64Array[]> {
  const found = columns.map(() => new Float64Array(ids.length))
  const counts = columns.map(() => 0)
  const sql = `SELECT ${columns.map(({ id }) => numberSql(id)).join(', ')} FROM rows ${tail}`
  let row = 0
  for await (const chunk of readDoubles(connection, sql)) {
    chunk.forEach((values, j) => {
      const own = found[j]!
      let count = counts[j]!
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!
        if (held[row + i] === 0 && !Number.isNaN(value)) own[count++] = value
      }
      counts[j] = count
    })
    row += chunk[0]!.length
  }
  return found.map((values, j) => values.subarray(0, counts[j]))
}

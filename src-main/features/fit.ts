/** Fits the encoding on the training rows, in double. */
import { assertNever } from '../../src-shared/errors'
import type { Recipe } from '../../src-shared/recipe'
import type { Column } from '../../src-shared/table'
import type { ColumnStats } from './column-stats'
import { ColumnMeter, measureColumn } from './column-stats'
import { secondsOfYear } from './date-parts'
import type { Encoding, FeatureEncoding, NumberTarget, TargetEncoding } from './encoding'
import type { FeatureReading } from './feature-reading'
import { balancedWeights } from './row-weights'
import { parts, pick, placesOf } from './split'
import { chunkRows } from './snapshot'
import type { Survey } from './survey'
import { isPoisson } from './survey'
import type { ColumnFacts } from './training-facts'
import type { UsableRows } from './usable-rows'

/**
 * How this table's rows become numbers under this recipe.
 *
 * @param missingWords what means “no value” in the table's texts
 */
export async function fitSurvey(
  reading: FeatureReading,
  survey: Survey,
  recipe: Recipe,
  missingWords: readonly string[],
): Promise<Encoding> {
  const stats = await measureTraining(reading, survey.rows, survey.counts.training)
  const training = placesOf(survey.rows.part, parts.training)
  const measured = {
    feature: (columnId: number) => stats.get(columnId)!,
    target: (k: number) => measureColumn(pick(survey.rows.targets[k]!, training)),
  }
  return { ...assemble(survey, recipe, measured), missingWords: [...missingWords] }
}

/**
 * What a check needs to draw the network: the encoding's names and widths as they will be, its numbers not yet fitted.
 * Never for training.
 */
export function sketchEncoding(survey: Survey, recipe: Recipe): Encoding {
  const blank = measureColumn(new Float64Array())
  return assemble(survey, recipe, { feature: () => blank, target: () => blank })
}

/** Of the training rows: by a feature's column id, and by a target's place. */
type Measured = { feature: (columnId: number) => ColumnStats; target: (k: number) => ColumnStats }

function assemble(survey: Survey, recipe: Recipe, measured: Measured): Encoding {
  const { weight, split, counts, facts } = survey
  return {
    version: 2,
    features: survey.features.map((column) => fitFeature(column, facts.get(column.id)!, measured, recipe)),
    target: fitTarget(survey, recipe, measured),
    classWeights: classWeightsOf(survey, recipe),
    weight: weight && { name: weight.name, columnId: weight.id },
    split,
    rows: counts,
    missingWords: [],
  }
}

function fitFeature(
  { id: columnId, name, kind, settings: { reading, order } }: Column,
  { flagged, cycles, categories }: ColumnFacts,
  measured: Measured,
  recipe: Recipe,
): FeatureEncoding {
  const named = { name, columnId }
  if (kind === 'category' || kind === 'text') return { kind: 'category', ...named, categories }
  const stats = measured.feature(columnId)
  const { median, min, max, decimals } = stats
  switch (kind) {
    case 'number':
      return { kind, ...named, reading, fill: median, flagged, ...scaleFor(stats, recipe), min, max, decimals }
    case 'ordered':
      return { kind, ...named, order: order!, fill: Math.round(median), flagged, ...scaleFor(stats, recipe), min, max }
    case 'boolean':
      return { kind, ...named, reading, fill: stats.mean > 0.5 ? 1 : 0, flagged }
    case 'date':
      return { kind, ...named, reading, fill: median, flagged, ...timeScale(stats, recipe), min, max, cycles }
    default:
      return assertNever(kind)
  }
}

function fitTarget({ targets, task, classes, loss }: Survey, recipe: Recipe, measured: Measured): TargetEncoding {
  if (task === 'classification') {
    const { name, id: columnId } = targets[0]!
    const outputs = loss === 'binary-cross-entropy' ? 1 : classes.length
    return { kind: 'classes', name, columnId, classes, outputs }
  }
  const columns = targets.map(({ name, id: columnId }, k): NumberTarget => {
    if (isPoisson(loss)) return { name, columnId, mean: 0, deviation: 1, link: 'log' }
    return { name, columnId, ...scaleFor(measured.target(k), recipe), link: 'identity' }
  })
  return { kind: 'numbers', columns }
}

function classWeightsOf({ task, classes, rows }: Survey, recipe: Recipe): number[] | null {
  if (task !== 'classification' || recipe.classWeights === 'none') return null
  return balancedWeights(rows.targets[0]!, rows.part, classes.length)
}

type Scale = { mean: number; deviation: number }

function scaleFor({ mean, deviation }: ColumnStats, { standardise }: Recipe): Scale {
  return standardise ? { mean, deviation } : { mean: 0, deviation: 1 }
}

/** Seconds as they are would be numbers of ten digits. */
function timeScale({ mean, deviation }: ColumnStats, { standardise }: Recipe): Scale {
  return { mean, deviation: standardise ? deviation : secondsOfYear }
}

/** Sampled numbers in memory at once, over all columns: 64 MB. */
const mostValues = 8_000_000

/** By column id: the values of the training rows that have one, all columns in one reading. */
async function measureTraining(
  reading: FeatureReading,
  { part }: UsableRows,
  trainingRows: number,
): Promise<Map<number, ColumnStats>> {
  const { measured, width } = reading
  const sample = Math.min(65_536, Math.max(256, Math.floor(mostValues / Math.max(1, measured.length))))
  const meters = measured.map(() => new ColumnMeter(trainingRows, sample))
  const places = new Uint32Array(chunkRows)
  let row = 0
  for await (const values of reading.numbers()) {
    let length = 0
    for (let at = 0; at < values.length; at += width) if (part[row++] === parts.training) places[length++] = at
    measured.forEach(({ from }, j) => meters[j]!.add(values, places, length, from))
  }
  return new Map(measured.map(({ columnId }, j) => [columnId, meters[j]!.stats()]))
}

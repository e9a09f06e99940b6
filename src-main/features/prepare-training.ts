/** Everything a run starts from, of one snapshot of the table: the encoding, the network, the numbers in a file. */
import type { Loss, Recipe, Task } from '../../src-shared/recipe'
import { lossRule } from '../../src-shared/recipe'
import type { Baseline } from '../../src-shared/run'
import type { Network } from '../program/network'
import type { NumberLoss } from './baseline'
import { classificationBaseline, regressionBaseline } from './baseline'
import { checkArchitecture } from './check-architecture'
import type { Encoding } from './encoding'
import { FeatureReading } from './feature-reading'
import { fitSurvey, sketchEncoding } from './fit'
import { networkOf } from './model'
import type { TableSource } from './snapshot'
import { readAhead, withSnapshot } from './snapshot'
import { surveyTable } from './survey'
import { trainingIds, writeRows } from './write-training-data'

/** `ids`: of the training rows, in the file's order. */
export type PreparedTraining = {
  encoding: Encoding
  network: Network
  task: Task
  loss: Loss
  baseline: Baseline
  ids: Float64Array
}

/** @throws EpochwiseError train.*, recipe.invalid, disk.full */
export function prepareTraining(source: TableSource, recipe: Recipe, file: string): Promise<PreparedTraining> {
  return withSnapshot(source, async (connection, table) => {
    const [survey] = await Promise.all([surveyTable(connection, table, recipe), readAhead(source)])
    const sketch = sketchEncoding(survey, recipe)
    const network = networkOf(recipe, sketch)
    checkArchitecture(recipe, network)
    const reading = await FeatureReading.open(connection, survey.rows, sketch.features, { twice: true })
    const encoding = await fitSurvey(reading, survey, recipe, source.missingWords())
    await writeRows(reading, survey.rows, encoding, file)
    const { target } = encoding
    const baseline =
      target.kind === 'numbers'
        ? regressionBaseline(survey.rows, target.columns, numberLoss(recipe, survey.loss))
        : classificationBaseline(survey.rows, target.classes)
    return { encoding, network, task: survey.task, loss: survey.loss, baseline, ids: trainingIds(survey.rows) }
  })
}

function numberLoss(recipe: Recipe, loss: Loss): NumberLoss {
  const rule = lossRule(recipe, loss)
  if (!('labelSmoothing' in rule)) return rule
  throw new Error(`The loss ${rule.kind} is not for numbers.`)
}

/** A run's summary as it begins: from the start, or from the middle of another. */
import type { Recipe } from '../../src-shared/recipe'
import type { RunParent } from '../../src-shared/run'
import type { NewRun, StoredSummary } from '../document/run-store'
import { describeModel } from '../features/model'
import type { PreparedTraining } from '../features/prepare-training'

export function describeRun(
  { encoding, task, loss, baseline }: PreparedTraining,
  recipe: Recipe,
  where: Where,
): NewRun['summary'] {
  const { target, classes, features, inputs, parameters, rows } = describeModel(recipe, encoding, task, loss)
  const model = { task, loss, target, classes, features, inputs, parameters, rows }
  return {
    status: 'preparing',
    recipe,
    ...model,
    ...where,
    startedAt: new Date().toISOString(),
    seconds: 0,
    epochs: recipe.epochs,
    epoch: 0,
    ...nothingYet,
    baseline,
    hasWeights: false,
    parent: null,
  }
}

/** What computes, as far as it is known before the start. */
type Where = Pick<StoredSummary, 'engine' | 'device' | 'engineId' | 'engineReason'>

/** The same rows and network as its parent's; its epochs are counted on from there. */
export function describeBranch(
  { task, loss, target, classes, features, inputs, parameters, rows, baseline }: StoredSummary,
  parent: RunParent,
  recipe: Recipe,
  where: Where,
): NewRun['summary'] {
  return {
    status: 'preparing',
    recipe,
    ...{ task, loss, target, classes, features, inputs, parameters, rows, baseline },
    ...where,
    startedAt: new Date().toISOString(),
    seconds: 0,
    epoch: parent.epoch,
    epochs: recipe.epochs,
    ...nothingYet,
    hasWeights: false,
    parent,
  }
}

const nothingYet = {
  lastLoss: null,
  lastValidationLoss: null,
  rowsPerSecond: null,
  learningRate: null,
  best: null,
  weights: 'last',
  metrics: null,
  testMetrics: null,
  message: null,
  diagnosis: null,
} as const

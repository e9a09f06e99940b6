/** A run's summary as it begins. */
import type { Recipe } from '../../src-shared/recipe'
import type { NewRun } from '../document/run-store'
import { describeModel } from '../features/model'
import type { PreparedTraining } from '../features/prepare-training'

export function describeRun(
  { encoding, task, loss, baseline }: PreparedTraining,
  recipe: Recipe,
  where: { engine: string; device: string },
): NewRun['summary'] {
  const { target, classes, features, inputs, parameters, rows } = describeModel(recipe, encoding, task, loss)
  const model = { task, loss, target, classes, features, inputs, parameters, rows }
  const nothingYet = {
    epoch: 0,
    lastLoss: null,
    lastValidationLoss: null,
    rowsPerSecond: null,
    metrics: null,
    message: null,
  }
  return {
    status: 'preparing',
    recipe,
    ...model,
    ...where,
    startedAt: new Date().toISOString(),
    seconds: 0,
    epochs: recipe.epochs,
    ...nothingYet,
    baseline,
    hasWeights: false,
    parent: null,
  }
}

/** The recipe: checked, and its changes in words. */
import type { Recipe } from '../../../src-shared/recipe'
import type { DocumentState } from '../state'
import type { Planned } from './draft'
import { EpochwiseError } from '../../../src-shared/errors'
import { recipeSchema } from '../../../src-shared/recipe'

export function planRecipe({ recipe }: DocumentState, after: Recipe): Planned<null> {
  const keys = (Object.keys(after) as (keyof Recipe)[]).filter(
    (key) => JSON.stringify(after[key]) !== JSON.stringify(recipe[key]),
  )
  if (keys.length === 0) return { plan: null, result: null }
  const label = keys.length === 1 ? `Changed ${recipeWords[keys[0]!]}` : 'Changed the training settings'
  return { plan: { label, changes: [{ kind: 'recipe', before: recipe, after }] }, result: null }
}

/** @throws EpochwiseError recipe.invalid, naming the field */
export function checkRecipe(recipe: unknown): Recipe {
  const result = recipeSchema.safeParse(recipe)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path.join('.') ?? ''
  throw new EpochwiseError(
    'recipe.invalid',
    `The setting “${field}” cannot be used: ${issue?.message ?? 'it is not known'}.`,
    { field },
  )
}

const recipeWords: Record<keyof Recipe, string> = {
  version: 'the version',
  task: 'the task',
  layers: 'the layers',
  loss: 'the loss',
  labelSmoothing: 'the label smoothing',
  classWeights: 'the class weights',
  optimizer: 'the optimizer',
  schedule: 'the learning-rate schedule',
  regularisation: 'the regularisation',
  clip: 'the gradient clipping',
  batchSize: 'the batch size',
  earlyStopping: 'the early stopping',
  epochs: 'the epochs',
  split: 'the split',
  standardise: 'standardising',
  seed: 'the seed',
  engine: 'the engine',
  initialWeights: 'the initial weights',
}

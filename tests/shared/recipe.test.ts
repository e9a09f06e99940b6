import { expect, test } from 'vitest'
import {
  defaultRecipe,
  holdBack,
  optimizerKinds,
  optimizerSchema,
  recipeChangeSchema,
  recipeSchema,
  storedRecipeSchema,
  usualOptimizer,
} from '../../src-shared/recipe'

/** As Epochwise 0.1 stored it. */
const version1 = {
  version: 1,
  task: 'auto',
  layers: [{ kind: 'dense', units: 8, activation: 'tanh' }],
  loss: 'mse',
  optimizer: { kind: 'sgd', learningRate: 0.01 },
  batchSize: 32,
  epochs: 100,
  validationShare: 0.3,
  standardise: true,
  seed: 42,
  engine: 'auto',
  initialWeights: null,
}

test('a stored recipe of version 1 trains what it always did', () => {
  expect(storedRecipeSchema.parse(version1)).toEqual({
    ...defaultRecipe,
    layers: [{ kind: 'dense', units: 8, activation: 'tanh', initialiser: 'auto' }],
    loss: { kind: 'mse' },
    optimizer: { kind: 'sgd', learningRate: 0.01 },
    split: holdBack(0.3),
  })
})

test('one of this version stays as it is, and what is no recipe is refused', () => {
  expect(storedRecipeSchema.parse(defaultRecipe)).toEqual(defaultRecipe)
  for (const wrong of [null, 7, {}, { ...version1, version: 3 }, { ...version1, layers: 'many' }]) {
    expect(storedRecipeSchema.safeParse(wrong).success).toBe(false)
  }
})

test('a change of one setting says nothing of the others', () => {
  expect(recipeChangeSchema.parse({ epochs: 7 })).toEqual({ epochs: 7 })
})

test('an embedding that is not the first layer is refused at its place', () => {
  const layers = [...defaultRecipe.layers, { kind: 'embedding', width: 'auto' }]
  const result = recipeSchema.safeParse({ ...defaultRecipe, layers })
  expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual(['layers.2'])
})

test('every optimizer has usual settings', () => {
  for (const kind of optimizerKinds) expect(optimizerSchema.parse(usualOptimizer(kind))).toEqual(usualOptimizer(kind))
})

test('shares that leave nothing to train on are refused at the field', () => {
  const result = recipeSchema.safeParse({ ...defaultRecipe, split: holdBack(0.6, 0.4) })
  expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual(['split.testShare'])
})

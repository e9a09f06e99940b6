import { expect, test } from 'vitest'
import { defaultRecipe, holdBack, recipeSchema, storedRecipeSchema } from '../../src-shared/recipe'

test('a stored recipe of version 1 keeps its validation share', () => {
  const { split, ...others } = defaultRecipe
  const old = { ...others, version: 1, validationShare: split.validationShare + 0.1 }
  expect(storedRecipeSchema.parse(old)).toEqual({ ...defaultRecipe, split: holdBack(0.2 + 0.1) })
})

test('shares that leave nothing to train on are refused at the field', () => {
  const result = recipeSchema.safeParse({ ...defaultRecipe, split: holdBack(0.6, 0.4) })
  expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual(['split.testShare'])
})

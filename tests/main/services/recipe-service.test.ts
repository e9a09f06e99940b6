import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRecipeService } from '../../../src-main/services/recipe-service'
import type { Handlers } from '../../../src-shared/contract'
import { defaultRecipe } from '../../../src-shared/recipe'
import { RunFixture, tutorialCsv } from './run-fixture'

let fixture: RunFixture
let recipes: Handlers<'recipe'>
beforeEach(async () => {
  fixture = await RunFixture.create(tutorialCsv)
  recipes = createRecipeService(fixture.context)
})
afterEach(() => fixture.close())

test('a change keeps what it does not name, and is told', async () => {
  const recipe = await recipes['recipe.change']({ change: { epochs: 7, standardise: false } })
  expect(recipe).toEqual({ ...defaultRecipe, epochs: 7, standardise: false })
  expect(fixture.told('project.changed').at(-1)!.project!.recipe).toEqual(recipe)
  expect(fixture.document.recipe()).toEqual(recipe)
})

test('a reset brings the defaults back, and is told', async () => {
  await recipes['recipe.change']({ change: { epochs: 7 } })
  expect(await recipes['recipe.reset']({})).toEqual(defaultRecipe)
  expect(fixture.told('project.changed').at(-1)!.project!.recipe).toEqual(defaultRecipe)
})

test('a check says what would be trained, or what stands in the way', async () => {
  const { model, findings } = await recipes['recipe.check']({})
  expect(findings).toEqual([])
  expect(model!.words).toBe('1 number in → 64 → 32 → 1 price, 2,241 parameters')
  await fixture.document.setColumn(fixture.document.table().columns[0]!.id, { role: 'ignored' })
  const refused = await recipes['recipe.check']({})
  expect(refused.model).toBeNull()
  expect(refused.findings[0]).toMatchObject({ code: 'train.noFeature' })
})

test('one project must be open', async () => {
  await fixture.context.closeDocument()
  await expect((async () => recipes['recipe.check']({}))()).rejects.toMatchObject({ code: 'project.none' })
})

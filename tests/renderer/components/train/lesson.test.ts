import { describe, expect, it } from 'vitest'
import { defaultRecipe, tutorialRecipe } from '../../../../src-shared/recipe'
import { hasMore, isTutorialRun, lessonOf, lineAt } from '../../../../src-renderer/components/train/lesson'
import { endedRun } from '../../../support/run-summary'

const houses = [
  { x: 1.5, y: 300 },
  { x: 2, y: 400 },
  { x: 2.5, y: 500 },
]
const tutorialRun = (recipe = tutorialRecipe) =>
  endedRun({ recipe, epochs: recipe.epochs, rows: { training: 3, validation: 0, test: 0, leftOut: 0, excluded: 0 } })

describe('the tutorial’s run', () => {
  it('is known by one neuron, one feature and three rows, once it is done', () => {
    expect(isTutorialRun(tutorialRun())).toBe(true)
    expect(isTutorialRun(tutorialRun({ ...tutorialRecipe, standardise: true }))).toBe(true)
    expect(isTutorialRun({ ...tutorialRun(), status: 'running' })).toBe(false)
    expect(isTutorialRun(tutorialRun({ ...defaultRecipe }))).toBe(false)
    expect(isTutorialRun(endedRun({ recipe: tutorialRecipe }))).toBe(false)
  })
})

describe('the line through the rows', () => {
  it('says 600 for a house of 3.0', () => {
    expect(lineAt(houses, 3)).toBeCloseTo(600, 10)
  })

  it('is none where the rows make no line', () => {
    expect(lineAt([{ x: 1, y: 1 }], 3)).toBeNull()
    expect(lineAt([houses[0]!, houses[0]!], 3)).toBeNull()
  })
})

describe('the lesson', () => {
  it('says what really came out, from the run’s own numbers, and offers the switch', () => {
    const lesson = lessonOf({ run: tutorialRun(), loss: 219.7713, prediction: 566.2345, line: 600 })
    expect(lesson.text).toContain('After 100 epochs the loss is 219.8, not “very low”')
    expect(lesson.text).toContain('For a size of 3.0 it predicts 566.2; the line through the rows says 600.')
    expect(lesson.action).toEqual({
      label: 'Standardise and train again',
      change: { standardise: true, optimizer: { kind: 'sgd', learningRate: 0.1 } },
    })
  })

  it('offers larger steps where the same rate is still too small on one scale', () => {
    const run = tutorialRun({ ...tutorialRecipe, standardise: true })
    const lesson = lessonOf({ run, loss: 0.01, prediction: 580.4, line: 600 })
    expect(lesson.action?.change).toEqual({ optimizer: { kind: 'sgd', learningRate: 0.1 } })
    expect(hasMore(run)).toBe(true)
  })

  it('has nothing more to offer once the prediction is right', () => {
    const run = tutorialRun({ ...tutorialRecipe, standardise: true, optimizer: { kind: 'sgd', learningRate: 0.1 } })
    const lesson = lessonOf({ run, loss: 1e-14, prediction: 599.99, line: 600 })
    expect(lesson.text).toMatch(/^On one scale, the same loop gets there/)
    expect(lesson.action).toBeNull()
    expect(hasMore(run)).toBe(false)
  })
})

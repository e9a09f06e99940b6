import { describe, expect, it } from 'vitest'
import type { LoopSource } from '../../../../src-shared/loop'
import { branchChange, otherOptimizer } from '../../../../src-renderer/components/loop/branch-change'
import { chapters } from '../../../../src-renderer/components/loop/chapters'
import { glossary } from '../../../../src-renderer/components/loop/glossary'
import { continuesWalk, openingPlace } from '../../../../src-renderer/components/loop/opening'
import { tutorialRecipe } from '../../../../src-shared/recipe'
import { begunRun } from '../../../support/run-summary'
import { tutorialStep } from './loop-step'

const from: Pick<LoopSource, 'optimizer' | 'batchSize' | 'trainingRows'> = {
  optimizer: { kind: 'sgd', learningRate: 0.01 },
  batchSize: 32,
  trainingRows: 100,
}

describe('a branch', () => {
  it('asks only for what differs', () => {
    expect(branchChange(from, { optimizer: 'sgd', learningRate: 0.01, batchSize: 32 })).toEqual({})
    expect(branchChange(from, { optimizer: 'sgd', learningRate: 0.1, batchSize: 32 })).toEqual({ learningRate: 0.1 })
    expect(branchChange(from, { optimizer: 'adam', learningRate: 0.1, batchSize: 'all' })).toEqual({
      optimizer: { kind: 'adam', learningRate: 0.1 },
      batchSize: 'all',
    })
  })

  it('takes all rows for what they are when the batch had them all', () => {
    expect(
      branchChange({ ...from, batchSize: 100 }, { optimizer: 'sgd', learningRate: 0.01, batchSize: 'all' }),
    ).toEqual({})
  })

  it('sets the other optimizer beside the run’s own', () => {
    expect(otherOptimizer(from)).toEqual({
      label: 'Adam beside SGD',
      change: { optimizer: { kind: 'adam', learningRate: 0.01 } },
    })
    const adam = { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const
    expect(otherOptimizer({ optimizer: adam }).label).toBe('SGD beside Adam')
  })
})

describe('the open walk', () => {
  const step = tutorialStep()
  const ofRun = {
    ...step,
    source: { ...step.source, runId: 4, status: 'paused' as const },
    position: { ...step.position, runStep: 7 },
  }

  it('goes on for fresh weights while the recipe is the same', () => {
    expect(continuesWalk(step, null, tutorialRecipe)).toBe(true)
    expect(continuesWalk(step, null, { ...tutorialRecipe, seed: 7 })).toBe(false)
    expect(
      continuesWalk(step, null, {
        ...tutorialRecipe,
        layers: [{ kind: 'dense', units: 2, activation: 'relu', initialiser: 'auto' }],
      }),
    ).toBe(false)
  })

  it('goes on for a run only while that stands where it was', () => {
    expect(continuesWalk(ofRun, begunRun(4, { status: 'paused', epoch: 7 }), tutorialRecipe)).toBe(true)
    expect(continuesWalk(ofRun, begunRun(4, { status: 'paused', epoch: 9 }), tutorialRecipe)).toBe(false)
    expect(continuesWalk(ofRun, begunRun(4, { status: 'completed', epoch: 7 }), tutorialRecipe)).toBe(false)
    expect(continuesWalk(ofRun, begunRun(5, { status: 'paused', epoch: 7 }), tutorialRecipe)).toBe(false)
  })

  it('opens a paused run where it stands, an ended one at its start', () => {
    expect(openingPlace(begunRun(1, { status: 'paused' }))).toBe('latest')
    expect(openingPlace(begunRun(1, { status: 'completed' }))).toBe('start')
    expect(openingPlace(null)).toBe('latest')
  })
})

it('every term is explained in one sentence', () => {
  for (const [term, sentence] of Object.entries(glossary)) {
    expect(sentence, term).toMatch(/^[^.]+\.$/)
  }
})

it('the tour has six to eight chapters, each with something to see', () => {
  expect(chapters.length).toBeGreaterThanOrEqual(6)
  expect(chapters.length).toBeLessThanOrEqual(8)
  expect(
    chapters.every(({ title, text, go, lights }) => title !== '' && text.length < 400 && go !== '' && lights !== ''),
  ).toBe(true)
})

import { describe, expect, it } from 'vitest'
import {
  cellWords,
  factor,
  figure,
  positionWords,
  shorten,
  shownWords,
} from '../../../../src-renderer/components/loop/loop-words'
import { sampledStep, tutorialStep } from './loop-step'

describe('a number in a formula', () => {
  it('has six digits, groups and a true minus', () => {
    expect(figure(89_766.575)).toBe('89,766.6')
    expect(figure(-1664.507)).toBe('−1,664.51')
    expect(figure(0.25936203)).toBe('0.259362')
    expect(figure(0)).toBe('0')
  })

  it('has an exponent where it is tiny or huge, and says when it is none', () => {
    expect(figure(-0.000012345678)).toBe('−1.23457e−5')
    expect(figure(2.5e12)).toBe('2.5e12')
    expect(figure(null)).toBe('not finite')
  })

  it('stands in brackets as a negative factor', () => {
    expect(factor(-2)).toBe('(−2)')
    expect(factor(2)).toBe('2')
  })
})

describe('where one stands', () => {
  it('is said with step, epoch and batch', () => {
    expect(positionWords(tutorialStep())).toBe('Step 3 of 100 · epoch 3 of 100 · batch of 2 rows')
  })

  it('says when it is beyond what the recipe asked for', () => {
    const step = tutorialStep()
    const beyond = { ...step, position: { ...step.position, step: 120, epoch: 120 } }
    expect(positionWords(beyond)).toContain('Step 121, beyond the planned 100')
  })
})

it('a sample says that it is one', () => {
  expect(shownWords(sampledStep().layers[0]!.units, 'unit')).toBe('2 of 1,000 units')
  expect(shownWords({ of: 1, shown: [0] }, 'row')).toBe('1 row')
})

it('a long name of a category keeps the category', () => {
  expect(shorten('district = Meadows', 11)).toBe('distr…adows')
  expect(shorten('a_very_long_feature', 11)).toBe('a_very_lon…')
  expect(shorten('size', 11)).toBe('size')
})

it('a missing cell is a dash', () => {
  expect(cellWords(null)).toBe('–')
  expect(cellWords('-2.50')).toBe('-2.50')
  expect(cellWords('centre')).toBe('centre')
})

import { expect, it } from 'vitest'
import {
  figureText,
  lengthText,
  meanPlace,
  relationWords,
  strengthWords,
  valueText,
} from '../../../../src-renderer/components/insight/words'
import { column } from '../../support/scripted-backend'

it('values of dates are dates, and their deviation is in days', () => {
  expect(valueText(column(1, { kind: 'date' }), 86_400)).toBe('1970-01-02')
  expect(valueText(column(1), 1234.5)).toBe('1,234.5')
  expect(lengthText(column(1, { kind: 'date' }), 86_400 * 2.5)).toBe('2.5 days')
})

it('figures have two decimals, and no minus before nothing', () => {
  expect([0.834, -0.5, -0.001, null].map(figureText)).toEqual(['0.83', '−0.50', '0.00', '–'])
})

it('strength has five words', () => {
  expect([0.05, 0.2, 0.5, 0.8, 0.95].map(strengthWords)).toEqual([
    'hardly any',
    'weak',
    'clear',
    'strong',
    'nearly full',
  ])
})

it('a relation is one sentence', () => {
  const [size, price] = [column(1, { name: 'size' }), column(2, { name: 'price' })]
  const named = { columnId: 1, targetId: 2, rows: 9 }
  expect(relationWords({ kind: 'correlation', ...named, strength: 0.7, r: -0.7, trend: [] }, size, price)).toBe(
    '“price” falls with it: strong.',
  )
  expect(relationWords({ kind: 'correlation', ...named, strength: 0.02, r: 0.02, trend: [] }, size, price)).toBe(
    '“price” hardly follows it in a straight line.',
  )
  expect(
    relationWords(
      { kind: 'means', ...named, strength: 0.4, of: 'target', ratio: 0.4, groups: [], more: 0 },
      size,
      price,
    ),
  ).toBe('Means of “price” by “size”: a clear difference.')
  expect(
    relationWords({ kind: 'shares', ...named, strength: 0.01, v: 0.1, classes: [], groups: [], more: 0 }, size, price),
  ).toBe('Shares of “price” by “size”: hardly any difference.')
})

it('means lie between the least and the greatest of them', () => {
  const groups = [10, 15, 20].map((mean) => ({ value: 'a', count: 1, mean, deviation: 0 }))
  expect(groups.map(({ mean }) => meanPlace(groups, mean))).toEqual([0, 0.5, 1])
  expect(meanPlace(groups.slice(0, 1), 10)).toBe(0.5)
})

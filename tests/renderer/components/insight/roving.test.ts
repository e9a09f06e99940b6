import { expect, it } from 'vitest'
import { nextPlace } from '../../../../src-renderer/components/insight/roving'

it('arrows go through a line, and stop at its ends', () => {
  expect(nextPlace('ArrowRight', 0, 5, Infinity)).toBe(1)
  expect(nextPlace('ArrowDown', 1, 5, Infinity)).toBe(2)
  expect(nextPlace('ArrowLeft', 0, 5, Infinity)).toBe(0)
  expect(nextPlace('End', 1, 5, Infinity)).toBe(4)
  expect(nextPlace('Home', 3, 5, Infinity)).toBe(0)
})

it('arrows go up and down in a grid by its lines', () => {
  expect(nextPlace('ArrowDown', 1, 9, 3)).toBe(4)
  expect(nextPlace('ArrowUp', 1, 9, 3)).toBe(1)
  expect(nextPlace('ArrowDown', 7, 9, 3)).toBe(7)
})

it('arrows go up and down in a list', () => {
  expect(nextPlace('ArrowDown', 0, 3, 1)).toBe(1)
  expect(nextPlace('ArrowUp', 2, 3, 1)).toBe(1)
})

it('other keys and an empty group mean nothing', () => {
  expect(nextPlace('a', 0, 3, 1)).toBeNull()
  expect(nextPlace('End', 0, 0, 1)).toBeNull()
})

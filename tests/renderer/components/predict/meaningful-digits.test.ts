import { expect, test } from 'vitest'
import { formatNumber } from '../../../../src-renderer/charts/format'
import { meaningfulDigits } from '../../../../src-renderer/components/predict/meaningful-digits'

const shown = (value: number, low: number, high: number): string =>
  formatNumber(value, meaningfulDigits(value, { low, high }))

test('an answer shows the digits that its interval leaves standing, and one more', () => {
  expect(shown(5.72632, 4.836, 6.608)).toBe('5.73')
  expect(shown(312_345.678, 290_000, 340_000)).toBe('312,346')
  expect(shown(0.0123456, 0.0113, 0.0133)).toBe('0.0123')
  expect(shown(-48.777, -60, -40)).toBe('-49')
})

test('without an interval, or with one of no width, every digit is shown', () => {
  expect(meaningfulDigits(600, null)).toBe(6)
  expect(meaningfulDigits(600, { low: 600, high: 600 })).toBe(6)
  expect(meaningfulDigits(0, { low: -1, high: 1 })).toBe(6)
})

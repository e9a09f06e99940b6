import { describe, expect, test } from 'vitest'
import { concludeSearch, isHopeless, risingRates } from '../../../src-main/training/rate-search'

const rates = risingRates()

/** What a search sees: level while the rate is low, a fall about `fastest`, and an explosion two decades above it. */
const typical = (fastest: number): number[] =>
  rates.map((rate) => {
    const decades = Math.log10(rate / fastest)
    return 1 / (1 + Math.exp(4 * decades)) + (decades > 1.5 ? 10 ** (3 * (decades - 1.5)) : 0)
  })

describe('the search for a learning rate', () => {
  test('raises the rate evenly by its logarithm', () => {
    expect(rates[0]).toBe(1e-6)
    expect(rates.at(-1)).toBeCloseTo(10, 9)
    expect(rates[100]! / rates[99]!).toBeCloseTo(rates[2]! / rates[1]!, 9)
  })

  test.each([1e-4, 3e-3, 0.05])('suggests the rate at which the loss falls fastest: %d', (fastest) => {
    const { suggestion, diverged } = concludeSearch(rates, typical(fastest))
    expect(Math.abs(Math.log10(suggestion! / fastest))).toBeLessThan(0.25)
    expect(diverged).toBe(true)
  })

  test('is not led astray by a noisy loss', () => {
    const noisy = typical(1e-3).map((loss, i) => loss * (1 + 0.2 * Math.sin(i * 12.9898)))
    expect(Math.abs(Math.log10(concludeSearch(rates, noisy).suggestion! / 1e-3))).toBeLessThan(0.5)
  })

  test('suggests nothing where the loss never falls', () => {
    expect(
      concludeSearch(
        rates,
        rates.map((rate) => 1 + rate),
      ).suggestion,
    ).toBeNull()
  })

  test('ends at a loss that is no number, or beyond recovery, and keeps what was measured', () => {
    const losses = [3, 2, 1, Infinity]
    expect(isHopeless(losses)).toBe(true)
    expect(concludeSearch(rates, losses)).toMatchObject({ losses: [3, 2, 1], rates: rates.slice(0, 3), diverged: true })
    expect(isHopeless(Array.from({ length: 12 }, () => 1))).toBe(false)
    expect(concludeSearch(rates, [Infinity])).toMatchObject({ rates: [], suggestion: null, diverged: true })
  })
})

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allPositive, bestEpoch, decimate, lossAt, placeOf, smooth } from '../../../src-renderer/charts/series'

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

describe('decimating a curve', () => {
  it('gives every point where the pixels can show them', () => {
    const points = decimate([1, 2, 3], [9, null, 7], { from: 1, to: 3, buckets: 100 })
    expect(points).toEqual([
      { x: 1, y: 9 },
      { x: 2, y: NaN },
      { x: 3, y: 7 },
    ])
  })

  it('keeps a single peak among 100,000 epochs, and no more than four points a bucket and one gap', () => {
    const epochs = count(100_000)
    const values: (number | null)[] = epochs.map((epoch) => 1 / epoch)
    values[54_321] = 50
    values[70_000] = null
    const points = decimate(epochs, values, { from: 1, to: 100_000, buckets: 400 })
    expect(points.length).toBeLessThanOrEqual(400 * 4 + 1)
    expect(points).toContainEqual({ x: 54_322, y: 50 })
    expect(points).toContainEqual({ x: 70_001, y: NaN })
    expect(points[0]).toEqual({ x: 1, y: 1 })
    expect(points.at(-1)!.x).toBe(100_000)
  })

  it('never loses the extremes and never changes the order, whatever the curve', () => {
    const loss = fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { nil: null, freq: 8 })
    fc.assert(
      fc.property(
        fc.array(loss, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 1, max: 20 }),
        (values, buckets) => {
          const points = decimate(count(values.length), values, { from: 1, to: values.length, buckets })
          const seen = points.map((point) => point.y).filter(Number.isFinite)
          const real = values.filter((value) => value !== null)
          expect(Math.max(...seen)).toBe(Math.max(...real))
          expect(Math.min(...seen)).toBe(Math.min(...real))
          expect(points.every((point, i) => i === 0 || point.x > points[i - 1]!.x)).toBe(true)
        },
      ),
    )
  })

  it('reaches one point beyond the window on both sides, so that the line runs out of the picture', () => {
    const points = decimate(count(100), count(100), { from: 40, to: 50, buckets: 100 })
    expect(points[0]!.x).toBe(39)
    expect(points.at(-1)!.x).toBe(51)
  })
})

describe('smoothing', () => {
  it('gives back the very same list when it is off', () => {
    const values = [3, 2, 1]
    expect(smooth(values, 'off', 3)).toBe(values)
  })

  it('starts at the first loss, without a pull towards zero', () => {
    for (const value of smooth([8, 8, 8], 'strong', 100)) expect(value).toBeCloseTo(8, 10)
  })

  it('calms noise, more so when strong, and leaves gaps where they are', () => {
    const noisy = count(400).map((epoch) => (epoch === 200 ? null : epoch % 2 ? 1 : 3))
    const wave = (values: readonly (number | null)[]): number => {
      const end = values.slice(-50).filter((value) => value !== null)
      return Math.max(...end) - Math.min(...end)
    }
    const light = smooth(noisy, 'light', 400)
    const strong = smooth(noisy, 'strong', 400)
    expect(wave(light)).toBeLessThan(1)
    expect(wave(strong)).toBeLessThan(wave(light) / 2)
    expect(strong[199]).toBeNull()
  })

  it('leaves what is drawn as it is when more epochs come', () => {
    const values = count(300).map((epoch) => 100 / epoch)
    expect(smooth(values, 'light', 1000).slice(0, 100)).toEqual(smooth(values.slice(0, 100), 'light', 1000))
  })
})

describe('reading a curve', () => {
  it('finds the first best epoch and passes over losses that are not finite', () => {
    expect(bestEpoch([1, 2, 3, 4], [null, 5, 2, 2])).toEqual({ epoch: 3, value: 2 })
    expect(bestEpoch([1], [null])).toBeNull()
  })

  it('finds the loss of an epoch, or none', () => {
    expect(lossAt([2, 4, 6], [20, 40, null], 4)).toBe(40)
    expect(lossAt([2, 4, 6], [20, 40, null], 5)).toBeNull()
    expect(lossAt([2, 4, 6], [20, 40, null], 6)).toBeNull()
    expect(placeOf([2, 4, 6], 7)).toBe(3)
  })

  it('allows a logarithmic axis only where every loss is above zero', () => {
    expect(allPositive([1, null, 0.5])).toBe(true)
    expect(allPositive([1, 0])).toBe(false)
  })
})

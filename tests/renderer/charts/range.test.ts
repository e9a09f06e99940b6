import { describe, expect, it } from 'vitest'
import { lossRange } from '../../../src-renderer/charts/range'

const points = (...ys: number[]) => ys.map((y, x) => ({ x, y }))

describe('the range of the y axis', () => {
  it('starts at zero for a falling curve', () => {
    const range = lossRange([points(10, 4, 1)], { scale: 'linear', baseline: null })
    expect(range.min).toBe(0)
    expect(range.max).toBeGreaterThan(10)
  })

  it('shows the shape of a nearly flat curve', () => {
    expect(lossRange([points(10, 9.9, 9.8)], { scale: 'linear', baseline: null }).min).toBeGreaterThan(9)
  })

  it('makes room for a baseline that is near, and leaves out one that would squeeze the curves', () => {
    expect(lossRange([points(10, 1)], { scale: 'linear', baseline: { loss: 15 } }).max).toBeGreaterThan(15)
    expect(lossRange([points(10, 1)], { scale: 'linear', baseline: { loss: 500 } }).max).toBeLessThan(20)
  })

  it('passes over what a logarithm cannot show', () => {
    const range = lossRange([points(0, -3, NaN, 2, 8)], { scale: 'logarithmic', baseline: null })
    expect(range.min).toBeGreaterThan(1)
    expect(range.max).toBeLessThan(11)
  })

  it('is a plain one where there is nothing to show, and holds one point off its edges', () => {
    expect(lossRange([], { scale: 'linear', baseline: null })).toEqual({ min: 0, max: 1 })
    const one = lossRange([points(4)], { scale: 'linear', baseline: null })
    expect(one.min).toBeLessThan(4)
    expect(one.max).toBeGreaterThan(4)
  })
})

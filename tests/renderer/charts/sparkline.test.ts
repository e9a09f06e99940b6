import { describe, expect, it } from 'vitest'
import { sparkline as draw } from '../../../src-renderer/charts/sparkline'

const sparkline = (values: (number | null)[]): string =>
  draw(
    values.map((_, i) => i + 1),
    values,
    { width: 60, height: 20 },
  )

describe('a sparkline', () => {
  it('runs from left to right and from the greatest loss at the top to the least at the bottom', () => {
    expect(sparkline([8, 4, 2])).toBe('0.0,1.0 30.0,10.0 60.0,19.0')
  })

  it('is nothing where there is no curve', () => {
    expect(sparkline([1])).toBe('')
    expect(sparkline([null, null, null])).toBe('')
  })

  it('lies in the middle when nothing changes', () => {
    expect(sparkline([3, 3])).toBe('0.0,10.0 60.0,10.0')
  })

  it('stays small for a long run', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => Math.sin(i) + 2)
    expect(sparkline(values).split(' ').length).toBeLessThan(160)
  })
})

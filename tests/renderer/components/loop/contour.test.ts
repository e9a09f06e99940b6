import { describe, expect, it } from 'vitest'
import { contourLevels, contourSegments, lowestOf, shadeOf } from '../../../../src-renderer/components/loop/contour'
import { historyLine } from '../../../../src-renderer/components/loop/history-line'
import { linePicture } from '../../../../src-renderer/components/loop/line-chart'

describe('contour lines', () => {
  it('run where the loss has the level', () => {
    const slope = [
      [0, 1, 2],
      [0, 1, 2],
    ]
    expect(contourSegments(slope, 0.25)).toEqual([{ x1: 0.25, y1: 0, x2: 0.25, y2: 1 }])
  })

  it('stop where a loss is not finite', () => {
    expect(
      contourSegments(
        [
          [0, null],
          [0, 1],
        ],
        0.5,
      ),
    ).toEqual([])
  })

  it('lie closer near the bottom, between the lowest and the highest', () => {
    const levels = contourLevels([[0, 1000]], 4)
    expect(levels).toHaveLength(4)
    expect(levels[1]! - levels[0]!).toBeLessThan(levels[3]! - levels[2]!)
    expect(levels[0]).toBeGreaterThan(0)
    expect(levels[3]).toBeLessThan(1000)
    expect(contourLevels([[5, 5]])).toEqual([])
  })

  it('shade from the lowest to the highest', () => {
    expect(shadeOf(2, 2, 10)).toBe(0)
    expect(shadeOf(10, 2, 10)).toBeCloseTo(1, 9)
  })

  it('know the lowest place', () => {
    expect(
      lowestOf([
        [3, null],
        [1, 2],
      ]),
    ).toEqual({ row: 1, column: 0, loss: 1 })
    expect(lowestOf([[null]])).toBeNull()
  })
})

it('a history leaves out what was not seen or not finite', () => {
  const { points, low, high } = historyLine([0, 1, 2, 3], [1, null, 3, 2], { width: 90, height: 20 })
  expect(points).toEqual([
    { step: 0, x: 0, y: 20 },
    { step: 2, x: 60, y: 0 },
    { step: 3, x: 90, y: 10 },
  ])
  expect([low, high]).toEqual([1, 3])
})

it('the line of the tutorial goes through its points where it fits', () => {
  const line = {
    feature: 'size',
    target: 'price',
    points: [
      { x: 1, y: 200, inBatch: true },
      { x: 2, y: 400, inBatch: true },
    ],
    pointCount: 2,
    before: { slope: 200, intercept: 0 },
    after: { slope: null, intercept: null },
  }
  const { points, before, after } = linePicture(line, { width: 100, height: 100 })
  const at = (x: number): number => before!.y1 + ((before!.y2 - before!.y1) * x) / 100
  for (const point of points) expect(at(point.x)).toBeCloseTo(point.y, 6)
  expect(after).toBeNull()
})

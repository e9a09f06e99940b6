import { describe, expect, it } from 'vitest'
import type { Schedule } from '../../../../src-shared/recipe'
import { learningRateAt } from '../../../../src-shared/learning-rate'
import { scheduleSchema } from '../../../../src-shared/recipe'
import { curveInWords, curvePoints, lengthOf, rateCurve } from '../../../../src-renderer/components/model/rate-curve'

const plan = (schedule: Schedule) => ({ optimizer: { learningRate: 0.01 }, schedule })
const of = (kind: Schedule['kind'], settings: object = {}) => plan(scheduleSchema.parse({ kind, ...settings }))
const words = (one: ReturnType<typeof plan>, epochs = 100) =>
  curveInWords(one, rateCurve(one, { epochs, stepsPerEpoch: 4 }))

describe('the curve of the learning rate', () => {
  it('has as many steps as the rows make batches', () => {
    expect(lengthOf(10, 32, 1600)).toEqual({ epochs: 10, stepsPerEpoch: 50 })
    expect(lengthOf(10, 32, 1601).stepsPerEpoch).toBe(51)
    expect(lengthOf(10, 'all', 1600).stepsPerEpoch).toBe(1)
    expect(lengthOf(10, 32, null).stepsPerEpoch).toBe(1)
  })

  it('is what the engines train by, from the first step to the last', () => {
    const one = of('cosine', { warmUp: 5 })
    const points = rateCurve(one, { epochs: 100, stepsPerEpoch: 50 })
    expect(points.length).toBeLessThanOrEqual(240)
    expect(points[0]).toEqual({ epoch: 0, rate: learningRateAt(one, 0, 50, 100) })
    expect(points.at(-1)).toEqual({ epoch: 4999 / 50, rate: learningRateAt(one, 4999, 50, 100) })
    expect(rateCurve(one, { epochs: 1, stepsPerEpoch: 1 })).toHaveLength(1)
  })

  it('has its very top, however long the training is', () => {
    const one = of('one-cycle')
    const highest = (epochs: number, stepsPerEpoch: number): number =>
      Math.max(...rateCurve(one, { epochs, stepsPerEpoch }).map(({ rate }) => rate))
    expect(highest(100, 50)).toBe(0.01)
    expect(highest(1000, 30)).toBe(0.01)
    expect(curveInWords(one, rateCurve(one, { epochs: 100, stepsPerEpoch: 50 }))).toContain('in epoch 30,')
  })

  it('is told in words', () => {
    expect(words(of('constant'))).toBe('Stays at 0.01.')
    expect(words(of('step'))).toBe('Starts at 0.01, ends at 1e-5.')
    expect(words(of('cosine', { warmUp: 5 }))).toMatch(
      /^Starts at 0\.0005, highest at 0\.01 in epoch [56], ends at 0\.$/,
    )
    expect(words(of('plateau'))).toMatch(/down to .* at most/)
    expect(words(of('constant'), 1)).toBe('Stays at 0.01.')
  })

  it('is drawn inside its box, up to the end', () => {
    const box = { width: 200, height: 64 }
    const points = curvePoints(rateCurve(of('one-cycle'), { epochs: 20, stepsPerEpoch: 3 }), 20, box)
    const pairs = points.split(' ').map((pair) => pair.split(',').map(Number))
    for (const [x, y] of pairs) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x).toBeLessThanOrEqual(200)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y).toBeLessThanOrEqual(64)
    }
    expect(pairs.at(-1)![0]).toBe(200)
  })
})

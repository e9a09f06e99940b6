/** Each schedule at the places that its formula names. */
import { describe, expect, it } from 'vitest'
import { learningRateAt } from '../../src-shared/learning-rate'
import type { Schedule } from '../../src-shared/recipe'
import { scheduleKinds, scheduleSchema } from '../../src-shared/recipe'

/** Ten steps an epoch, 20 epochs, a rate of 2. */
const at = (schedule: Schedule, step: number): number =>
  learningRateAt({ optimizer: { learningRate: 2 }, schedule }, step, 10, 20)

describe('the learning rate', () => {
  it('stays where it is constant, and begins so where it waits for a plateau', () => {
    for (const kind of ['constant', 'plateau'] as const) {
      const schedule = scheduleSchema.parse({ kind })
      expect([0, 77, 199].map((step) => at(schedule, step))).toEqual([2, 2, 2])
    }
  })

  it('falls by steps at the beginning of an epoch', () => {
    const schedule: Schedule = { kind: 'step', every: 5, factor: 0.5 }
    expect([0, 49, 50, 99, 100, 199].map((step) => at(schedule, step))).toEqual([2, 2, 1, 1, 0.5, 0.25])
  })

  it('falls evenly, by its factor every epoch', () => {
    const schedule: Schedule = { kind: 'exponential', factor: 0.9 }
    expect(at(schedule, 30)).toBeCloseTo(2 * 0.9 ** 3, 12)
    expect(at(schedule, 5)).toBeCloseTo(2 * Math.sqrt(0.9), 12)
  })

  it('warms up in a line, then falls along half a cosine to its end at the last step', () => {
    const schedule: Schedule = { kind: 'cosine', warmUp: 2, final: 0.1 }
    expect([0, 9, 19, 20].map((step) => at(schedule, step))).toEqual([0.1, 1, 2, 2])
    expect(at(schedule, 20 + 179 / 2)).toBeCloseTo(1.1, 12)
    expect(at(schedule, 199)).toBeCloseTo(0.2, 12)
    // A training that goes on beyond its epochs stays there.
    expect(at(schedule, 500)).toBeCloseTo(0.2, 12)
  })

  it('goes up and far down in one cycle', () => {
    const schedule: Schedule = { kind: 'one-cycle', rise: 0.3, startDivisor: 25, finalDivisor: 1000 }
    expect(at(schedule, 0)).toBeCloseTo(0.08, 12)
    expect(at(schedule, 59)).toBeCloseTo(2, 12)
    expect(at(schedule, 199)).toBeCloseTo(0.08 / 1000, 12)
    const rates = Array.from({ length: 200 }, (_, step) => at(schedule, step))
    rates.forEach((rate, step) => {
      if (step > 0) expect(Math.sign(rate - rates[step - 1]!)).toBe(step <= 59 ? 1 : -1)
    })
  })

  it.each(scheduleKinds)('is above zero and no number but a finite one in trainings of any length: %s', (kind) => {
    const schedule = scheduleSchema.parse({ kind })
    for (const [steps, epochs] of [
      [1, 1],
      [1, 2],
      [2, 1],
      [1, 5],
      [7, 3],
    ] as const) {
      for (let step = 0; step < steps * epochs; step++) {
        const rate = learningRateAt({ optimizer: { learningRate: 0.1 }, schedule }, step, steps, epochs)
        expect(rate).toBeGreaterThanOrEqual(0)
        expect(rate).toBeLessThanOrEqual(0.1)
      }
    }
  })
})

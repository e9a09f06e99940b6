import { describe, expect, it } from 'vitest'
import { Pace } from '../../../src-main/engines/pace'
import { trainingShape } from '../../../src-main/engines/training-shape'
import { adam, madeUpData, network, specOf } from './onnx/session-fixture'

const net = network(3, [6], 1)
const spec = specOf(net, 'mse', { optimizer: adam, batchSize: 4 })
const pace = (): Pace => new Pace(trainingShape(spec, madeUpData(net, 'mse', 400, 8), { nestEpochs: false }))

describe('what is known of how long calls take', () => {
  it('is a guess at first, of which a quarter is dared', () => {
    const fresh = pace()
    const guess = fresh.seconds('steps')
    expect(fresh.count('steps', 1000)).toBe(Math.floor(1 / (4 * guess)))
  })

  it('learns nothing from the first call, in which an engine may compile', () => {
    const learning = pace()
    const guess = learning.seconds('steps')
    learning.learn('steps', 10, 600)
    expect(learning.seconds('steps')).toBe(guess)
    learning.learn('steps', 10, 0.01)
    expect(learning.seconds('steps')).toBeCloseTo(0.001, 12)
    expect(learning.count('steps', 1000)).toBe(1000)
  })

  it('believes what was quicker at once, and what was slower by half', () => {
    const learning = pace()
    for (const seconds of [9, 4, 1]) learning.learn('steps', 1000, seconds)
    expect(learning.seconds('steps')).toBeCloseTo(0.001, 12)
    learning.learn('steps', 1000, 3)
    expect(learning.seconds('steps')).toBeCloseTo(0.002, 12)
  })

  it('is kept for each kind of call by itself', () => {
    const learning = pace()
    const epoch = learning.seconds('epochs')
    for (const seconds of [9, 4]) learning.learn('steps', 1000, seconds)
    expect(learning.seconds('epochs')).toBe(epoch)
  })
})

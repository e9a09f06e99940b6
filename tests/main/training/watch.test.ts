import { describe, expect, test } from 'vitest'
import type { Watch, WatchRules } from '../../../src-main/training/watch'
import { firstWatch, follow } from '../../../src-main/training/watch'
import type { EpochColumns } from '../../../src-shared/run'

const rules: WatchRules = { losses: 'validation', keepBest: true, restoreBest: true, stop: null, plateau: null }

/** Epochs from 1 on with these validation losses, and training losses that only fall. */
function epochs(losses: readonly (number | null)[], from = 1): EpochColumns {
  const epoch = losses.map((_, i) => from + i)
  return {
    epoch,
    loss: epoch.map((number) => 1 / number),
    validationLoss: [...losses],
    seconds: epoch.map(() => 1),
    learningRate: [],
  }
}

test('the best epoch is the earliest of the lowest validation losses', () => {
  const { watch, kept, decision } = follow(firstWatch, rules, epochs([3, 1, null, 1, 2]))
  expect(watch.best).toEqual({ epoch: 2, loss: 1 })
  expect({ kept, decision }).toEqual({ kept: 5, decision: null })
})

test('where no rows are held back the training loss is watched', () => {
  const { watch } = follow(firstWatch, { ...rules, losses: 'training' }, epochs([1, 2, 3]))
  expect(watch.best).toEqual({ epoch: 3, loss: 1 / 3 })
})

describe('early stopping', () => {
  const stopping: WatchRules = { ...rules, stop: { patience: 3, minimumChange: 0.1 } }

  test('stops after as many epochs without a fall of more than the minimum change', () => {
    const { watch, kept, decision } = follow(firstWatch, stopping, epochs([1, 0.95, 0.92, 0.91, 0.2]))
    expect({ kept, decision }).toEqual({ kept: 4, decision: 'stop' })
    expect(watch.best).toEqual({ epoch: 4, loss: 0.91 })
  })

  test('counts anew after an improvement, and a loss that is no number is none', () => {
    expect(follow(firstWatch, stopping, epochs([1, 1, 1, 0.8, null, null])).decision).toBeNull()
    expect(follow(firstWatch, stopping, epochs([1, 1, 1, 0.8, null, null, null])).kept).toBe(7)
    expect(follow(firstWatch, stopping, epochs([null, null, null])).decision).toBe('stop')
  })

  test('decides the same wherever the epochs are cut', () => {
    const losses = [5, 4, 4.2, 3, 3.1, 2.95, 2.94, 1]
    const whole = follow(firstWatch, stopping, epochs(losses))
    for (let cut = 1; cut < 7; cut++) {
      const before = follow(firstWatch, stopping, epochs(losses.slice(0, cut)))
      const after = follow(before.watch, stopping, epochs(losses.slice(cut), cut + 1))
      expect([after.watch, cut + after.kept]).toEqual([whole.watch, whole.kept])
    }
  })
})

describe('a plateau', () => {
  const lowering: WatchRules = {
    ...rules,
    plateau: { patience: 2, minimumChange: 0, factor: 0.1, leastScale: 0.05 },
  }
  const lower = (watch: Watch, losses: readonly number[], from: number) => follow(watch, lowering, epochs(losses, from))

  test('lowers the rate by the factor, and waits anew', () => {
    const first = lower(firstWatch, [2, 2, 2, 2, 2], 1)
    expect({ kept: first.kept, decision: first.decision }).toEqual({ kept: 3, decision: 'lower-rate' })
    expect(first.watch.rateScale).toBe(0.1)
    expect(first.watch.plateau).toEqual({ reference: 2, epochs: 0 })
  })

  test('never lowers it below the least, and then decides nothing any more', () => {
    const first = lower(firstWatch, [2, 2, 2], 1)
    const second = lower(first.watch, [2, 2], 4)
    expect(second.watch.rateScale).toBe(0.05)
    const third = lower(second.watch, [2, 2, 2, 2], 6)
    expect({ kept: third.kept, decision: third.decision }).toEqual({ kept: 4, decision: null })
  })
})

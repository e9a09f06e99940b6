import { describe, expect, it } from 'vitest'
import { noEpochs } from '../../../../src-shared/run'
import {
  formatR2,
  headline,
  liveR2,
  parentWords,
  resultSentence,
  secondsLeft,
  timeLeft,
} from '../../../../src-renderer/components/train/words'
import { endedRun } from '../../../support/run-summary'

describe('a run in words', () => {
  it('says how good a regression is, beside guessing the mean', () => {
    const run = endedRun()
    expect(resultSentence(run.metrics!, run.baseline)).toBe(
      'R² 0.930 · off by 12.4 on average · guessing the mean is off by 88.1',
    )
  })

  it('says how good a classification is, beside the largest class', () => {
    const metrics = { kind: 'classification', rows: 'validation', count: 600, accuracy: 0.874, logLoss: 0.31 } as const
    const baseline = {
      words: 'always “no”',
      loss: 0.58,
      metrics: { ...metrics, accuracy: 0.73, logLoss: 0.58 },
      testMetrics: null,
    }
    expect(resultSentence(metrics, baseline)).toBe('87.4 % right · always guessing the largest class: 73.0 %')
    expect(headline(metrics)).toBe('87.4 %')
    expect(headline(null)).toBe('')
  })

  it('never rounds an R² up to a perfect one', () => {
    expect([1, 0.99999, 0.9904, -0.0011, -250, null].map(formatR2)).toEqual([
      '1.000',
      '> 0.999',
      '0.990',
      '−0.001',
      '< −99',
      '–',
    ])
  })
})

describe('R² while it trains', () => {
  it('is what the metrics would say: 1 − loss over variance', () => {
    const targets = [3, 5, 10, 2]
    const mean = targets.reduce((sum, y) => sum + y, 0) / targets.length
    const guess = 6
    const predictions = [3.5, 4, 9, 2.5]
    const mse = (answers: number[]): number =>
      answers.reduce((sum, answer, i) => sum + (answer - targets[i]!) ** 2, 0) / targets.length
    const variance = mse(targets.map(() => mean))
    const baselineLoss = mse(targets.map(() => guess))
    const run = endedRun({
      baseline: {
        words: 'always 6',
        loss: baselineLoss,
        metrics: {
          kind: 'regression',
          rows: 'validation',
          count: 4,
          r2: 1 - baselineLoss / variance,
          mae: 1,
          rmse: 1,
          targets: [],
        },
        testMetrics: null,
      },
    })
    expect(liveR2(run, mse(predictions))).toBeCloseTo(1 - mse(predictions) / variance, 10)
  })

  it('is nothing for a classification, or without a baseline', () => {
    expect(liveR2(endedRun({ loss: 'binary-cross-entropy' }), 0.1)).toBeNull()
    expect(liveR2(endedRun({ baseline: null }), 0.1)).toBeNull()
    expect(liveR2(endedRun(), null)).toBeNull()
  })
})

describe('the time left', () => {
  it('goes by the pace of the last epochs', () => {
    const columns = noEpochs()
    for (let epoch = 1; epoch <= 60; epoch++) {
      columns.epoch.push(epoch)
      columns.seconds.push(epoch <= 10 ? 9 : 0.5)
    }
    expect(secondsLeft({ epochs: 100 }, columns)).toBe(20)
    expect(timeLeft(endedRun({ status: 'running' }), columns)).toBe('20 s')
  })

  it('is not known before the first epoch, and the time taken after the last', () => {
    expect(timeLeft(endedRun({ status: 'running' }), noEpochs())).toBe('–')
    expect(timeLeft(endedRun({ status: 'preparing' }), noEpochs())).toBe('preparing')
    expect(timeLeft(endedRun({ seconds: 75 }), noEpochs())).toBe('1 min 15 s')
  })
})

it('a branch says where it comes from', () => {
  expect(parentWords({ parent: null })).toBeNull()
  expect(parentWords({ parent: { runId: 3, step: 0, epoch: 0 } })).toBe('branch of run 3, from its start')
  expect(parentWords({ parent: { runId: 3, step: 9000, epoch: 1500 } })).toBe('branch of run 3, after epoch 1,500')
})

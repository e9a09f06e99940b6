import { expect, test } from 'vitest'
import { classificationBaseline, regressionBaseline } from '../../../src-main/features/baseline'
import { classificationMetrics, regressionMetrics, targetMetrics } from '../../../src-main/features/metrics'

test('R², MAE and RMSE by hand', () => {
  const metrics = regressionMetrics([targetMetrics('y', [2, 4, 9], [1, 4, 7], 'validation')], 'validation', 3)
  expect(metrics).toMatchObject({ kind: 'regression', rows: 'validation', count: 3, mae: 1 })
  if (metrics.kind !== 'regression') throw new Error('A regression was expected')
  expect(metrics.rmse).toBeCloseTo(Math.sqrt(5 / 3), 12)
  expect(metrics.r2).toBeCloseTo(1 - 5 / 18, 12)
})

test('R² is not defined where all values are the same', () => {
  expect(targetMetrics('y', [2, 3], [5, 5], 'training')).toMatchObject({ r2: null, mae: 2.5 })
})

test('accuracy and log loss by hand, finite even where the truth was given no probability', () => {
  const metrics = classificationMetrics([0.5, 0.25, 0.25, 1, 0, 0], [0, 2], 3, 'validation')
  if (metrics.kind !== 'classification') throw new Error('A classification was expected')
  expect(metrics.accuracy).toBe(0.5)
  expect(metrics.logLoss).toBeCloseTo((Math.log(2) - Math.log(1e-7)) / 2, 9)
})

test('the baseline of a regression guesses the mean of the training rows, judged on the validation rows', () => {
  const rows = { targets: [Float64Array.of(1, 3, 10, 4)], part: Uint8Array.of(0, 0, 1, 1) }
  const target = { name: 'y', columnId: 0, mean: 2, deviation: 2, link: 'identity' } as const
  const baseline = regressionBaseline(rows, [target], { kind: 'mse' })
  expect(baseline.words).toBe('always the mean, 2')
  expect(baseline.metrics).toMatchObject({ rows: 'validation', count: 2, mae: 5 })
  expect(baseline.loss).toBeCloseTo((64 + 4) / 2 / 4, 12)
})

test('the baseline of a classification guesses the most frequent class with the training shares', () => {
  const rows = { targets: [Float64Array.of(0, 1, 1, 1)], part: new Uint8Array(4) }
  const baseline = classificationBaseline(rows, ['no', 'yes'])
  expect(baseline.words).toBe('always “yes”, 75 % of the rows')
  expect(baseline.metrics).toMatchObject({ rows: 'training', accuracy: 0.75 })
  expect(baseline.loss).toBeCloseTo(-(Math.log(0.25) + 3 * Math.log(0.75)) / 4, 12)
})

test('a baseline is judged on the test rows too, where there are some', () => {
  const numbers = { targets: [Float64Array.of(1, 3, 10, 8)], part: Uint8Array.of(0, 0, 1, 2) }
  const target = { name: 'y', columnId: 0, mean: 2, deviation: 2, link: 'identity' } as const
  expect(regressionBaseline(numbers, [target], { kind: 'mse' }).testMetrics).toMatchObject({
    rows: 'test',
    count: 1,
    mae: 6,
  })
  const classes = { targets: [Float64Array.of(1, 1, 0, 1, 0)], part: Uint8Array.of(0, 0, 0, 2, 2) }
  const baseline = classificationBaseline(classes, ['no', 'yes'])
  expect(baseline.testMetrics).toMatchObject({ rows: 'test', count: 2, accuracy: 0.5 })
  expect(classificationBaseline({ ...classes, part: new Uint8Array(5) }, ['no', 'yes']).testMetrics).toBeNull()
})

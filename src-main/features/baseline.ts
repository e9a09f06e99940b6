/** The simplest guess, the same for every row: what a network has to beat. */
import type { Baseline, Metrics } from '../../src-shared/run'
import type { NumberTarget } from './encoding'
import { classificationMetrics, regressionMetrics } from './metrics'
import { group } from './model'

/** Row by row: the target (its number, or the place of its class), and 1 where the row is held back. */
export type TargetRows = { targets: Float64Array; held: Uint8Array }

/** Guesses the mean of the training rows; judged where the run is judged. Loss: MSE in the scaled units of the curve. */
export function regressionBaseline(rows: TargetRows, target: NumberTarget): Baseline {
  const { training, judged, part } = divide(rows)
  const mean = training.reduce((so, value, i) => so + (value - so) / (i + 1), 0)
  const metrics = regressionMetrics(new Float64Array(judged.length).fill(mean), judged, part)
  const rmse = metrics.kind === 'regression' ? metrics.rmse : 0
  const loss = (rmse / target.deviation) ** 2
  return { words: `always the mean, ${round(mean)}`, loss, metrics }
}

/**
 * Guesses the most frequent class, with the training rows' shares as its probabilities: of all guesses that are the
 * same for every row, the one with the smallest cross-entropy, which is also the loss of the curve.
 */
export function classificationBaseline(rows: TargetRows, classes: readonly string[]): Baseline {
  const { training, judged, part } = divide(rows)
  const counts = classes.map(() => 0)
  for (const place of training) counts[place]!++
  const shares = counts.map((count) => count / training.length)
  const probabilities = new Float64Array(judged.length * classes.length)
  for (let i = 0; i < judged.length; i++) probabilities.set(shares, i * classes.length)
  const metrics = classificationMetrics(probabilities, judged, classes.length, part)
  const most = counts.indexOf(Math.max(...counts))
  const loss = metrics.kind === 'classification' ? metrics.logLoss : 0
  return { words: `always “${classes[most]!}”, ${Math.round(shares[most]! * 100)} % of the rows`, loss, metrics }
}

function divide(rows: TargetRows): { training: Float64Array; judged: Float64Array; part: Metrics['rows'] } {
  const training = rows.targets.filter((_, i) => rows.held[i] === 0)
  const validation = rows.targets.filter((_, i) => rows.held[i] === 1)
  if (validation.length === 0) return { training, judged: training, part: 'training' }
  return { training, judged: validation, part: 'validation' }
}

function round(value: number): string {
  return Math.abs(value) >= 1000 ? group(Math.round(value)) : String(Number(value.toPrecision(4)))
}

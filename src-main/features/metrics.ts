/** How good predictions are, in the target's own units. */
import type { Metrics } from '../../src-shared/run'

type Part = Metrics['rows']

/**
 * R² = 1 - Σ(y - ŷ)² / Σ(y - ȳ)², ȳ the mean of these rows; null where their values are all the same. MAE = mean |y - ŷ|.
 * RMSE = √ mean (y - ŷ)².
 */
export function regressionMetrics(predicted: ArrayLike<number>, actual: ArrayLike<number>, rows: Part): Metrics {
  const count = actual.length
  let mean = 0
  for (let i = 0; i < count; i++) mean += (actual[i]! - mean) / (i + 1)
  let [squares, around, absolute] = [0, 0, 0]
  for (let i = 0; i < count; i++) {
    const error = actual[i]! - predicted[i]!
    squares += error * error
    absolute += Math.abs(error)
    around += (actual[i]! - mean) ** 2
  }
  const r2 = around > 0 ? 1 - squares / around : null
  return { kind: 'regression', rows, count, r2, mae: absolute / count, rmse: Math.sqrt(squares / count) }
}

/** A probability of 0 for what happened would make the log loss infinite. */
const leastProbability = 1e-7

/**
 * Accuracy: the share of rows whose most probable class is theirs (of equals, the first). Log loss: mean of -ln p(theirs).
 * `probabilities` is [rows, classes], row-major; `actual` the class of each row.
 */
export function classificationMetrics(
  probabilities: ArrayLike<number>,
  actual: ArrayLike<number>,
  classes: number,
  rows: Part,
): Metrics {
  const count = actual.length
  let [right, loss] = [0, 0]
  for (let i = 0; i < count; i++) {
    const truth = actual[i]!
    if (mostProbable(probabilities, i * classes, classes) === truth) right++
    loss -= Math.log(Math.max(probabilities[i * classes + truth]!, leastProbability))
  }
  return { kind: 'classification', rows, count, accuracy: right / count, logLoss: loss / count }
}

/** The place of the largest of `classes` numbers from `offset` on; of equals, the first. */
export function mostProbable(probabilities: ArrayLike<number>, offset: number, classes: number): number {
  let best = 0
  for (let k = 1; k < classes; k++) {
    if (probabilities[offset + k]! > probabilities[offset + best]!) best = k
  }
  return best
}

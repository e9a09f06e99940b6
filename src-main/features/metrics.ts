/** How good predictions are, in the targets' own units. */
import type { Metrics, MetricsRows, TargetMetrics } from '../../src-shared/run'

/**
 * R² = 1 - Σ(y - ŷ)² / Σ(y - ȳ)², ȳ the mean of these rows; null where their values are all the same. MAE = mean |y - ŷ|.
 * RMSE = √ mean (y - ŷ)².
 */
export function targetMetrics(
  target: string,
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  rows: MetricsRows,
): TargetMetrics {
  const count = actual.length
  let mean = 0
  for (let i = 0; i < count; i++) mean += (actual[i]! - mean) / (i + 1)
  let [squares, around, absolute] = [0, 0, 0]
  const errors = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const error = actual[i]! - predicted[i]!
    errors[i] = error
    squares += error * error
    absolute += Math.abs(error)
    around += (actual[i]! - mean) ** 2
  }
  const r2 = around > 0 ? 1 - squares / around : null
  const interval = rows === 'validation' ? intervalOf(errors) : null
  return { target, r2, mae: absolute / count, rmse: Math.sqrt(squares / count), interval }
}

/** The means over the targets. */
export function regressionMetrics(targets: TargetMetrics[], rows: MetricsRows, count: number): Metrics {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const known = targets.map(({ r2 }) => r2).filter((r2) => r2 !== null)
  return {
    kind: 'regression',
    rows,
    count,
    r2: known.length === targets.length ? mean(known) : null,
    mae: mean(targets.map(({ mae }) => mae)),
    rmse: mean(targets.map(({ rmse }) => rmse)),
    targets,
  }
}

/** Fewer rows say too little about how far off an answer may be. */
const leastForInterval = 20

/**
 * Of the errors of rows that were not learned from: what 10 % lie below and 10 % lie above, so that a new answer is
 * within with a probability of 80 % at least (split conformal prediction, Vovk et al. 2005: the rank is rounded outwards
 * on n + 1). Sorts in place.
 */
function intervalOf(errors: Float64Array): TargetMetrics['interval'] {
  const count = errors.length
  if (count < leastForInterval || errors.some((error) => !Number.isFinite(error))) return null
  const sorted = errors.sort()
  const below = Math.floor((count + 1) * 0.1)
  return { low: sorted[below - 1]!, high: sorted[count - below]! }
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
  rows: MetricsRows,
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

/** The simplest guess, the same for every row: what a network has to beat. */
import { assertNever } from '../../src-shared/errors'
import type { LossRule } from '../../src-shared/recipe'
import type { Baseline, MetricsRows } from '../../src-shared/run'
import { scaleTarget } from './encode-rows'
import type { NumberTarget } from './encoding'
import { classificationMetrics, regressionMetrics, targetMetrics } from './metrics'
import { group } from './model'
import { parts, pick, placesOf } from './split'

/** Row by row: the targets (their numbers, or the place of the class), and the row's part. */
export type TargetRows = { targets: readonly Float64Array[]; part: Uint8Array }

/** What a constant guess is judged by: the loss of the curve. */
export type NumberLoss = Exclude<LossRule, { labelSmoothing: number }>

/**
 * For every target the constant that the loss likes best on the training rows: the mean, the median, the quantile. Judged
 * where the run is judged. `loss` is that of the curve, in its scaled units, averaged over the targets.
 */
export function regressionBaseline(rows: TargetRows, targets: readonly NumberTarget[], loss: NumberLoss): Baseline {
  const places = divide(rows.part)
  const judgedOnes = targets.map((target, k) => {
    const training = pick(rows.targets[k]!, places.training)
    const judged = pick(rows.targets[k]!, places.judged)
    const guess = bestGuess(training, loss)
    const metrics = targetMetrics(target.name, new Float64Array(judged.length).fill(guess), judged, 'training')
    return { guess, metrics, loss: meanLoss(loss, target, guess, judged) }
  })
  const metrics = regressionMetrics(
    judgedOnes.map(({ metrics }) => metrics),
    places.rows,
    places.judged.length,
  )
  const words = judgedOnes.map(({ guess }) => round(guess)).join(' and ')
  const sum = judgedOnes.reduce((so, one) => so + one.loss, 0)
  return { words: `always ${guessName(loss)}, ${words}`, loss: sum / targets.length, metrics }
}

function guessName(loss: NumberLoss): string {
  if (loss.kind === 'mae') return 'the median'
  return loss.kind === 'quantile' ? `the ${round(loss.quantile * 100)} % quantile` : 'the mean'
}

function bestGuess(training: Float64Array, loss: NumberLoss): number {
  if (loss.kind === 'mae') return quantileOf(training, 0.5)
  if (loss.kind === 'quantile') return quantileOf(training, loss.quantile)
  return training.reduce((so, value, i) => so + (value - so) / (i + 1), 0)
}

function quantileOf(values: Float64Array, share: number): number {
  const sorted = values.slice().sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

/** The loss's own formula (program/losses.ts) for a constant output, over these rows. */
function meanLoss(loss: NumberLoss, target: NumberTarget, guess: number, judged: Float64Array): number {
  // A guess of 0 counts has no logarithm: the smallest that float32 tells from it.
  const output = target.link === 'log' ? Math.log(Math.max(guess, 1e-7)) : scaleTarget(target, guess)
  let mean = 0
  for (let i = 0; i < judged.length; i++) {
    mean += (rowLoss(loss, output, scaleTarget(target, judged[i]!)) - mean) / (i + 1)
  }
  return mean
}

function rowLoss(loss: NumberLoss, output: number, target: number): number {
  const error = target - output
  switch (loss.kind) {
    case 'mse':
      return error * error
    case 'mae':
      return Math.abs(error)
    case 'huber': {
      const away = Math.abs(error)
      return away <= loss.delta ? (error * error) / 2 : loss.delta * (away - loss.delta / 2)
    }
    case 'quantile':
      return Math.max(loss.quantile * error, (loss.quantile - 1) * error)
    case 'poisson':
      return Math.exp(output) - target * output
    default:
      return assertNever(loss)
  }
}

/**
 * Guesses the most frequent class, with the training rows' shares as its probabilities: of all guesses that are the
 * same for every row, the one with the smallest cross-entropy, which is also the loss of the curve.
 */
export function classificationBaseline({ targets, part }: TargetRows, classes: readonly string[]): Baseline {
  const places = divide(part)
  const training = pick(targets[0]!, places.training)
  const judged = pick(targets[0]!, places.judged)
  const counts = classes.map(() => 0)
  for (const place of training) counts[place]!++
  const shares = counts.map((count) => count / training.length)
  const probabilities = new Float64Array(judged.length * classes.length)
  for (let i = 0; i < judged.length; i++) probabilities.set(shares, i * classes.length)
  const metrics = classificationMetrics(probabilities, judged, classes.length, places.rows)
  const most = counts.indexOf(Math.max(...counts))
  const loss = metrics.kind === 'classification' ? metrics.logLoss : 0
  return { words: `always “${classes[most]!}”, ${Math.round(shares[most]! * 100)} % of the rows`, loss, metrics }
}

type Divided = { training: Uint32Array; judged: Uint32Array; rows: MetricsRows }

function divide(part: Uint8Array): Divided {
  const training = placesOf(part, parts.training)
  const validation = placesOf(part, parts.validation)
  if (validation.length === 0) return { training, judged: training, rows: 'training' }
  return { training, judged: validation, rows: 'validation' }
}

function round(value: number): string {
  return Math.abs(value) >= 1000 ? group(Math.round(value)) : String(Number(value.toPrecision(4)))
}

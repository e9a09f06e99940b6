/** The simplest guess, the same for every row: what a network has to beat. */
import { assertNever } from '../../src-shared/errors'
import type { LossRule } from '../../src-shared/recipe'
import type { Baseline, Metrics, MetricsRows, TargetMetrics } from '../../src-shared/run'
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
 * where the run is judged, and on the test rows. `loss` is that of the curve, in its scaled units, averaged over the targets.
 */
export function regressionBaseline(rows: TargetRows, targets: readonly NumberTarget[], loss: NumberLoss): Baseline {
  const places = divide(rows.part)
  const guesses = rows.targets.map((values) => bestGuess(pick(values, places.training), loss))
  const judge = (chosen: Uint32Array, part: MetricsRows): Metrics => {
    const own = targets.map(({ name }, k) => guessMetrics(name, guesses[k]!, pick(rows.targets[k]!, chosen)))
    return regressionMetrics(own, part, chosen.length)
  }
  const losses = targets.map((target, k) => meanLoss(loss, target, guesses[k]!, pick(rows.targets[k]!, places.judged)))
  return {
    words: `always ${guessName(loss)}, ${guesses.map(round).join(' and ')}`,
    loss: losses.reduce((sum, one) => sum + one, 0) / targets.length,
    metrics: judge(places.judged, places.rows),
    testMetrics: places.test.length > 0 ? judge(places.test, 'test') : null,
  }
}

/** Without an interval: a guess that is the same for every row is not asked for one. */
function guessMetrics(name: string, guess: number, actual: Float64Array): TargetMetrics {
  return targetMetrics(name, new Float64Array(actual.length).fill(guess), actual, 'training')
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
  const counts = classes.map(() => 0)
  for (const place of training) counts[place]!++
  const shares = counts.map((count) => count / training.length)
  const judge = (chosen: Uint32Array, rows: MetricsRows): Metrics => {
    const probabilities = new Float64Array(chosen.length * classes.length)
    for (let i = 0; i < chosen.length; i++) probabilities.set(shares, i * classes.length)
    return classificationMetrics(probabilities, pick(targets[0]!, chosen), classes.length, rows)
  }
  const metrics = judge(places.judged, places.rows)
  const most = counts.indexOf(Math.max(...counts))
  return {
    words: `always “${classes[most]!}”, ${Math.round(shares[most]! * 100)} % of the rows`,
    loss: metrics.kind === 'classification' ? metrics.logLoss : 0,
    metrics,
    testMetrics: places.test.length > 0 ? judge(places.test, 'test') : null,
  }
}

type Divided = { training: Uint32Array; judged: Uint32Array; rows: MetricsRows; test: Uint32Array }

function divide(part: Uint8Array): Divided {
  const training = placesOf(part, parts.training)
  const validation = placesOf(part, parts.validation)
  const test = placesOf(part, parts.test)
  if (validation.length === 0) return { training, judged: training, rows: 'training', test }
  return { training, judged: validation, rows: 'validation', test }
}

function round(value: number): string {
  return Math.abs(value) >= 1000 ? group(Math.round(value)) : String(Number(value.toPrecision(4)))
}

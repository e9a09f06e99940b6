/** What a run's end came to, as a table shows it: each part of the rows that was judged, beside the simplest guess. */
import type { Metrics, RunSummary, TargetMetrics } from '../../../src-shared/run'
import { formatCount, formatNumber, formatShare } from '../../charts/format'
import { formatR2 } from './words'

type Figure = { name: string; own: string; guess: string }
type JudgedRows = { title: string; figures: Figure[] }

const rowNames = {
  training: 'rows it learned from',
  validation: 'validation rows',
  test: 'test rows, kept for the end',
} satisfies Record<Metrics['rows'], string>

/** Empty before the end. */
export function judgedRows({ metrics, testMetrics, baseline }: RunSummary): JudgedRows[] {
  const parts = [
    { own: metrics, guess: baseline?.metrics ?? null },
    { own: testMetrics, guess: baseline?.testMetrics ?? null },
  ]
  return parts.flatMap(({ own, guess }) => {
    if (own === null) return []
    return [{ title: `${formatCount(own.count)} ${rowNames[own.rows]}`, figures: figuresOf(own, guess) }]
  })
}

/** Why a run that was judged has no figures of test rows. */
export function untestedWords({ metrics, testMetrics, rows }: RunSummary): string | null {
  if (metrics === null || testMetrics !== null) return null
  if (rows.test > 0) return 'The test rows could not be judged: what it says of them is no number.'
  if (rows.validation === 0) return 'No rows were held back: how it does on rows that it has not seen is not known.'
  return 'No test rows: none were kept for the end. The split in the Model view can keep some.'
}

function figuresOf(own: Metrics, guess: Metrics | null): Figure[] {
  if (own.kind === 'classification') {
    const other = guess?.kind === 'classification' ? guess : null
    return [
      { name: 'Accuracy', own: formatShare(own.accuracy), guess: other ? formatShare(other.accuracy) : '–' },
      { name: 'Log loss', own: formatNumber(own.logLoss, 4), guess: other ? formatNumber(other.logLoss, 4) : '–' },
    ]
  }
  const other = guess?.kind === 'regression' ? guess : null
  if (own.targets.length > 1) return own.targets.flatMap((target, k) => ofTarget(target, other?.targets[k] ?? null))
  return [
    { name: 'R²', own: formatR2(own.r2), guess: other ? formatR2(other.r2) : '–' },
    { name: 'Off by (MAE)', own: formatNumber(own.mae, 4), guess: other ? formatNumber(other.mae, 4) : '–' },
    { name: 'Off by (RMSE)', own: formatNumber(own.rmse, 4), guess: other ? formatNumber(other.rmse, 4) : '–' },
  ]
}

/** Of several targets, each has its own. */
function ofTarget(own: TargetMetrics, guess: TargetMetrics | null): Figure[] {
  const off = guess ? formatNumber(guess.mae, 4) : '–'
  return [
    { name: `${own.target}: R²`, own: formatR2(own.r2), guess: guess ? formatR2(guess.r2) : '–' },
    { name: `${own.target}: off by (MAE)`, own: formatNumber(own.mae, 4), guess: off },
  ]
}

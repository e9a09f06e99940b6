/** A run in words: its state, how well it did, how long it takes. */
import type { Baseline, EpochColumns, Metrics, RunStatus, RunSummary } from '../../../src-shared/run'
import { formatCount, formatNumber, formatSeconds, formatShare } from '../../charts/format'

export const statusWords: Record<RunStatus, string> = {
  preparing: 'preparing',
  running: 'running',
  paused: 'paused',
  completed: 'completed',
  stopped: 'stopped',
  diverged: 'diverged',
  failed: 'failed',
}

/** "Run 3" by its place in the project, which never changes while it lives. */
export function runName(run: Pick<RunSummary, 'id'>): string {
  return `Run ${run.id}`
}

/** `from run 1, after epoch 20`: where a branch comes from. */
export function parentWords({ parent }: Pick<RunSummary, 'parent'>): string | null {
  if (parent === null) return null
  const where = parent.epoch === 0 ? 'from its start' : `after epoch ${parent.epoch.toLocaleString('en-US')}`
  return `branch of run ${parent.runId}, ${where}`
}

/** Which weights the figures, the predictions and the exports are of, where that is not plain. */
export function weightsWords({ weights, best, epoch, message }: RunSummary): string | null {
  // A message of an early end says it already.
  if (weights === 'last' || best === null || message !== null) return null
  const which =
    best.epoch === epoch ? 'the last epoch, which was the best' : `epoch ${formatCount(best.epoch)}, the best`
  return `With the weights of ${which}.`
}

/** R², 1 for perfect and 0 for no better than the mean: never rounded up to 1. */
export function formatR2(r2: number | null): string {
  if (r2 === null || !Number.isFinite(r2)) return '–'
  if (r2 < 1 && r2 >= 0.9995) return '> 0.999'
  return r2 < -99 ? '< −99' : r2.toFixed(3).replace('-', '−')
}

/** The one number that says how good a finished run is: "R² 0.934", "87.4 %". */
export function headline(metrics: Metrics | null): string {
  if (metrics === null) return ''
  return metrics.kind === 'regression' ? `R² ${formatR2(metrics.r2)}` : formatShare(metrics.accuracy)
}

/** "R² 0.93 · off by 12.4 on average · guessing the mean is off by 88.1" */
export function resultSentence(metrics: Metrics, baseline: Baseline | null): string {
  const parts =
    metrics.kind === 'regression'
      ? [`R² ${formatR2(metrics.r2)}`, `off by ${formatNumber(metrics.mae, 3)} on average`]
      : [`${formatShare(metrics.accuracy)} right`]
  const guess = baseline?.metrics
  if (guess?.kind === 'regression') parts.push(`guessing the mean is off by ${formatNumber(guess.mae, 3)}`)
  if (guess?.kind === 'classification') parts.push(`always guessing the largest class: ${formatShare(guess.accuracy)}`)
  return parts.join(' · ')
}

/**
 * R² while a regression trains, from the losses alone: the loss and the baseline's loss are both mean squared errors on the
 * same rows and scale, so their ratio carries the baseline's own R² over to the network. null where that can't be said.
 */
export function liveR2(run: RunSummary, validationLoss: number | null): number | null {
  const baseline = run.baseline
  if (run.loss !== 'mse' || baseline?.metrics.kind !== 'regression' || validationLoss === null) return null
  const unexplained = baseline.metrics.r2 === null ? null : 1 - baseline.metrics.r2
  if (unexplained === null || baseline.loss <= 0) return null
  return 1 - (validationLoss / baseline.loss) * unexplained
}

/** Seconds to the planned end at the pace of the last epochs; null before there is one. */
export function secondsLeft(run: Pick<RunSummary, 'epochs'>, columns: EpochColumns): number | null {
  const last = columns.epoch.at(-1)
  if (last === undefined) return null
  const recent = columns.seconds.slice(-50)
  const pace = recent.reduce((sum, seconds) => sum + seconds, 0) / recent.length
  return Math.max(0, run.epochs - last) * pace
}

export function timeLeft(run: RunSummary, columns: EpochColumns): string {
  if (run.status === 'preparing') return 'preparing'
  if (run.status !== 'running' && run.status !== 'paused') return formatSeconds(run.seconds)
  const left = secondsLeft(run, columns)
  return left === null ? '–' : formatSeconds(left)
}

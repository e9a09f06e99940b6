/** Which curves the chart shows: the chosen run's two, or one of each run that is compared; and the same in words. */
import type { EpochColumns, RunSummary } from '../../../src-shared/run'
import type { Curve, CurvePicture } from '../../charts/loss-chart'
import type { Losses, Smoothing } from '../../charts/series'
import { hasEnded } from '../../../src-shared/run'
import { formatCount, formatNumber } from '../../charts/format'
import { bestEpoch, lossAt, smooth } from '../../charts/series'
import { runName } from './words'

export type RunCurve = { run: RunSummary; columns: EpochColumns }
export type PictureOptions = { scale: 'linear' | 'logarithmic'; smoothing: Smoothing }

export function hasValidation(run: Pick<RunSummary, 'rows'>): boolean {
  return run.rows.validation > 0
}

/** A training loss alone mostly falls to the end: its lowest point is worth marking where the run waits for it. */
function judges(run: RunSummary): boolean {
  return hasValidation(run) || run.recipe.earlyStopping !== null
}

/** How far the x axis goes: to the plan while there is one, to the last epoch of a run that ended early. */
function spanOf({ run, columns }: RunCurve): number {
  return hasEnded(run.status) ? (columns.epoch.at(-1) ?? run.epochs) : run.epochs
}

function curveOf(
  label: string,
  style: number,
  { run, columns }: RunCurve,
  losses: Losses,
  smoothing: Smoothing,
): Curve {
  return { label, style, epochs: columns.epoch, values: smooth(losses, smoothing, run.epochs), measured: losses }
}

/** The losses that speak for a run: validation where rows were held back, else training. */
export function speakingLosses({ run, columns }: RunCurve): Losses {
  return hasValidation(run) ? columns.validationLoss : columns.loss
}

export function curvePicture(shown: readonly RunCurve[], options: PictureOptions): CurvePicture {
  const [first, ...others] = shown
  const epochs = Math.max(1, ...shown.map(spanOf))
  if (!first) return { curves: [], epochs, scale: options.scale, baseline: null, best: null }
  if (others.length > 0) {
    const curves = shown.map((one, place) =>
      curveOf(runName(one.run), place, one, speakingLosses(one), options.smoothing),
    )
    return { curves, epochs, scale: options.scale, baseline: null, best: null }
  }
  const { run, columns } = first
  const curves = [curveOf('Training', 0, first, columns.loss, options.smoothing)]
  if (hasValidation(run)) curves.push(curveOf('Validation', 1, first, columns.validationLoss, options.smoothing))
  return {
    curves,
    epochs,
    scale: options.scale,
    baseline: run.baseline && { loss: run.baseline.loss, words: run.baseline.words },
    best: judges(run) ? bestEpoch(columns.epoch, speakingLosses(first)) : null,
  }
}

/** What someone who can't see the curve should know of it. */
export function pictureWords(picture: CurvePicture): string {
  const curves = picture.curves.flatMap(({ label, epochs, measured }) => {
    const from = epochs[0]
    const to = epochs.at(-1)
    if (from === undefined || to === undefined) return []
    const [start, end] = [measured[0] ?? null, measured[epochs.length - 1] ?? null]
    return [
      `${label}: ${formatNumber(start)} at epoch ${formatCount(from)}, ${formatNumber(end)} at epoch ${formatCount(to)}`,
    ]
  })
  if (curves.length === 0) return 'Loss by epoch: nothing yet'
  const best = picture.best
    ? [
        `Best ${picture.curves.length > 1 ? 'validation ' : ''}loss: ${formatNumber(picture.best.value)} at epoch ${formatCount(picture.best.epoch)}`,
      ]
    : []
  const baseline = picture.baseline ? [`${picture.baseline.words}: ${formatNumber(picture.baseline.loss)}`] : []
  return `Loss by epoch. ${[...curves, ...best, ...baseline].join('. ')}`
}

/** The curve as a table: about twenty epochs, evenly spread, with the first, the best and the last. */
export function pictureRows(picture: CurvePicture, most = 20): { epoch: number; losses: (number | null)[] }[] {
  const epochs = picture.curves.reduce<readonly number[]>(
    (longest, { epochs: own }) => (own.length > longest.length ? own : longest),
    [],
  )
  const step = Math.max(1, Math.ceil(epochs.length / most))
  const chosen = new Set(epochs.filter((_, place) => place % step === 0 || place === epochs.length - 1))
  if (picture.best) chosen.add(picture.best.epoch)
  return [...chosen]
    .sort((a, b) => a - b)
    .map((epoch) => ({ epoch, losses: picture.curves.map((curve) => lossAt(curve.epochs, curve.measured, epoch)) }))
}

/** The learning rate over the epochs, to draw and to read out. */
import type { RatePlan } from '../../../src-shared/learning-rate'
import { learningRateAt } from '../../../src-shared/learning-rate'
import { formatNumber, formatTick } from '../../charts/format'

export type RatePoint = { epoch: number; rate: number }
export type Length = { epochs: number; stepsPerEpoch: number }

const mostPoints = 240

/** Steps of an epoch: rows over the batch, rounded up. Without known rows one, which shows the shape all the same. */
export function lengthOf(epochs: number, batchSize: number | 'all', trainingRows: number | null): Length {
  const steps = batchSize === 'all' || trainingRows === null ? 1 : Math.ceil(trainingRows / batchSize)
  return { epochs, stepsPerEpoch: Math.max(1, steps) }
}

/** At most 240 points, the first, the last and the highest step among them; epochs count from 0. */
export function rateCurve(plan: RatePlan, { epochs, stepsPerEpoch }: Length): RatePoint[] {
  const last = epochs * stepsPerEpoch - 1
  const count = Math.min(last + 1, mostPoints)
  const rateAt = (step: number): number => learningRateAt(plan, step, stepsPerEpoch, epochs)
  const steps = Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * last) / (count - 1))))
  const top = steps.reduce((best, step, i) => (rateAt(step) > rateAt(steps[best]!) ? i : best), 0)
  if (top > 0 && top < count - 1) steps[top] = highestBetween(rateAt, steps[top - 1]!, steps[top + 1]!)
  return steps.map((step) => ({ epoch: step / stepsPerEpoch, rate: rateAt(step) }))
}

/** Of a rate that rises and then falls: the step at its top, by thirds. */
function highestBetween(rateAt: (step: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  while (high - low > 2) {
    const third = Math.floor((high - low) / 3)
    if (rateAt(low + third) < rateAt(high - third)) low += third
    else high -= third
  }
  return [low, low + 1, high].reduce((best, step) => (rateAt(step) > rateAt(best) ? step : best))
}

/** "Starts at 0.0002, highest at 0.001 in epoch 6, ends at 0." */
export function curveInWords(plan: RatePlan, points: readonly RatePoint[]): string {
  const [first, last] = [points[0]!, points.at(-1)!]
  const { schedule } = plan
  if (schedule.kind === 'plateau') {
    const least = rateInWords(first.rate * schedule.least)
    return `Starts at ${rateInWords(first.rate)}; each wait in vain lowers it, down to ${least} at most.`
  }
  const top = points.reduce((highest, point) => (point.rate > highest.rate ? point : highest))
  if (top.rate === last.rate && top.rate === first.rate) return `Stays at ${rateInWords(first.rate)}.`
  const peak =
    top === first || top === last ? '' : `highest at ${rateInWords(top.rate)} in epoch ${Math.floor(top.epoch) + 1}, `
  return `Starts at ${rateInWords(first.rate)}, ${peak}ends at ${rateInWords(last.rate)}.`
}

/** 0.001, 4e-5 */
export function rateInWords(rate: number): string {
  return rate !== 0 && rate < 1e-4 ? formatTick(rate) : formatNumber(rate, 3)
}

/** As SVG's `points`; zero lies on the ground, the highest rate at the top. */
export function curvePoints(
  points: readonly RatePoint[],
  epochs: number,
  box: { width: number; height: number },
): string {
  const highest = Math.max(...points.map(({ rate }) => rate))
  const pixels = points.map(({ epoch, rate }) => ({
    x: (epoch / epochs) * box.width,
    y: box.height - (rate / (highest || 1)) * box.height,
  }))
  // The last step's rate holds to the end of its epoch.
  return [...pixels, { x: box.width, y: pixels.at(-1)!.y }]
    .map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
    .join(' ')
}

/**
 * Looking for a learning rate: it rises from step to step, and the loss says where learning is fastest.
 *
 * Smith 2015, "Cyclical learning rates", section 3.3; the suggestion is the steepest descent of the smoothed loss over
 * log rate, as in fastai.
 */
import type { RateSearch } from '../../src-shared/run'

const lowest = 1e-6
const highest = 10
export const searchSteps = 240
/** A loss so many times the best is beyond recovery. */
const hopeless = 8

/** From the lowest to the highest, evenly by their logarithm. */
export function risingRates(steps = searchSteps): number[] {
  const ratio = highest / lowest
  return Array.from({ length: steps }, (_, i) => lowest * ratio ** (i / (steps - 1)))
}

/** Nothing more is to be learned from higher rates. */
export function isHopeless(losses: readonly number[]): boolean {
  const smoothed = smooth(losses)
  const last = smoothed.at(-1) ?? 0
  return !Number.isFinite(losses.at(-1) ?? 0) || (losses.length > 10 && last > hopeless * Math.min(...smoothed))
}

/** @param losses of the first rates, up to one that is not finite */
export function concludeSearch(rates: readonly number[], losses: readonly number[]): RateSearch {
  const diverged = isHopeless(losses)
  const finite = losses.findIndex((loss) => !Number.isFinite(loss))
  const count = finite < 0 ? losses.length : finite
  const [tried, measured] = [rates.slice(0, count), losses.slice(0, count)]
  const smoothed = smooth(measured)
  return { rates: tried, losses: measured, smoothed, suggestion: steepest(tried, smoothed), diverged }
}

/** A batch is a small sample: the mean over a twentieth of the way, half of it before and half after each step. */
function smooth(losses: readonly number[]): number[] {
  const half = Math.max(1, Math.round(searchSteps / 40))
  return losses.map((_, i) => {
    const part = losses.slice(Math.max(0, i - half), i + half + 1)
    return part.reduce((sum, loss) => sum + loss, 0) / part.length
  })
}

/** Before the lowest point: behind it the rate is already too high. Two digits are all that it is worth. */
function steepest(rates: readonly number[], smoothed: readonly number[]): number | null {
  const reach = Math.max(1, Math.round(searchSteps / 40))
  const end = smoothed.indexOf(Math.min(...smoothed))
  let [fastest, place] = [0, -1]
  for (let i = reach; i + reach <= end; i++) {
    const slope = smoothed[i + reach]! - smoothed[i - reach]!
    if (slope < fastest) [fastest, place] = [slope, i]
  }
  return place < 0 ? null : Number(rates[place]!.toPrecision(2))
}

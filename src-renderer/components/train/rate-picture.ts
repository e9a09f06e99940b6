/** The search for a learning rate in pixels: the loss over the rate, the rate by its logarithm. */
import type { RateSearch } from '../../../src-shared/run'

type Box = { width: number; height: number }

export type RatePicture = {
  /** As SVG's `points`. */
  measured: string
  smoothed: string
  /** Each power of ten in sight. */
  ticks: { x: number; rate: number }[]
  low: number
  high: number
  at(rate: number): number
}

export function ratePicture({ rates, losses, smoothed }: RateSearch, { width, height }: Box): RatePicture {
  const [first, last] = [Math.log10(rates[0] ?? 1e-6), Math.log10(rates.at(-1) ?? 10)]
  const low = Math.min(...smoothed)
  // What the loss was at first, and a bit more: how far it explodes at the end says nothing.
  const high = Math.max(low, ...smoothed.slice(0, 10)) + 0.25 * (Math.max(...smoothed.slice(0, 10)) - low || 1)
  const x = (rate: number): number => ((Math.log10(rate) - first) / (last - first || 1)) * width
  const y = (loss: number): number => height - ((Math.min(loss, high) - low) / (high - low)) * height
  const line = (values: readonly number[]): string =>
    values.map((loss, i) => `${x(rates[i]!).toFixed(1)},${y(loss).toFixed(1)}`).join(' ')
  const ticks: RatePicture['ticks'] = []
  for (let power = Math.ceil(first); power <= last; power++) ticks.push({ x: x(10 ** power), rate: 10 ** power })
  return { measured: line(losses), smoothed: line(smoothed), ticks, low, high, at: x }
}

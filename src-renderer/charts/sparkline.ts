/** A curve as small as a word: the points of an SVG polyline. */
import type { Losses } from './series'
import { decimate } from './series'

export type Box = { width: number; height: number }

/** '' where there is nothing to draw. A flat curve lies in the middle; the y axis is logarithmic where it can be. */
export function sparkline(epochs: readonly number[], values: Losses, box: Box): string {
  const [from, to] = [epochs[0] ?? 0, epochs.at(-1) ?? 0]
  const points = decimate(epochs, values, { from, to, buckets: box.width / 2 }).filter((point) =>
    Number.isFinite(point.y),
  )
  if (points.length < 2) return ''
  const level = points.every((point) => point.y > 0) ? Math.log : (y: number) => y
  const levels = points.map((point) => level(point.y))
  const low = Math.min(...levels)
  const high = Math.max(...levels)
  const across = box.width / Math.max(1, to - from)
  return points
    .map((point, i) => {
      const share = high === low ? 0.5 : (levels[i]! - low) / (high - low)
      return `${((point.x - from) * across).toFixed(1)},${(1 + (1 - share) * (box.height - 2)).toFixed(1)}`
    })
    .join(' ')
}

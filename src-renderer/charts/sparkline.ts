/** A curve as small as a word: the points of an SVG polyline. */
import type { Losses } from './series'
import { decimate } from './series'

export type Box = { width: number; height: number }

/** '' where there is nothing to draw. A flat curve lies in the middle; the y axis is logarithmic where it can be. */
export function sparkline(values: Losses, box: Box): string {
  const places = values.map((_, place) => place)
  const points = decimate(places, values, { from: 0, to: values.length, buckets: box.width / 2 }).filter((point) =>
    Number.isFinite(point.y),
  )
  if (points.length < 2) return ''
  const level = points.every((point) => point.y > 0) ? Math.log : (y: number) => y
  const levels = points.map((point) => level(point.y))
  const low = Math.min(...levels)
  const high = Math.max(...levels)
  const across = box.width / Math.max(1, values.length - 1)
  return points
    .map((point, i) => {
      const share = high === low ? 0.5 : (levels[i]! - low) / (high - low)
      return `${(point.x * across).toFixed(1)},${(1 + (1 - share) * (box.height - 2)).toFixed(1)}`
    })
    .join(' ')
}

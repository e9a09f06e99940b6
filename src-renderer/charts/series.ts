/** What happens to a curve between the run and the canvas: smoothing, and keeping only what the pixels can show. */

export type Losses = readonly (number | null)[]
export type CurvePoint = { x: number; y: number }
export type Smoothing = 'off' | 'light' | 'strong'

/**
 * Running mean with exponentially falling weights, freed of the bias towards its start (as in Adam's moments).
 * The window follows the planned length of the run, so that 100 and 100,000 epochs look alike and a growing curve keeps its shape.
 */
export function smooth(values: Losses, smoothing: Smoothing, plannedEpochs: number): Losses {
  if (smoothing === 'off') return values
  const window = smoothing === 'light' ? Math.max(3, plannedEpochs / 100) : Math.max(9, plannedEpochs / 20)
  const keep = 1 - 2 / (window + 1)
  let mean = 0
  let weight = 0
  return values.map((value) => {
    if (value === null) return null
    mean = keep * mean + (1 - keep) * value
    weight = keep * weight + (1 - keep)
    return mean / weight
  })
}

/** The first place in an ascending list whose value is not below `x`. */
export function placeOf(ascending: readonly number[], x: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! < x) low = middle + 1
    else high = middle
  }
  return low
}

export type Window = { from: number; to: number; buckets: number }

/**
 * The points of a window, at most four a bucket: first, least, greatest and last, in their order. No peak is lost.
 * A missing loss becomes one NaN point, which the chart draws as a gap.
 */
export function decimate(epochs: readonly number[], values: Losses, window: Window): CurvePoint[] {
  // One point on each side of the window, so that the line runs out of the picture instead of ending in it.
  const first = Math.max(0, placeOf(epochs, window.from) - 1)
  const end = Math.min(epochs.length, placeOf(epochs, window.to) + 2)
  const count = end - first
  const points: CurvePoint[] = []
  if (count <= window.buckets * 4) {
    for (let i = first; i < end; i++) points.push({ x: epochs[i]!, y: values[i] ?? NaN })
    return points
  }
  for (let bucket = 0; bucket < window.buckets; bucket++) {
    const start = first + Math.floor((bucket * count) / window.buckets)
    const stop = first + Math.floor(((bucket + 1) * count) / window.buckets)
    addBucket(points, epochs, values, start, stop)
  }
  return points
}

function addBucket(points: CurvePoint[], epochs: readonly number[], values: Losses, start: number, stop: number): void {
  let least = -1
  let greatest = -1
  let gap = -1
  for (let i = start; i < stop; i++) {
    const value = values[i] ?? null
    if (value === null) {
      gap = i
      continue
    }
    if (least < 0 || value < values[least]!) least = i
    if (greatest < 0 || value > values[greatest]!) greatest = i
  }
  const places = new Set([start, least, greatest, stop - 1, gap].filter((place) => place >= 0))
  for (const i of [...places].sort((a, b) => a - b)) points.push({ x: epochs[i]!, y: values[i] ?? NaN })
}

/** The epoch with the least loss; the first of equals. null: there is none. */
export function bestEpoch(epochs: readonly number[], values: Losses): { epoch: number; value: number } | null {
  let best: { epoch: number; value: number } | null = null
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null
    if (value !== null && (best === null || value < best.value)) best = { epoch: epochs[i]!, value }
  }
  return best
}

/** The loss at an epoch, or null where the run has none. */
export function lossAt(epochs: readonly number[], values: Losses, epoch: number): number | null {
  const place = placeOf(epochs, epoch)
  return epochs[place] === epoch ? (values[place] ?? null) : null
}

/** Whether a logarithmic axis can show it: every loss above zero. */
export function allPositive(values: Losses): boolean {
  // A plain loop: it runs over 100,000 epochs, 30 times a second.
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? null
    if (value !== null && value <= 0) return false
  }
  return true
}

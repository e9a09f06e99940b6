/** Edges of a histogram that a person can read: round steps for numbers, the calendar's for dates. */

const mostBins = 24

/** At most 24 bins from `min` to `max`; one closed bin where they are equal. */
export function numberEdges(min: number, max: number, whole: boolean): number[] {
  if (min === max) return [min, max]
  const span = max - min
  if (whole && span < mostBins) return range(0, span + 2, (k) => min + k)
  return roundEdges(min, max, whole) ?? evenEdges(min, max)
}

/** Steps of 1, 2 or 5 times a power of ten; null where doubles are too coarse or too small for them. */
function roundEdges(min: number, max: number, whole: boolean): number[] | null {
  const raw = (max - min) / mostBins
  const exponent = Math.floor(Math.log10(raw))
  for (const [digit, power] of [
    [1, 0],
    [2, 0],
    [5, 0],
    [1, 1],
    [2, 1],
  ] as const) {
    const scale = exponent + power
    if (whole && scale < 0) continue
    const at = (k: number): number => (scale < 0 ? (k * digit) / 10 ** -scale : k * digit * 10 ** scale)
    const first = Math.floor(min / at(1))
    const last = Math.max(first + 1, Math.ceil(max / at(1)))
    if (last - first > mostBins) continue
    const edges = range(first, last - first + 1, at)
    return areEdges(edges, min, max) ? edges : null
  }
  return null
}

function areEdges(edges: readonly number[], min: number, max: number): boolean {
  if (edges.some((edge, i) => !Number.isFinite(edge) || (i > 0 && edge <= edges[i - 1]!))) return false
  return edges[0]! <= min && edges.at(-1)! >= max
}

function evenEdges(min: number, max: number): number[] {
  const edges = range(0, mostBins + 1, (k) => min * (1 - k / mostBins) + max * (k / mostBins))
  edges[mostBins] = max
  return edges.filter((edge, i) => i === 0 || edge > edges[i - 1]!)
}

const minute = 60
const hour = 60 * minute
const day = 24 * hour
const fixedSteps = [
  1,
  5,
  15,
  30,
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
]
const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200]

/** Seconds since 1970 in, whole minutes, hours, days, weeks, months or years (UTC) out. */
export function dateEdges(min: number, max: number): number[] {
  if (min === max) return [min, max]
  const step = fixedSteps.find((one) => (max - min) / one <= mostBins - 2)
  if (step !== undefined) return stepEdges(min, max, step, 0)
  // 1970-01-01 was a Thursday: weeks begin four days later.
  if ((max - min) / (7 * day) <= mostBins - 2) return stepEdges(min, max, 7 * day, 4 * day)
  const months = monthSteps.find((one) => (max - min) / (one * 30 * day) <= mostBins - 2)
  const edges = months === undefined ? null : monthEdges(min, max, months)
  return edges !== null && areEdges(edges, min, max) ? edges : numberEdges(min, max, false)
}

function stepEdges(min: number, max: number, step: number, offset: number): number[] {
  const first = Math.floor((min - offset) / step)
  const last = Math.max(first + 1, Math.ceil((max - offset) / step))
  return range(first, last - first + 1, (k) => k * step + offset)
}

function monthEdges(min: number, max: number, months: number): number[] {
  const start = new Date(min * 1000)
  const first = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months)
  const edges: number[] = []
  for (let k = first; edges.length <= mostBins + 2; k++) {
    const edge = new Date(0)
    edge.setUTCFullYear(Math.floor((k * months) / 12), (k * months) % 12, 1)
    edges.push(edge.getTime() / 1000)
    if (edges.at(-1)! >= max && edges.length > 1) return edges
  }
  return edges
}

function range(first: number, count: number, at: (k: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => at(first + i))
}

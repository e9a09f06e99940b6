/** Contour lines of a grid of losses (marching squares), and the levels worth drawing. */
import type { Real } from '../../../src-shared/loop'

/** In cells of the grid: x to the right along a row, y down the rows. */
export type Segment = { x1: number; y1: number; x2: number; y2: number }

/** Losses grow by orders of magnitude: levels lie evenly on the logarithm of what is above the lowest. */
export function contourLevels(losses: readonly (readonly Real[])[], count = 12): number[] {
  const known = losses.flat().filter((value): value is number => value !== null && Number.isFinite(value))
  const low = Math.min(...known)
  const high = Math.max(...known)
  if (known.length === 0 || low === high) return []
  return Array.from({ length: count }, (_, i) => low + (high - low) * shareOf((i + 0.5) / count))
}

/** From an even share to one that crowds near the bottom: 0 → 0, 1 → 1. */
function shareOf(even: number): number {
  return (10 ** (3 * even) - 1) / 999
}

/** The inverse, for the shade of a loss. */
export function shadeOf(loss: number, low: number, high: number): number {
  return high === low ? 0 : Math.log10(1 + (999 * (loss - low)) / (high - low)) / 3
}

/** Cells with a corner that is not finite have no line. */
export function contourSegments(losses: readonly (readonly Real[])[], level: number): Segment[] {
  const segments: Segment[] = []
  for (let y = 0; y + 1 < losses.length; y++) {
    const [upper, lower] = [losses[y]!, losses[y + 1]!]
    for (let x = 0; x + 1 < upper.length; x++) {
      segments.push(...segmentsOfCell([upper[x], upper[x + 1], lower[x + 1], lower[x]], x, y, level))
    }
  }
  return segments
}

/** Corners clockwise from the upper left. */
function segmentsOfCell(corners: readonly (Real | undefined)[], x: number, y: number, level: number): Segment[] {
  if (corners.some((value) => value === null || value === undefined)) return []
  const [a, b, c, d] = corners as [number, number, number, number]
  const crossings: [number, number][] = []
  if (a < level !== b < level) crossings.push([x + (level - a) / (b - a), y])
  if (b < level !== c < level) crossings.push([x + 1, y + (level - b) / (c - b)])
  if (c < level !== d < level) crossings.push([x + 1 - (level - c) / (d - c), y + 1])
  if (d < level !== a < level) crossings.push([x, y + 1 - (level - d) / (a - d)])
  const pairs =
    crossings.length === 4 ? [crossings.slice(0, 2), crossings.slice(2)] : crossings.length === 2 ? [crossings] : []
  return pairs.map(([from, to]) => ({ x1: from![0], y1: from![1], x2: to![0], y2: to![1] }))
}

/** The lowest of the grid, by its place. null where nothing is finite. */
export function lowestOf(losses: readonly (readonly Real[])[]): { row: number; column: number; loss: number } | null {
  let lowest: { row: number; column: number; loss: number } | null = null
  losses.forEach((values, row) =>
    values.forEach((loss, column) => {
      if (loss !== null && (lowest === null || loss < lowest.loss)) lowest = { row, column, loss }
    }),
  )
  return lowest
}

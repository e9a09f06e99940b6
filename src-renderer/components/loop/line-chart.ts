/** The tutorial's line and its points, in pixels. */
import type { LoopLine, Real } from '../../../src-shared/loop'

type Box = { width: number; height: number }
type Ends = { x1: number; y1: number; x2: number; y2: number }
export type LinePicture = {
  points: { x: number; y: number; inBatch: boolean }[]
  before: Ends | null
  after: Ends | null
  x: { low: number; high: number }
  y: { low: number; high: number }
}

/** The frame holds all points and both lines at its ends, and so the whole of what is said. */
export function linePicture({ points, before, after }: LoopLine, box: Box): LinePicture {
  const x = around(points.map((point) => point.x))
  const at = (line: LoopLine['before'], value: number): number | null =>
    line.slope === null || line.intercept === null ? null : line.slope * value + line.intercept
  const ends = [before, after].flatMap((line) => [at(line, x.low), at(line, x.high)])
  const y = around([...points.map((point) => point.y), ...ends.filter((value): value is number => value !== null)])
  const px = (value: number): number => ((value - x.low) / (x.high - x.low)) * box.width
  const py = (value: number): number => box.height - ((value - y.low) / (y.high - y.low)) * box.height
  const drawn = (from: Real, to: Real): Ends | null =>
    from === null || to === null ? null : { x1: 0, y1: py(from), x2: box.width, y2: py(to) }
  return {
    points: points.map((point) => ({ x: px(point.x), y: py(point.y), inBatch: point.inBatch })),
    before: drawn(ends[0] ?? null, ends[1] ?? null),
    after: drawn(ends[2] ?? null, ends[3] ?? null),
    x,
    y,
  }
}

function around(values: readonly number[]): { low: number; high: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = (high - low || Math.abs(high) || 1) * 0.08
  return { low: low - room, high: high + room }
}

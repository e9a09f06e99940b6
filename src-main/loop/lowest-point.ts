/**
 * The lowest point of a loss that is a parabola in its one or two parameters (a linear model with MSE), from six of its
 * values: so that the picture shows the goal and not only the way.
 */
import type { Plane, StepRows } from '../engines/engine'
import type { Walk } from './walk'

/** null: there is none, as the rows leave it open. */
export async function lowestPoint(
  { inspection, state }: Walk,
  plane: Plane,
  rows: StepRows,
  total: number,
): Promise<number[] | null> {
  const at = Float64Array.of(0, 0, 1, 0, -1, 0, 0, 1, 0, -1, 1, 1)
  const [zero, right, left, up, down, both] = await inspection.lossesOn(state, plane, at, rows)
  const slope = [(right! - left!) / 2, (up! - down!) / 2]
  const [xx, yy] = [right! - 2 * zero! + left!, up! - 2 * zero! + down!]
  if (total === 1) return isDefinite(xx, zero!) ? [-slope[0]! / xx] : null
  const xy = both! - right! - up! + zero!
  const determinant = xx * yy - xy * xy
  if (!isDefinite(determinant, xx * yy)) return null
  return [(xy * slope[1]! - yy * slope[0]!) / determinant, (xy * slope[0]! - xx * slope[1]!) / determinant]
}

/** Not zero but for rounding. */
function isDefinite(value: number, size: number): boolean {
  return value > 1e-9 * Math.abs(size)
}

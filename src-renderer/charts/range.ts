/** From which loss to which the y axis runs. */
import type { CurvePoint } from './series'

export type LossRange = { min: number; max: number }

/**
 * Room for every point, and for the baseline where that does not squeeze the curves: a guess many times worse than
 * the worst epoch is said in words instead.
 */
export function lossRange(
  curves: readonly (readonly CurvePoint[])[],
  view: { scale: 'linear' | 'logarithmic'; baseline: { loss: number } | null },
): LossRange {
  const logarithmic = view.scale === 'logarithmic'
  let low = Infinity
  let high = -Infinity
  for (const points of curves) {
    for (const { y } of points) {
      if (!Number.isFinite(y) || (logarithmic && y <= 0)) continue
      if (y < low) low = y
      if (y > high) high = y
    }
  }
  if (low > high) return logarithmic ? { min: 0.1, max: 1 } : { min: 0, max: 1 }
  const baseline = view.baseline?.loss
  if (baseline !== undefined && baseline > 0 && baseline < (logarithmic ? high * 100 : high * 3)) {
    low = Math.min(low, baseline)
    high = Math.max(high, baseline)
  }
  return logarithmic ? { min: low / 1.25, max: high * 1.25 } : linearRange(low, high)
}

/** From zero, unless the curve is so flat that zero would hide its shape. */
function linearRange(low: number, high: number): LossRange {
  const span = high - low
  if (span === 0) return low === 0 ? { min: 0, max: 1 } : { min: Math.min(0, low * 2), max: Math.max(0, low * 2) }
  const min = low >= 0 && span > high * 0.25 ? 0 : low - span * 0.08
  return { min: low >= 0 ? Math.max(0, min) : min, max: high + span * 0.08 }
}

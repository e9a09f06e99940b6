/** How many digits of an answer mean something, by how far off it may well be. */

const most = 6

/**
 * Significant digits of `value`: those that the interval leaves standing, and one more. 5.72632 between 4.8 and 6.6 → 3;
 * without an interval, or with one of no width, all that are ever shown.
 */
export function meaningfulDigits(value: number, interval: { low: number; high: number } | null): number {
  const half = interval === null ? 0 : (interval.high - interval.low) / 2
  if (!(half > 0) || value === 0 || !Number.isFinite(value)) return most
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1
  const decimals = 1 - Math.floor(Math.log10(half))
  return Math.min(most, Math.max(1, whole + decimals))
}

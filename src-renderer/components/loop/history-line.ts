/** Where the points of a small chart lie. */
import type { Real } from '../../../src-shared/loop'

export type HistoryLine = { points: { step: number; x: number; y: number }[]; low: number; high: number }

/** Values that are missing or not finite leave no point; a flat line lies in the middle. */
export function historyLine(
  steps: readonly number[],
  values: readonly Real[],
  box: { width: number; height: number },
): HistoryLine {
  const known = steps.flatMap((step, i) => {
    const value = values[i]
    return value === null || value === undefined || !Number.isFinite(value) ? [] : [{ step, value }]
  })
  if (known.length === 0) return { points: [], low: 0, high: 0 }
  const low = Math.min(...known.map(({ value }) => value))
  const high = Math.max(...known.map(({ value }) => value))
  const [from, to] = [known[0]!.step, known.at(-1)!.step]
  const points = known.map(({ step, value }) => ({
    step,
    x: round(to === from ? box.width / 2 : ((step - from) / (to - from)) * box.width),
    y: round(high === low ? box.height / 2 : (1 - (value - low) / (high - low)) * box.height),
  }))
  return { points, low, high }
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10
}

/** What a column of numbers is scaled and filled by. */

export type ColumnStats = {
  mean: number
  /** Positive: 1 for a constant, which so contributes 0. */
  deviation: number
  median: number
  min: number
  max: number
  decimals: number
}

/**
 * Of finite values; of none, zeros. Reorders them.
 *
 * Mean and sum of squares after Welford 1962: one value at a time, without cancellation. Row after row and not as a
 * parallel SQL aggregate, whose last bits depend on its threads: the same seed must give the same bytes.
 */
export function measureColumn(values: Float64Array): ColumnStats {
  if (values.length === 0) return { mean: 0, deviation: 1, median: 0, min: 0, max: 0, decimals: 0 }
  let [mean, squares, min, max] = [0, 0, Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    const away = value - mean
    mean += away / (i + 1)
    squares += away * (value - mean)
    if (value < min) min = value
    if (value > max) max = value
  }
  const scale = scaleOf(mean, Math.sqrt(squares / values.length), min, max)
  return { ...scale, min, max, decimals: mostDecimals(values), median: medianOf(values) }
}

/** The population's deviation. Where the squares of huge values overflow, the largest magnitude is the scale. */
function scaleOf(mean: number, deviation: number, min: number, max: number): { mean: number; deviation: number } {
  if (!Number.isFinite(mean) || !Number.isFinite(deviation)) {
    return { mean: 0, deviation: Math.max(Math.abs(min), Math.abs(max)) }
  }
  return { mean, deviation: deviation > 0 ? deviation : 1 }
}

/** The middle value, or the mean of the two. */
function medianOf(values: Float64Array): number {
  const upper = values.length >> 1
  const middle = select(values, upper)
  if (values.length % 2 === 1) return middle
  let below = -Infinity
  for (let i = 0; i < upper; i++) if (values[i]! > below) below = values[i]!
  return below / 2 + middle / 2
}

/** Hoare 1961: moves the value with `place` smaller ones to that place, those before it none larger. */
function select(values: Float64Array, place: number): number {
  let [first, last] = [0, values.length - 1]
  let random = 12_345
  while (first < last) {
    // A pivot from a fixed sequence: no order that data come in makes this slow.
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0
    const pivot = values[first + (random % (last - first + 1))]!
    let [i, j] = [first, last]
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i > j) break
      const value = values[i]!
      values[i++] = values[j]!
      values[j--] = value
    }
    if (place <= j) last = j
    else if (place >= i) first = i
    else break
  }
  return values[place]!
}

/** Values whose decimals are counted: turning a number into text is slow. */
const decimalsFrom = 1000

function mostDecimals(values: Float64Array): number {
  return values.subarray(0, decimalsFrom).reduce((most, value) => Math.max(most, countDecimals(value)), 0)
}

function countDecimals(value: number): number {
  if (Number.isInteger(value)) return 0
  const [digits, exponent] = String(value).split('e')
  const places = (digits!.split('.')[1]?.length ?? 0) - Number(exponent ?? 0)
  return Math.min(17, Math.max(0, places))
}

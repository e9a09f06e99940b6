/** What a column of numbers is scaled and filled by. */
import { select } from './select'

export type ColumnStats = {
  mean: number
  /** Positive: 1 for a constant, which so contributes 0. */
  deviation: number
  median: number
  min: number
  max: number
  decimals: number
}

/** Values that a median is taken of at most. */
const mostSampled = 65_536

/** Values that are added up at once. */
const blockSize = 1024

/**
 * Measures a column that comes in pieces, NaN for none, in one pass and without keeping it.
 *
 * Blocks of values are measured by themselves and joined after Chan, Golub and LeVeque 1979: no cancellation, however far
 * the values are from zero. A block is so many values, not what the database gives at once, and nothing is left to a
 * parallel SQL aggregate: the same rows must give the same bytes, however they are stored and read. The median is of every
 * value, or, of more than the sample holds, of evenly spaced ones among them.
 */
export class ColumnMeter {
  #count = 0
  #mean = 0
  #squares = 0
  #min = Infinity
  #max = -Infinity
  readonly #block = new Float64Array(blockSize)
  #filled = 0
  readonly #every: number
  /** How many values are left out before the next one of the sample. */
  #skip = 0
  readonly #sample: Float64Array
  #sampled = 0

  /** @param most values that come at most */
  constructor(most: number, sampleSize = mostSampled) {
    this.#every = Math.max(1, Math.ceil(most / sampleSize))
    this.#sample = new Float64Array(Math.ceil(most / this.#every))
  }

  /** Those of `values` that stand `ahead` of the first `length` places. */
  add(values: Float64Array, places: Uint32Array, length: number, ahead = 0): void {
    const block = this.#block
    let filled = this.#filled
    for (let k = 0; k < length; k++) {
      const value = values[places[k]! + ahead]!
      if (value !== value) continue
      block[filled++] = value
      if (filled === blockSize) {
        this.#join(filled)
        filled = 0
      }
    }
    this.#filled = filled
  }

  /** Of no values, zeros. Reorders the sample: to be asked once, at the end. */
  stats(): ColumnStats {
    if (this.#filled > 0) this.#join(this.#filled)
    if (this.#count === 0) return { mean: 0, deviation: 1, median: 0, min: 0, max: 0, decimals: 0 }
    const sample = this.#sample.subarray(0, this.#sampled)
    const [min, max] = [this.#min, this.#max]
    const scale = scaleOf(this.#mean, Math.sqrt(this.#squares / this.#count), min, max)
    return { ...scale, min, max, decimals: mostDecimals(sample), median: medianOf(sample) }
  }

  #join(size: number): void {
    const { mean, squares, min, max } = measureBlock(this.#block, size)
    this.#min = Math.min(this.#min, min)
    this.#max = Math.max(this.#max, max)
    const count = this.#count + size
    const apart = mean - this.#mean
    this.#mean += (apart * size) / count
    this.#squares += squares + ((apart * apart * this.#count) / count) * size
    this.#count = count
    this.#min = min
    this.#max = max
    for (; this.#skip < size; this.#skip += this.#every) this.#sample[this.#sampled++] = this.#block[this.#skip]!
    this.#skip -= size
  }
}

/**
 * Mean, Σ (value − mean)² and range of the first values of a block. Four sums run side by side: where there is one, each
 * addition waits for the one before it, which takes three times as long. Nothing in the loops is an array or an object:
 * one for every four values of a large table is half a gigabyte to clear away.
 */
function measureBlock(block: Float64Array, size: number): { mean: number; squares: number; min: number; max: number } {
  const fours = size - (size % 4)
  const mean = sumOf(block, size, fours) / size
  return { mean, squares: squaresOf(block, size, fours, mean), ...rangeOf(block, size) }
}

function sumOf(block: Float64Array, size: number, fours: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < fours; i += 4) {
    a += block[i]!
    b += block[i + 1]!
    c += block[i + 2]!
    d += block[i + 3]!
  }
  for (let i = fours; i < size; i++) a += block[i]!
  return a + b + (c + d)
}

function squaresOf(block: Float64Array, size: number, fours: number, mean: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < fours; i += 4) {
    a += (block[i]! - mean) ** 2
    b += (block[i + 1]! - mean) ** 2
    c += (block[i + 2]! - mean) ** 2
    d += (block[i + 3]! - mean) ** 2
  }
  for (let i = fours; i < size; i++) a += (block[i]! - mean) ** 2
  return a + b + (c + d)
}

function rangeOf(block: Float64Array, size: number): { min: number; max: number } {
  let min = Infinity
  let max = -Infinity
  for (let i = 0; i < size; i++) {
    const value = block[i]!
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min, max }
}

/** Of finite values, all at hand. */
export function measureColumn(values: Float64Array): ColumnStats {
  const meter = new ColumnMeter(values.length, Math.max(1, values.length))
  const places = new Uint32Array(values.length)
  for (let i = 0; i < places.length; i++) places[i] = i
  meter.add(values, places, values.length)
  return meter.stats()
}

/** The population's deviation. Where the squares of huge values overflow, the largest magnitude is the scale. */
function scaleOf(mean: number, deviation: number, min: number, max: number): { mean: number; deviation: number } {
  if (min === max) return { mean: min, deviation: 1 }
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

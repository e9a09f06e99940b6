/** Rows of numbers as the database gives them → the network's inputs, the same bit by bit as `encodeRows` makes of one row. */
import type { Put } from './encode-rows'
import { putOf } from './encode-rows'
import type { FeatureEncoding, NumberFeature } from './encoding'
import { inputsOf } from './encoding'
import { parts } from './split'

/** Where the rows of a chunk go: which part, and from which of its floats on, which are zero. */
export type ChunkPlaces = { places: Uint32Array; part: Uint8Array; into: readonly Float32Array[] }

/** `from`: where its number stands in a row of the chunk; `at`: where its inputs stand in a row of the data. */
type Placed<F> = { feature: F; from: number; at: number }

/** Prepared once, for many chunks. A row of them is an id and then a number for each feature. */
export class ChunkEncoder {
  /** Numbers to a row of a chunk. */
  readonly width: number
  readonly #plain: PlainNumbers
  readonly #others: { put: Put; from: number; at: number }[]

  constructor(features: readonly FeatureEncoding[]) {
    this.width = features.length + 1
    let at = 0
    const placed = features.map((feature, j): Placed<FeatureEncoding> => {
      const one = { feature, from: j + 1, at }
      at += inputsOf(feature)
      return one
    })
    this.#plain = new PlainNumbers(placed.filter(isPlain))
    const others = placed.filter((one) => !isPlain(one))
    this.#others = others.map((one) => ({ put: putOf(one.feature), from: one.from, at: one.at }))
  }

  put(values: Float64Array, chunk: ChunkPlaces): void {
    this.#plain.put(values, this.width, chunk)
    const { places, part, into } = chunk
    // Column after column: a loop that calls one function a million times is a fast one.
    for (const { put, from, at } of this.#others) {
      for (let i = 0; i < part.length; i++) put(into[part[i]!]!, places[i]! + at, values[i * this.width + from]!)
    }
  }
}

function isPlain(one: Placed<FeatureEncoding>): one is Placed<NumberFeature> {
  return one.feature.kind === 'number' && !one.feature.flagged
}

/**
 * Numbers without a flag, as most columns are: what `putOf` does to them, row after row without a call for each, which is
 * three quarters of the time of a table of numbers.
 */
class PlainNumbers {
  readonly #from: Uint32Array
  readonly #at: Uint32Array
  readonly #fill: Float64Array
  readonly #mean: Float64Array
  readonly #deviation: Float64Array

  constructor(placed: readonly Placed<NumberFeature>[]) {
    this.#from = Uint32Array.from(placed, ({ from }) => from)
    this.#at = Uint32Array.from(placed, ({ at }) => at)
    this.#fill = Float64Array.from(placed, ({ feature }) => feature.fill)
    this.#mean = Float64Array.from(placed, ({ feature }) => feature.mean)
    this.#deviation = Float64Array.from(placed, ({ feature }) => feature.deviation)
  }

  put(values: Float64Array, width: number, { places, part, into }: ChunkPlaces): void {
    const [from, at] = [this.#from, this.#at]
    const [fill, mean, deviation] = [this.#fill, this.#mean, this.#deviation]
    const [training, validation, test] = into as [Float32Array, Float32Array, Float32Array]
    for (let i = 0; i < part.length; i++) {
      const buffer = part[i] === parts.training ? training : part[i] === parts.validation ? validation : test
      const [row, place] = [i * width, places[i]!]
      for (let k = 0; k < from.length; k++) {
        const value = values[row + from[k]!]!
        buffer[place + at[k]!] = ((Number.isNaN(value) ? fill[k]! : value) - mean[k]!) / deviation[k]!
      }
    }
  }
}

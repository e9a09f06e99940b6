/** Rows one at a time, for predictions: the same numbers, bit by bit, as in training. */
import type { ClassTarget, Encoding, FeatureEncoding, NumberFeature, NumberTarget } from './encoding'
import { countInputs, inputsOf } from './encoding'

/** One value per feature of the encoding, in its order; null is missing. */
export type RawRow = readonly (number | string | null)[]

export type RowEncoder = {
  inputs: number
  /** [rows, inputs], row-major. */
  encode(rows: readonly RawRow[]): Float32Array
}

/** The one place where a number becomes an input; in double, rounded to float32 by whoever stores it. */
export function scaleNumber(feature: NumberFeature, value: number): number {
  return ((Number.isNaN(value) ? feature.fill : value) - feature.mean) / feature.deviation
}

/** Prepared once, for many rows. */
export function createRowEncoder(encoding: Encoding): RowEncoder {
  const inputs = countInputs(encoding)
  const columns = encoding.features.map(prepare)
  return {
    inputs,
    encode(rows) {
      const encoded = new Float32Array(rows.length * inputs)
      rows.forEach((row, i) => {
        let offset = i * inputs
        columns.forEach(({ put, width }, j) => {
          put(encoded, offset, row[j] ?? null)
          offset += width
        })
      })
      return encoded
    },
  }
}

export function encodeRows(encoding: Encoding, rows: readonly RawRow[]): Float32Array {
  return createRowEncoder(encoding).encode(rows)
}

export function encodeRow(encoding: Encoding, row: RawRow): Float32Array {
  return encodeRows(encoding, [row])
}

type Value = RawRow[number]
type PreparedColumn = { width: number; put: (encoded: Float32Array, offset: number, value: Value) => void }

function prepare(feature: FeatureEncoding): PreparedColumn {
  if (feature.kind === 'number') {
    return {
      width: 1,
      put(encoded, offset, value) {
        encoded[offset] = scaleNumber(feature, typeof value === 'number' ? value : NaN)
      },
    }
  }
  const places = new Map(feature.categories.map((category, place) => [category, place]))
  return {
    width: inputsOf(feature),
    put(encoded, offset, value) {
      const place = value === null ? undefined : places.get(String(value))
      encoded[offset + (place ?? feature.categories.length)] = 1
    },
  }
}

/** A network's output for a number target, in the target's units. */
export function decodeNumber(target: NumberTarget, output: number): number {
  return output * target.deviation + target.mean
}

/** [rows, outputs] of probabilities → [rows, classes]. */
export function decodeProbabilities(target: ClassTarget, outputs: Float32Array): Float32Array {
  if (target.outputs > 1) return outputs
  const probabilities = new Float32Array(outputs.length * 2)
  outputs.forEach((second, i) => {
    probabilities[2 * i] = 1 - second
    probabilities[2 * i + 1] = second
  })
  return probabilities
}

/** Rows one at a time, for predictions: the same numbers, bit by bit, as in training. */
import type { ClassTarget, DateFeature, Encoding, FeatureEncoding, NumberTarget } from './encoding'
import { assertNever } from '../../src-shared/errors'
import { circleOf, plainArithmetic } from './date-parts'
import { countInputs, inputsOf } from './encoding'

/** One value per feature of the encoding, in its order: the number that its kind reads, a category's text; null is missing. */
export type RawRow = readonly (number | string | null)[]

export type RowEncoder = {
  inputs: number
  /** [rows, inputs], row-major. */
  encode(rows: readonly RawRow[]): Float32Array
}

/** Puts a feature's inputs at a place of zeros: of its number (NaN: missing), or of the place of its category. */
export type Put = (into: Float32Array, at: number, value: number) => void

/** The one place where a value becomes inputs; in double, rounded to float32 by the array. */
export function putOf(feature: FeatureEncoding): Put {
  if (feature.kind === 'category') {
    return (into, at, place) => {
      into[at + place] = 1
    }
  }
  const put = putNumber(feature)
  const { fill, flagged } = feature
  const flag = inputsOf(feature) - 1
  return (into, at, value) => {
    const missing = Number.isNaN(value)
    put(into, at, missing ? fill : value)
    if (flagged && missing) into[at + flag] = 1
  }
}

function putNumber(feature: Exclude<FeatureEncoding, { kind: 'category' }>): Put {
  switch (feature.kind) {
    case 'number':
    case 'ordered':
      return (into, at, value) => {
        into[at] = (value - feature.mean) / feature.deviation
      }
    case 'boolean':
      return (into, at, value) => {
        into[at] = value
      }
    case 'date':
      return putDate(feature)
    default:
      return assertNever(feature)
  }
}

function putDate({ mean, deviation, cycles }: DateFeature): Put {
  return (into, at, seconds) => {
    into[at] = (seconds - mean) / deviation
    for (let k = 0; k < cycles.length; k++) {
      const [sine, cosine] = circleOf(plainArithmetic, cycles[k]!, seconds)
      into[at + 1 + 2 * k] = sine
      into[at + 2 + 2 * k] = cosine
    }
  }
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
        columns.forEach(({ put, numberOf, width }, j) => {
          put(encoded, offset, numberOf(row[j] ?? null))
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

type PreparedColumn = { width: number; put: Put; numberOf: (value: RawRow[number]) => number }

function prepare(feature: FeatureEncoding): PreparedColumn {
  const prepared = { width: inputsOf(feature), put: putOf(feature) }
  if (feature.kind !== 'category')
    return { ...prepared, numberOf: (value) => (typeof value === 'number' ? value : NaN) }
  const places = new Map(feature.categories.map((category, place) => [category, place]))
  const unseen = feature.categories.length
  return { ...prepared, numberOf: (value) => (value === null ? unseen : (places.get(String(value)) ?? unseen)) }
}

/** A network's answer for a number target, or a scaled target, in the target's units. */
export function decodeNumber({ mean, deviation }: Pick<NumberTarget, 'mean' | 'deviation'>, scaled: number): number {
  return scaled * deviation + mean
}

/** A value as the network is to give it. */
export function scaleTarget({ mean, deviation }: Pick<NumberTarget, 'mean' | 'deviation'>, value: number): number {
  return (value - mean) / deviation
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

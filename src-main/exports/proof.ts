/**
 * The proof of an export: the written file, run by onnxruntime from raw values, must say what the app itself says, row by
 * row. Only then is it called done.
 */
import { readFile } from 'node:fs/promises'
import type { ExportProof } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import type { Elements, Feed } from '../engines/compiled-program'
import { NativeSession } from '../engines/onnx/native-session'
import type { RawRow } from '../features/encode-rows'
import type { Encoding, TargetEncoding } from '../features/encoding'
import type { Answer } from '../training/predictor'
import type { OnnxNames } from './onnx'
import { inputType, onnxNames } from './onnx'
import type { RawColumns } from './project-rows'

/** How far apart two answers may be: a share of the number and of the target's spread; or of a probability. */
const tolerance = 1e-4

/** The app's own predictions. */
export type Predict = (rows: readonly RawRow[]) => Promise<Answer[]>

/** Calls back with chunk after chunk, as `readProjectRows` does. */
export type Rows = (take: (chunk: RawColumns) => Promise<void>) => Promise<void>

/**
 * Runs the file on every row and compares.
 *
 * @throws EpochwiseError export.mismatch when an answer differs by more than the tolerance
 */
export async function proveExport(
  file: string,
  encoding: Encoding,
  predict: Predict,
  rows: Rows,
): Promise<ExportProof> {
  const exported = await NativeSession.open(await readFile(file), { threads: 1 })
  const names = onnxNames(encoding)
  let [count, largest] = [0, 0]
  try {
    await rows(async (chunk) => {
      const theirs = await exported.run(feeds(encoding, names, chunk))
      const ours = await predict(rawRows(encoding, chunk))
      for (const [row, answer] of ours.entries()) {
        const { apart, allowed } = compare(encoding.target, names, answer, theirs, row)
        if (!(apart <= allowed)) throw mismatch(count + row + 1, apart)
        largest = Math.max(largest, apart)
      }
      count += chunk.rows
    })
  } finally {
    await exported.close()
  }
  return { rows: count, largestDifference: largest, words: inWords(count, largest) }
}

/** Columns → the file's inputs, [rows, 1] each. */
function feeds({ features }: Encoding, { inputs }: OnnxNames, { rows, columns }: RawColumns): Record<string, Feed> {
  const shape = [rows, 1]
  return Object.fromEntries(
    features.map((feature, i) => {
      const column = columns[i]!
      const single = inputType(feature) === 'float32'
      return [inputs[i]!, { data: single ? Float32Array.from(column as Float64Array) : column, shape }]
    }),
  )
}

/** Columns → rows as the app's own predictions take them. */
function rawRows({ features }: Encoding, { rows, columns }: RawColumns): (number | string | null)[][] {
  const readers = features.map((feature) => (value: number | string): number | string | null => {
    if (value === '' || Number.isNaN(value)) return null
    if (feature.kind !== 'ordered') return value
    const place = feature.order.indexOf(String(value))
    return place < 0 ? null : place
  })
  return Array.from({ length: rows }, (_, row) => columns.map((column, j) => readers[j]!(column[row]!)))
}

/** A label that the app finds clearly less likely than its own counts as a whole 1 apart. */
function compare(
  target: TargetEncoding,
  names: OnnxNames,
  own: Answer,
  theirs: Record<string, Elements>,
  row: number,
): Compared {
  if (target.kind === 'numbers' && own.kind === 'regression') {
    const found = own.values.map((value, k) => {
      const apart = Math.abs(Number(theirs[names.predictions[k]!]![row]) - value)
      return { apart, allowed: tolerance * (Math.abs(value) + target.columns[k]!.deviation) }
    })
    return found.find(({ apart, allowed }) => !(apart <= allowed)) ?? found.reduce(farther)
  }
  const predicted = theirs[names.predictions[0]!]![row]!
  if (target.kind !== 'classes' || own.kind !== 'classification') throw new Error('An answer of another kind.')
  const chosen = own.probabilities[target.classes.indexOf(String(predicted))] ?? -1
  if (Math.max(...own.probabilities) - chosen > tolerance) return { apart: 1, allowed: tolerance }
  const differences = own.probabilities.map((probability, i) =>
    Math.abs(Number(theirs[names.probabilities[i]!]![row]) - probability),
  )
  return { apart: Math.max(...differences), allowed: tolerance }
}

type Compared = { apart: number; allowed: number }

function farther(one: Compared, other: Compared): Compared {
  return other.apart > one.apart ? other : one
}

function mismatch(row: number, apart: number): EpochwiseError {
  return new EpochwiseError(
    'export.mismatch',
    `The exported file does not say what the app says: at row ${row} they are ${apart.toPrecision(3)} apart. Nothing was written. Train again, or report this.`,
    { row },
  )
}

function inWords(rows: number, largest: number): string {
  const difference = largest === 0 ? 'not different at all' : `at most ${largest.toPrecision(2)} apart`
  return `Ran the file on ${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}: its answers and the app's own are ${difference}.`
}

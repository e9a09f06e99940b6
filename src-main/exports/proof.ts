/**
 * The proof of an export: the written file, run by onnxruntime from raw values, must say what the app itself says, row by
 * row. Only then is it called done.
 */
import { readFile } from 'node:fs/promises'
import type { ExportProof } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import { createOnnxEngine } from '../engines/onnx/onnx-engine'
import type { Elements, Feed } from '../engines/onnx/native-session'
import { NativeSession } from '../engines/onnx/native-session'
import { decodeNumber, decodeProbabilities, encodeRows } from '../features/encode-rows'
import type { ClassTarget, Encoding, NumberTarget, TargetEncoding } from '../features/encoding'
import type { OnnxNames, TrainedModel } from './onnx'
import { numberType, onnxNames, taskOf } from './onnx'
import type { RawColumns } from './project-rows'

/** How far apart two answers may be: a share of the number and of the target's spread; or of a probability. */
const tolerance = 1e-4

export type Rows = (take: (chunk: RawColumns) => Promise<void>) => Promise<void>

/**
 * Runs the file on every row and compares.
 *
 * @param rows calls back with chunk after chunk, as `readProjectRows` does
 * @throws EpochwiseError export.mismatch when an answer differs by more than the tolerance
 */
export async function proveExport(file: string, model: TrainedModel, rows: Rows): Promise<ExportProof> {
  const { encoding } = model
  const exported = await NativeSession.open(await readFile(file), { threads: 1 })
  const own = await createOnnxEngine().startInference(model.network, taskOf(encoding), model.parameters)
  const names = onnxNames(encoding)
  const compare = comparison(encoding.target, names)
  let [count, largest] = [0, 0]
  try {
    await rows(async (chunk) => {
      const theirs = await exported.run(feeds(encoding, names, chunk))
      const ours = await own.run(encodeRows(encoding, rawRows(chunk)), chunk.rows)
      const differences = compare(ours, theirs)
      for (let row = 0; row < chunk.rows; row++) {
        const { apart, allowed } = differences(row)
        if (!(apart <= allowed)) throw mismatch(count + row + 1, apart)
        largest = Math.max(largest, apart)
      }
      count += chunk.rows
    })
  } finally {
    await exported.close()
    await own.close()
  }
  return { rows: count, largestDifference: largest, words: inWords(count, largest) }
}

/** Columns → the file's inputs, [rows, 1] each. */
function feeds({ features }: Encoding, { inputs }: OnnxNames, { rows, columns }: RawColumns): Record<string, Feed> {
  const shape = [rows, 1]
  return Object.fromEntries(
    features.map((feature, i) => {
      const column = columns[i]!
      const single = feature.kind === 'number' && numberType(feature) === 'float32'
      return [inputs[i]!, { data: single ? Float32Array.from(column as Float64Array) : column, shape }]
    }),
  )
}

/** Columns → rows as the app's own predictions take them. */
function rawRows({ rows, columns }: RawColumns): (number | string | null)[][] {
  const present = (value: number | string): number | string | null =>
    value === '' || Number.isNaN(value) ? null : value
  return Array.from({ length: rows }, (_, row) => columns.map((column) => present(column[row]!)))
}

type Apart = { apart: number; allowed: number }
type Compare = (ours: Float32Array, theirs: Record<string, Elements>) => (row: number) => Apart

function comparison(target: TargetEncoding, names: OnnxNames): Compare {
  return target.kind === 'number' ? compareNumbers(target, names) : compareClasses(target, names)
}

function compareNumbers(target: NumberTarget, { prediction }: OnnxNames): Compare {
  return (ours, theirs) => (row) => {
    const own = decodeNumber(target, ours[row]!)
    return {
      apart: Math.abs(Number(theirs[prediction]![row]) - own),
      allowed: tolerance * (Math.abs(own) + target.deviation),
    }
  }
}

/** The largest difference of a probability; a label that the app finds clearly less likely than its own counts as 1. */
function compareClasses({ classes, ...target }: ClassTarget, { prediction, probabilities }: OnnxNames): Compare {
  return (ours, theirs) => {
    const own = decodeProbabilities({ classes, ...target }, ours)
    return (row) => {
      const expected = classes.map((_, i) => own[row * classes.length + i]!)
      const differences = probabilities.map((name, i) => Math.abs(Number(theirs[name]![row]) - expected[i]!))
      const chosen = expected[classes.indexOf(String(theirs[prediction]![row]))] ?? -1
      const wrongLabel = Math.max(...expected) - chosen > tolerance
      return { apart: wrongLabel ? 1 : Math.max(...differences), allowed: tolerance }
    }
  }
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

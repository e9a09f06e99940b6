/** What the trainer found in its numbers, in the table's terms: columns by name, rows by id and place. */
import type { Diagnosis, DivergenceCause } from '../../src-shared/run'
import { plainView } from '../../src-shared/table'
import type { Document } from '../document/document'
import type { Encoding } from '../features/encoding'
import { inputsOf, targetColumns } from '../features/encoding'
import type { TrainerDiagnosis } from './messages'

/** @param ids of the training rows, in the data's order */
export async function explain(
  { cause, learningRate, tried }: TrainerDiagnosis,
  document: Document,
  encoding: Encoding,
  ids: Float64Array,
): Promise<Diagnosis> {
  return { cause: await translate(cause, document, encoding, ids), learningRate, tried }
}

async function translate(
  cause: TrainerDiagnosis['cause'],
  document: Document,
  encoding: Encoding,
  ids: Float64Array,
): Promise<DivergenceCause> {
  if (cause.kind === 'scales') {
    const columns = cause.inputs.map((input) => columnOf(encoding, input).name)
    return { kind: 'scales', columns, ratio: cause.ratio }
  }
  if (cause.kind !== 'huge-cell') return cause
  const { name, columnId } = cause.input === null ? targetColumns(encoding.target)[0]! : columnOf(encoding, cause.input)
  const rowId = ids[cause.row]!
  const place = await document.locate(plainView, rowId)
  if (place === null) return { kind: 'rate' }
  return { kind: 'huge-cell', column: name, columnId, rowId, row: place + 1, deviations: cause.deviations }
}

/** The feature that an input belongs to. */
function columnOf({ features }: Encoding, input: number): { name: string; columnId: number } {
  let end = 0
  for (const feature of features) {
    end += inputsOf(feature)
    if (input < end) return feature
  }
  throw new Error(`There is no input ${input}.`)
}

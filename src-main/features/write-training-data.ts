/** Streams the encoded rows into the file that the trainer reads; the table is never in memory as a whole. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { EpochwiseError } from '../../src-shared/errors'
import type { TableState } from '../../src-shared/table'
import type { DataPart, DataShape } from './data-layout'
import { dataLayout } from './data-layout'
import { ChunkEncoder } from './encode-chunk'
import { scaleTarget } from './encode-rows'
import type { Encoding, TargetEncoding } from './encoding'
import { countInputs, countOutputs, targetColumns } from './encoding'
import { FeatureReading } from './feature-reading'
import { PartWriter } from './part-writer'
import { rowWeights } from './row-weights'
import { parts, pick, placesOf } from './split'
import type { TableSource } from './snapshot'
import { chunkRows, withSnapshot } from './snapshot'
import type { UsableRows } from './usable-rows'
import { readUsableRows } from './usable-rows'

export function shapeOf(encoding: Encoding): DataShape {
  const { training, validation, test } = encoding.rows
  const weighted = encoding.weight !== null || encoding.classWeights !== null
  return { training, validation, test, inputs: countInputs(encoding), outputs: countOutputs(encoding), weighted }
}

/**
 * The training, validation and test rows of an encoding, as numbers, in a new file laid out by `dataLayout`. The split
 * is the encoding's own; the table must hold the rows that the encoding was fitted on.
 *
 * @returns the ids of the training rows, in the file's order
 * @throws EpochwiseError disk.full; file.exists; run.state when the table is no longer the one that was fitted.
 */
export function writeTrainingData(source: TableSource, encoding: Encoding, file: string): Promise<Float64Array> {
  return withSnapshot(source, async (connection, table) => {
    const rows = await readRowsOf(connection, table, encoding)
    const reading = await FeatureReading.open(connection, rows, encoding.features, { twice: false })
    await writeRows(reading, rows, encoding, file)
    return trainingIds(rows)
  })
}

/** An encoding's rows in a table as it is now. @throws EpochwiseError run.state where its columns are gone */
export function readRowsOf(connection: DuckDBConnection, table: TableState, encoding: Encoding): Promise<UsableRows> {
  const { target, split, weight } = encoding
  const targets = targetColumns(target).map(({ columnId }) => table.columns.find(({ id }) => id === columnId))
  const needed = [weight?.columnId, split.columnId].filter((id) => id !== undefined && id !== null)
  const known = needed.every((needle) => table.columns.some(({ id }) => id === needle))
  if (!known || !targets.every((column) => column !== undefined)) throw tableChanged()
  const classes = target.kind === 'classes' ? target.classes : null
  return readUsableRows(connection, table, { targets, classes, weight, split })
}

/** Of those rows that are trained on, ascending: row `k` of the training features has the `k`th. */
export function trainingIds({ ids, part }: Pick<UsableRows, 'ids' | 'part'>): Float64Array {
  return pick(ids, placesOf(part, parts.training))
}

/** The same of rows and features that were read already. */
export async function writeRows(
  reading: FeatureReading,
  rows: UsableRows,
  encoding: Encoding,
  file: string,
): Promise<void> {
  const { training, validation, test } = encoding.rows
  const readable = rows.targets.every((values) => !values.some(Number.isNaN))
  if (rows.ids.length !== training + validation + test || !readable) throw tableChanged()
  const handle = await open(file, 'wx').catch(explain)
  try {
    await writeParts(handle, reading, rows, encoding)
  } catch (error) {
    await handle.close()
    await rm(file, { force: true })
    return explain(error)
  }
  await handle.close().catch(explain)
}

function tableChanged(): EpochwiseError {
  return new EpochwiseError(
    'run.state',
    'The table has changed since this run began. Start a new run with the data as they are.',
  )
}

function explain(error: unknown): never {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    throw new EpochwiseError(
      'disk.full',
      'The disk is full, so the numbers to train on could not be written. Free some space and train again.',
    )
  }
  throw error
}

async function writeParts(
  handle: FileHandle,
  reading: FeatureReading,
  rows: UsableRows,
  encoding: Encoding,
): Promise<void> {
  const shape = shapeOf(encoding)
  const writers = writersOf(handle, shape)
  const weights = rowWeights(rows, encoding.classWeights)
  const putTargets = targetPut(encoding.target, rows.targets)
  const encoder = new ChunkEncoder(encoding.features)
  const places = new Uint32Array(chunkRows)
  let row = 0
  for await (const values of reading.rows()) {
    const count = values.length / encoder.width
    for (const { features, targets } of writers.parts) {
      await features.reserve(count * shape.inputs)
      await targets.reserve(count * shape.outputs)
    }
    await writers.weights.reserve(count)
    for (let i = 0; i < count; i++) {
      if (values[i * encoder.width] !== rows.ids[row + i]) throw tableChanged()
      const part = rows.part[row + i]!
      const { features, targets } = writers.parts[part]!
      places[i] = features.take(shape.inputs)
      putTargets(targets.buffer, targets.take(shape.outputs), row + i)
      if (weights !== null && part === parts.training) {
        writers.weights.buffer[writers.weights.take(1)] = weights[row + i]!
      }
    }
    const into = writers.parts.map(({ features }) => features.buffer)
    encoder.put(values, { places, part: rows.part.subarray(row, row + count), into })
    row += count
  }
  const all = [...writers.parts.flatMap(({ features, targets }) => [features, targets]), writers.weights]
  for (const writer of all) if (!(await writer.finish())) throw tableChanged()
}

/** By the numbers of `parts`. */
function writersOf(
  handle: FileHandle,
  shape: DataShape,
): { parts: { features: PartWriter; targets: PartWriter }[]; weights: PartWriter } {
  const layout = dataLayout(shape)
  const writer = (part: DataPart): PartWriter => new PartWriter(handle, part)
  return {
    parts: [
      { features: writer(layout.features), targets: writer(layout.targets) },
      { features: writer(layout.validationFeatures), targets: writer(layout.validationTargets) },
      { features: writer(layout.testFeatures), targets: writer(layout.testTargets) },
    ],
    weights: writer(layout.weights),
  }
}

/** Puts the targets of a row, by its place among the usable ones. */
function targetPut(
  target: TargetEncoding,
  values: readonly Float64Array[],
): (buffer: Float32Array, offset: number, row: number) => void {
  if (target.kind === 'numbers') {
    return (buffer, offset, row) => {
      for (let k = 0; k < values.length; k++) buffer[offset + k] = scaleTarget(target.columns[k]!, values[k]![row]!)
    }
  }
  const places = values[0]!
  if (target.outputs === 1) {
    return (buffer, offset, row) => {
      buffer[offset] = places[row]!
    }
  }
  return (buffer, offset, row) => {
    buffer[offset + places[row]!] = 1
  }
}

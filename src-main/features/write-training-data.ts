/** Streams the encoded rows into the file that the trainer reads; the table is never in memory as a whole. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { EpochwiseError } from '../../src-shared/errors'
import type { DataPart, DataShape } from './data-layout'
import { dataLayout } from './data-layout'
import { scaleNumber } from './encode-rows'
import type { Encoding, FeatureEncoding, TargetEncoding } from './encoding'
import { countInputs, countOutputs, inputsOf } from './encoding'
import type { TableSource } from './snapshot'
import { chunkRows, createEnum, numberSql, placeSql, readDoubles, withSnapshot } from './snapshot'
import type { UsableRows } from './target-rows'
import { readUsableRows } from './target-rows'

export function shapeOf(encoding: Encoding): DataShape {
  const { training, validation } = encoding.rows
  return { training, validation, inputs: countInputs(encoding), outputs: countOutputs(encoding) }
}

/**
 * The training and validation rows of an encoding, as numbers, in a new file laid out by `dataLayout`. The split is
 * the encoding's own; the table must hold the rows that the encoding was fitted on.
 *
 * @returns the ids of the training rows, in the file's order
 * @throws EpochwiseError disk.full; file.exists; run.state when the table is no longer the one that was fitted.
 */
export function writeTrainingData(source: TableSource, encoding: Encoding, file: string): Promise<Float64Array> {
  return withSnapshot(source, async (connection, table) => {
    const { target, split } = encoding
    const column = table.columns.find(({ id }) => id === target.columnId)
    if (column === undefined) throw tableChanged()
    const classes = target.kind === 'classes' ? target.classes : null
    const rows = await readUsableRows(connection, table.rows, column, classes, split)
    await writeRows(connection, rows, encoding, file)
    return trainingIds(rows)
  })
}

/** Of those rows that are not held back, ascending: row `k` of the training features has the `k`th. */
export function trainingIds({ ids, held }: UsableRows): Float64Array {
  return ids.filter((_, i) => held[i] === 0)
}

/** The same within a snapshot that has read the rows already. */
export async function writeRows(
  connection: DuckDBConnection,
  rows: UsableRows,
  encoding: Encoding,
  file: string,
): Promise<void> {
  const { training, validation } = encoding.rows
  if (rows.ids.length !== training + validation || rows.targets.some(Number.isNaN)) throw tableChanged()
  const selected = await selectFeatures(connection, encoding.features)
  const handle = await open(file, 'wx').catch(explain)
  try {
    await writeParts(handle, connection, rows, encoding, selected)
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

/** The SQL of each feature: its number, NaN where missing; its category's place, the unseen bucket's where it has none. */
async function selectFeatures(connection: DuckDBConnection, features: readonly FeatureEncoding[]): Promise<string> {
  const columns: string[] = []
  for (const [j, feature] of features.entries()) {
    if (feature.kind === 'number') {
      columns.push(numberSql(feature.columnId))
    } else if (feature.categories.length === 0) {
      columns.push('0::DOUBLE')
    } else {
      await createEnum(connection, `feature_${j}`, feature.categories)
      columns.push(placeSql(feature.columnId, `feature_${j}`, feature.categories.length))
    }
  }
  return columns.join(', ')
}

async function writeParts(
  handle: FileHandle,
  connection: DuckDBConnection,
  rows: UsableRows,
  encoding: Encoding,
  selected: string,
): Promise<void> {
  const shape = shapeOf(encoding)
  const layout = dataLayout(shape)
  const parts = [
    { features: new PartWriter(handle, layout.features), targets: new PartWriter(handle, layout.targets) },
    {
      features: new PartWriter(handle, layout.validationFeatures),
      targets: new PartWriter(handle, layout.validationTargets),
    },
  ] as const
  const putTarget = targetPut(encoding.target)
  const places = new Uint32Array(chunkRows)
  const sql = `SELECT id::DOUBLE, ${selected} FROM rows ${rows.tail}`
  let row = 0
  for await (const [ids, ...columns] of readDoubles(connection, sql)) {
    const count = ids!.length
    for (const { features, targets } of parts) {
      await features.reserve(count * shape.inputs)
      await targets.reserve(count * shape.outputs)
    }
    for (let i = 0; i < count; i++) {
      if (ids![i] !== rows.ids[row + i]) throw tableChanged()
      const { features, targets } = parts[rows.held[row + i] === 1 ? 1 : 0]
      places[i] = features.take(shape.inputs)
      putTarget(targets.buffer, targets.take(shape.outputs), rows.targets[row + i]!)
    }
    const chunk = {
      places,
      held: rows.held.subarray(row, row + count),
      parts: parts.map((part) => part.features.buffer),
    }
    putColumns(encoding.features, columns, chunk)
    row += count
  }
  for (const { features, targets } of parts) {
    await features.finish()
    await targets.finish()
  }
}

/** Where the rows of a chunk go: which part, and from which of its floats on. */
type ChunkPlaces = { places: Uint32Array; held: Uint8Array; parts: Float32Array[] }

/** Column after column, because a loop that does one thing to a million numbers is a fast one. The floats are zero. */
function putColumns(
  features: readonly FeatureEncoding[],
  columns: readonly Float64Array[],
  { places, held, parts }: ChunkPlaces,
): void {
  const [training, validation] = parts as [Float32Array, Float32Array]
  let offset = 0
  features.forEach((feature, j) => {
    const values = columns[j]!
    for (let i = 0; i < values.length; i++) {
      const part = held[i] === 1 ? validation : training
      const place = places[i]! + offset
      if (feature.kind === 'number') part[place] = scaleNumber(feature, values[i]!)
      else part[place + values[i]!] = 1
    }
    offset += inputsOf(feature)
  })
}

function targetPut(target: TargetEncoding): (buffer: Float32Array, offset: number, value: number) => void {
  if (target.kind === 'number') {
    return (buffer, offset, value) => {
      buffer[offset] = (value - target.mean) / target.deviation
    }
  }
  if (target.outputs === 1) {
    return (buffer, offset, place) => {
      buffer[offset] = place
    }
  }
  return (buffer, offset, place) => {
    buffer[offset + place] = 1
  }
}

const bufferFloats = 262_144

/** One part of the file, filled from its front; keeps a megabyte in memory. */
class PartWriter {
  buffer = new Float32Array(bufferFloats)
  #filled = 0
  #position: number
  readonly #end: number

  constructor(
    readonly handle: FileHandle,
    part: DataPart,
  ) {
    this.#position = part.offset
    this.#end = part.offset + part.length
  }

  /** Makes room for so many floats more. */
  async reserve(floats: number): Promise<void> {
    if (this.#filled + floats <= this.buffer.length) return
    await this.#flush()
    if (floats > this.buffer.length) this.buffer = new Float32Array(floats)
  }

  /** The place of the next `floats` zeroed floats in the buffer. */
  take(floats: number): number {
    const offset = this.#filled
    this.#filled += floats
    return offset
  }

  async finish(): Promise<void> {
    await this.#flush()
    if (this.#position !== this.#end) throw tableChanged()
  }

  async #flush(): Promise<void> {
    const bytes = new Uint8Array(this.buffer.buffer, 0, this.#filled * 4)
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, this.#position * 4 + done)
      done += bytesWritten
    }
    this.#position += this.#filled
    this.buffer.fill(0, 0, this.#filled)
    this.#filled = 0
  }
}

/** Reads the numbers that `writeTrainingData` wrote. */
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import type { TrainingData } from '../engines/engine'
import type { DataPart, DataShape } from '../features/data-layout'
import { dataLayout } from '../features/data-layout'

/** Read side by side: what takes long is that the system hands out the memory, page by page. */
const pieces = 4
/** Node reads at most 2 GiB at once. */
const mostBytes = 2 ** 30

/** Rows that training never sees, to judge by at the end. */
export type TestRows = { features: Float32Array; targets: Float32Array }

export type OpenData = TrainingData & { test: TestRows }

export async function readDataFile(file: string, shape: DataShape): Promise<OpenData> {
  const layout = dataLayout(shape)
  const floats = new Float32Array(layout.total)
  const bytes = new Uint8Array(floats.buffer)
  const handle = await open(file, 'r')
  try {
    const size = Math.ceil(bytes.length / pieces)
    await Promise.all(Array.from({ length: pieces }, (_, k) => readPiece(handle, bytes, k * size, (k + 1) * size)))
  } finally {
    await handle.close()
  }
  const part = ({ offset, length }: DataPart): Float32Array => floats.subarray(offset, offset + length)
  return {
    features: part(layout.features),
    targets: part(layout.targets),
    validationFeatures: part(layout.validationFeatures),
    validationTargets: part(layout.validationTargets),
    weights: shape.weighted ? part(layout.weights) : null,
    test: { features: part(layout.testFeatures), targets: part(layout.testTargets) },
  }
}

/** What stands in the file from `start` to `end` into the same place of `bytes`. */
async function readPiece(handle: FileHandle, bytes: Uint8Array, start: number, end: number): Promise<void> {
  const until = Math.min(end, bytes.length)
  for (let done = start; done < until;) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(mostBytes, until - done), done)
    if (bytesRead === 0) throw new Error(`The training data end after ${done} of ${bytes.length} bytes.`)
    done += bytesRead
  }
}

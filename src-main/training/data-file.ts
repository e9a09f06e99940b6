/** Reads the numbers that `writeTrainingData` wrote. */
import { open } from 'node:fs/promises'
import type { TrainingData } from '../engines/engine'
import type { DataPart, DataShape } from '../features/data-layout'
import { dataLayout } from '../features/data-layout'

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
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, done, Math.min(mostBytes, bytes.length - done), done)
      if (bytesRead === 0) throw new Error(`The training data end after ${done} of ${bytes.length} bytes.`)
      done += bytesRead
    }
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

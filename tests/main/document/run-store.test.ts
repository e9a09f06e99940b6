import type { Metrics } from '../../../src-shared/run'
import { expect, test } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { noEpochs } from '../../../src-shared/run'
import { closing, newRun, projectOf, edit } from './support'

const table = 'a,y\n1,2\n3,4\n'

function epochs(from: number, count: number) {
  const epoch = Array.from({ length: count }, (_, i) => from + i)
  return {
    epoch,
    loss: epoch.map((e) => (e === 5 ? null : 1 / e)),
    validationLoss: epoch.map(() => null),
    seconds: epoch.map(() => 0.25),
    learningRate: epoch.map(() => 0.001),
  }
}

async function reopened(document: Document): Promise<Document> {
  await document.close()
  return closing(await Document.open(document.path))
}

test('a run is kept with its encoding and fingerprint, and changed in parts', async () => {
  const document = await projectOf(table)
  const { summary } = await document.runs.create(newRun)
  expect(summary).toEqual({ ...newRun.summary, id: 1 })
  const metrics = {
    kind: 'regression',
    rows: 'validation',
    count: 2,
    r2: null,
    mae: 0.5,
    rmse: 0.1 + 0.2,
    targets: [],
  } satisfies Metrics
  await document.runs.update(1, {
    status: 'completed',
    lastLoss: 0.1,
    metrics,
    parent: { runId: 3, step: 7, epoch: 1 },
  })
  const [stored] = await (await reopened(document)).runs.list()
  expect(stored).toEqual({
    summary: {
      ...newRun.summary,
      id: 1,
      status: 'completed',
      lastLoss: 0.1,
      metrics,
      parent: { runId: 3, step: 7, epoch: 1 },
    },
    encoding: newRun.encoding,
    fingerprint: 'a:1',
  })
})

test('a loss that is not finite is kept as none', async () => {
  const document = await projectOf(table)
  await document.runs.create(newRun)
  await document.runs.update(1, { lastLoss: Number.NaN })
  expect((await document.runs.get(1)).summary.lastLoss).toBeNull()
  await document.runs.appendEpochs(1, {
    epoch: [1, 2],
    loss: [Number.NaN, Infinity],
    validationLoss: [1, 2],
    seconds: [0, 0],
    learningRate: [0.1, null],
  })
  expect((await document.runs.history(1, 0, 10)).loss).toEqual([null, null])
})

test('a run that is not there is no run', async () => {
  const document = await projectOf(table)
  await expect(document.runs.get(1)).rejects.toMatchObject({ code: 'run.none' })
  await expect(document.runs.update(1, {})).rejects.toMatchObject({ code: 'run.none' })
  await expect(document.runs.delete(1)).rejects.toMatchObject({ code: 'run.none' })
  expect(await document.runs.checkpoint(1)).toBeNull()
  expect(await document.runs.history(1, 0, 10)).toEqual(noEpochs())
})

test('a checkpoint comes back to the bit, the last one alone, with its epochs', async () => {
  const document = await projectOf(table)
  await document.runs.create(newRun)
  const parameters = Float32Array.from([1, -0, 1e-45, 3.4e38, Number.NaN, Infinity, 0.1])
  await document.runs.saveCheckpoint(1, { epoch: 1, step: 0, counters: {}, tensors: { old: parameters } })
  const shifted = new Float32Array(parameters.buffer.slice(0), 4, 5)
  const saved = {
    epoch: 2,
    step: 3,
    counters: { updates: 12, sum: 0.5 },
    tensors: { parameters, 'adam.m': shifted, none: new Float32Array(0) },
  }
  await document.runs.saveCheckpoint(1, saved, epochs(1, 2))
  const again = await reopened(document)
  const read = await again.runs.checkpoint(1)
  expect({ ...read, tensors: { ...read!.tensors } }).toEqual(saved)
  expect(new Uint8Array(read!.tensors['parameters']!.buffer)).toEqual(new Uint8Array(parameters.buffer))
  expect((await again.runs.history(1, 0, 10)).epoch).toEqual([1, 2])
})

test('a history of 100,000 epochs is written and read in pages', async () => {
  const document = await projectOf(table)
  await document.runs.create(newRun)
  await document.runs.appendEpochs(1, epochs(1, 100_000))
  await document.runs.appendEpochs(1, epochs(100_001, 3))
  expect((await document.runs.history(1, 0, 200_000)).epoch).toHaveLength(100_003)
  expect(await document.runs.history(1, 3, 3)).toEqual(epochs(4, 3))
  expect((await document.runs.history(1, 100_000, 200_000)).epoch).toEqual([100_001, 100_002, 100_003])
  await document.runs.truncateEpochs(1, 10)
  expect((await document.runs.history(1, 8, 100)).epoch).toEqual([9, 10])
})

test('a deleted run leaves nothing, and its id is not used again', async () => {
  const document = await projectOf(table)
  await document.runs.create(newRun)
  await document.runs.create(newRun)
  await document.runs.saveCheckpoint(
    2,
    { epoch: 1, step: 0, counters: {}, tensors: { a: new Float32Array(2) } },
    epochs(1, 3),
  )
  await document.runs.delete(2)
  expect(await document.runs.checkpoint(2)).toBeNull()
  expect((await document.runs.history(2, 0, 10)).epoch).toEqual([])
  expect((await (await reopened(document)).runs.create(newRun)).summary.id).toBe(3)
})

test('runs go with the project when it is saved elsewhere, edits and checkpoints may meet', async () => {
  const document = await projectOf(table)
  await document.runs.create(newRun)
  await Promise.all(
    Array.from({ length: 10 }, async (_, i) => {
      await edit(document, 1, 1, String(100 + i))
      await document.runs.saveCheckpoint(1, { epoch: i, step: 0, counters: {}, tensors: { a: Float32Array.of(i) } })
    }),
  )
  await document.saveAs(`${document.path}-2.epochwise`)
  expect((await document.runs.list()).map(({ summary }) => summary.id)).toEqual([1])
  expect((await document.runs.checkpoint(1))!.epoch).toBe(9)
})

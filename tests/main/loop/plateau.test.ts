/** A walk across the drops of a plateau schedule: at every step the rate is the run's own, so the bytes are too. */
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { createOnnxEngine } from '../../../src-main/engines/onnx/onnx-engine'
import { openWalk } from '../../../src-main/loop/open-walk'
import type { Walk } from '../../../src-main/loop/walk'
import { scaleOf } from '../../../src-main/loop/walk-rates'
import { progressFrom, toCheckpoint } from '../../../src-main/training/checkpoint'
import { TemporaryFiles } from '../../../src-main/training/temporary-files'
import type { RecipeChange } from '../../../src-shared/recipe'
import type { LoopFixture } from '../services/loop-fixture'
import { openLoop, wavesCsv } from '../services/loop-fixture'

const schedule = { kind: 'plateau', factor: 0.5, patience: 1, minimumChange: 0.02, least: 0.01 } as const
const recipe: RecipeChange = { schedule, epochs: 12, batchSize: 8, engine: 'onnx' }
/** 40 rows, of which 32 are learned from. */
const stepsPerEpoch = 4
const patient = { milliseconds: 60_000 }

/** The loop's walks over the project of services that have ended, and what the file keeps of its runs. */
async function reopen({ services, folder, project }: LoopFixture) {
  await services.close()
  const document = await Document.open(project)
  onTestFinished(() => document.close())
  const surroundings = {
    document,
    files: new TemporaryFiles({ data: join(folder, 'walks'), resources: '' }),
    engine: createOnnxEngine(),
  }
  const walk = async (runId: number | null): Promise<Walk> => {
    const stored = runId === null ? null : await document.runs.get(runId)
    const opened = await openWalk(surroundings, stored, 'start')
    onTestFinished(() => opened.close())
    return opened
  }
  const rates = async (runId: number) => (await document.runs.history(runId, 0, 100)).learningRate
  const tensors = async (runId: number) => (await document.runs.checkpoint(runId))!.tensors
  return { walk, rates, tensors }
}

/** Without the best epoch's weights, which a walk does not keep. */
function lastOf(all: Record<string, Float32Array>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('best.')))
}
const tensorsOf = (walk: Walk): Record<string, Float32Array> => toCheckpoint(progressFrom(walk.state)).tensors

it('has the run’s own bytes and rates, at one go, in single steps, there and back, and with no run to go by', async () => {
  const loop = await openLoop(wavesCsv(40), recipe)
  const run = await loop.train()
  const { walk, rates, tensors } = await reopen(loop)
  const [expected, own] = [lastOf(await tensors(run.id)), await rates(run.id)]
  expect(new Set(own).size).toBeGreaterThan(2)
  const end = stepsPerEpoch * run.epoch
  for (const [runId, stride] of [
    [run.id, end],
    [run.id, 1],
    [null, end],
    [null, 3],
  ] as const) {
    const opened = await walk(runId)
    for (let step = 0; step < end; step += stride) {
      await opened.move(step, patient)
      expect((await opened.trace()).learningRate).toBe(own[Math.floor(step / stepsPerEpoch)])
    }
    await opened.move(end, patient)
    expect(tensorsOf(opened)).toEqual(expected)
    await opened.move(2, patient)
    expect((await opened.trace()).learningRate).toBe(own[0])
    await opened.move(end, patient)
    expect(tensorsOf(opened)).toEqual(expected)
  }
})

it('gives a branch what is left of the rate, and finds it again', async () => {
  const loop = await openLoop(wavesCsv(40), recipe)
  const parent = await loop.train()
  const at = stepsPerEpoch * 9
  await loop.client.send('loop.open', { runId: parent.id, at: { step: at } })
  const begun = await loop.client.send('loop.branch', { change: {} })
  const branch = await loop.ended(begun.id)
  const { walk, rates, tensors } = await reopen(loop)
  const [before, after] = [await rates(parent.id), await rates(branch.id)]
  expect(after[0]).toBe(before[9])
  expect(after[0]).toBeLessThan(before[0]!)
  const opened = await walk(branch.id)
  expect(opened.address).toBe(at)
  await opened.move(stepsPerEpoch * branch.epoch, patient)
  expect(tensorsOf(opened)).toEqual(lastOf(await tensors(branch.id)))
})

it('reads what is left of a rate from the rate itself', () => {
  const rule = { ...schedule, factor: 0.3, least: 0.05 }
  for (const scale of [1, 0.3, 0.3 * 0.3, 0.05]) expect(scaleOf(rule, 0.007, 0.007 * scale)).toBe(scale)
  expect(scaleOf(rule, 0.007, 0)).toBe(0.05)
})

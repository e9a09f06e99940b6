/** What computes a run, as the run tells it: the automatic choice and why, kept over a kill; another version told of. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { removeTensorflow } from '../../../src-main/engines/tensorflow/setup/remove'
import { madeBy } from '../../../src-main/training/checkpoint'
import type { Recipe } from '../../../src-shared/recipe'
import type { RunSummary } from '../../../src-shared/run'
import { temporaryFolder } from '../../support/temporary-folder'
import { borrowTensorflow } from '../../support/borrowed-tensorflow'
import { installation, tensorflowHome, withoutTensorflow } from '../../support/tensorflow'
import { RunFixture, wavesCsv } from './run-fixture'

afterEach(() => vi.unstubAllEnvs())

async function open(rows: number, recipe: Partial<Recipe>): Promise<RunFixture> {
  const fixture = await RunFixture.create(wavesCsv(rows), recipe)
  onTestFinished(() => fixture.close())
  return fixture
}

const settled = (fixture: RunFixture, id: number): Promise<RunSummary> =>
  fixture.when(
    ({ name, payload }) =>
      name === 'run.changed' && payload.run.id === id && payload.run.engineId !== null && payload.run,
  )

it('an automatic choice of one engine says that it is the only one', async () => {
  const fixture = await open(100, { engine: 'auto', epochs: 2 })
  expect(await fixture.train()).toMatchObject({
    engineId: 'onnx',
    engineReason: 'ONNX Runtime: the only engine at hand',
  })
})

describe('a run that goes on', () => {
  async function pausedAndAsIf(version: string): Promise<{ fixture: RunFixture; id: number }> {
    const fixture = await open(500, { engine: 'onnx', epochs: 100_000 })
    const { id } = await fixture.start()
    await fixture.epochsOf(id)
    await fixture.pause(id)
    const { runs } = fixture.document
    fixture.processes.at(-1)!.kill()
    const { epoch } = await fixture.ended(id)
    const checkpoint = (await runs.checkpoint(id))!
    const maker = madeBy(checkpoint)!
    expect(maker).toMatchObject({ id: 'onnx', name: 'ONNX Runtime' })
    const counters = { ...checkpoint.counters, madeBy: { ...maker, version: version || maker.version } }
    await runs.saveCheckpoint(id, { ...checkpoint, counters })
    fixture.events.length = 0
    expect(epoch).toBeGreaterThan(0)
    return { fixture, id }
  }

  it('with another version than made its checkpoint says so, and its next checkpoint is of the new one', async () => {
    const { fixture, id } = await pausedAndAsIf('1.0.0')
    await fixture.resume(id)
    const { engineReason } = await settledRunning(fixture, id)
    expect(engineReason).toMatch(
      /^Went on after epoch [\d,]+ with ONNX Runtime \d+\.\d+\.\d+; ONNX Runtime 1\.0\.0 computed until then\. .* last digits may differ/,
    )
    const stopped = await fixture.stop(id)
    expect(stopped.engineReason).toBe(engineReason)
    const maker = async () => madeBy((await fixture.document.runs.checkpoint(id))!)!.version
    await expect.poll(maker).not.toBe('1.0.0')
  })

  it('with the same says nothing', async () => {
    const { fixture, id } = await pausedAndAsIf('')
    await fixture.resume(id)
    expect((await settledRunning(fixture, id)).engineReason).toBeNull()
    await fixture.stop(id)
  })
})

const settledRunning = (fixture: RunFixture, id: number): Promise<RunSummary> =>
  fixture.when(
    ({ name, payload }) =>
      name === 'run.changed' && payload.run.id === id && payload.run.status === 'running' && payload.run,
  )

it.skipIf(withoutTensorflow)(
  'TensorFlow that is removed under a run leaves it going; the next one is told, or trains without',
  async () => {
    const home = join(temporaryFolder(), 'tensorflow')
    await borrowTensorflow(installation!, home)
    vi.stubEnv('EPOCHWISE_TENSORFLOW', home)
    vi.stubEnv('TF_CPP_MIN_LOG_LEVEL', '3')
    const fixture = await open(2000, { engine: 'tensorflow', epochs: 100_000 })
    const { id } = await fixture.start()
    const first = await fixture.epochsOf(id)
    await removeTensorflow(home)
    await fixture.epochsOf(id, first.epochs.epoch.at(-1)! + 2)
    expect(await fixture.stop(id)).toMatchObject({ status: 'stopped', engineId: 'tensorflow' })
    await expect(fixture.start()).rejects.toMatchObject({
      code: 'engine.unavailable',
      message: expect.stringContaining('TensorFlow is not set up on this machine') as string,
    })
    await fixture.document.resetRecipe({ ...fixture.document.recipe(), engine: 'auto', epochs: 2 })
    expect(await fixture.train()).toMatchObject({ status: 'completed', engineId: 'onnx' })
  },
)

describe.skipIf(withoutTensorflow)('an automatic choice of several engines', () => {
  let cache: string
  beforeEach(() => {
    cache = temporaryFolder()
    vi.stubEnv('EPOCHWISE_TENSORFLOW', tensorflowHome)
    vi.stubEnv('XDG_CACHE_HOME', cache)
    vi.stubEnv('TF_CPP_MIN_LOG_LEVEL', '3')
  })

  it('is told with its reason, kept by a run that was killed, and remembered for the next run like it', async () => {
    const fixture = await open(20_000, { engine: 'auto', epochs: 100_000 })
    const { id } = await fixture.start()
    const chosen = await settled(fixture, id)
    expect(chosen.engineReason).toMatch(/^(ONNX Runtime|TensorFlow( XLA)?): [\d.]+× .* at batch 32$/)
    const choices = join(cache, 'epochwise', 'engine-choices.json')
    await expect.poll(() => existsSync(choices)).toBe(true)
    fixture.processes.at(-1)!.kill()
    expect(await fixture.ended(id)).toMatchObject({ status: 'failed', engineId: chosen.engineId })

    fixture.events.length = 0
    await fixture.resume(id)
    const again = await settledRunning(fixture, id)
    expect(again).toMatchObject({ engineId: chosen.engineId, engineReason: chosen.engineReason })
    await fixture.stop(id)

    fixture.events.length = 0
    const next = await fixture.start()
    expect(await settledRunning(fixture, next.id)).toMatchObject({
      engineId: chosen.engineId,
      engineReason: chosen.engineReason,
    })
    await fixture.stop(next.id)
  }, 120_000)
})

import { writeFile, mkdir } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { restoreRuns } from '../../../src-main/training/restore-runs'
import type { Recipe } from '../../../src-shared/recipe'
import { defaultRecipe } from '../../../src-shared/recipe'
import type { RunSummary } from '../../../src-shared/run'
import { RunFixture, wavesCsv } from './run-fixture'
import { edit } from '../document/support'
import { plainView } from '../../../src-shared/table'

let fixture: RunFixture
afterEach(() => fixture.close())

const history = async (runId: number, after = 0, limit = 200_000) =>
  fixture.runs['run.history']({ runId, after, limit })

/** Long enough to be interrupted anywhere. */
const long: Partial<Recipe> = { ...defaultRecipe, epochs: 100_000 }

test('the tutorial trains to its end: curve, metrics, baseline, weights', async () => {
  fixture = await RunFixture.tutorial({ initialWeights: [0.3, -0.2] })
  const run = await fixture.train()
  expect(run).toMatchObject({
    id: 1,
    status: 'completed',
    epoch: 100,
    epochs: 100,
    task: 'regression',
    loss: 'mse',
    target: 'price',
    parameters: 2,
    rows: { training: 3, validation: 0, leftOut: 0 },
    hasWeights: true,
    dataChanged: false,
    message: null,
    metrics: { kind: 'regression', rows: 'training', count: 3 },
    baseline: { words: 'always the mean, 400' },
  })
  expect(run.engine).toContain('ONNX')
  expect(run.baseline!.loss).toBeCloseTo(20_000 / 3, 6)
  const { epoch, loss } = await history(run.id)
  expect(epoch).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
  expect(loss[99]).toBe(run.lastLoss)
  expect(fixture.told('run.epochs').flatMap(({ epochs }) => epochs.epoch)).toEqual(epoch)
  const statuses = fixture.told('run.changed').map(({ run }) => run.status)
  expect(statuses).toEqual(['preparing', 'running', 'completed'])
  const names = fixture.events.map(({ name }) => name)
  expect(names.lastIndexOf('run.epochs')).toBeLessThan(names.lastIndexOf('run.changed'))
})

test('a paused and resumed run has the weights and the curve of an unbroken one', async () => {
  fixture = await RunFixture.create(wavesCsv(2000), { epochs: 60 })
  const unbroken = await fixture.train()
  const { id } = await fixture.start()
  for (let i = 0; i < 3; i++) {
    await fixture.epochsOf(id, 1 + i * 10)
    const paused = await fixture.pause(id)
    if (paused.status !== 'paused') break
    expect((await fixture.resume(id)).status).toBe('running')
  }
  const broken = await fixture.ended(id)
  const weights = async (run: RunSummary) => (await fixture.document.runs.checkpoint(run.id))!.tensors
  await fixture.runs['run.stop']({ runId: id })
  expect(broken.metrics).toEqual(unbroken.metrics)
  expect(await weights(broken)).toEqual(await weights(unbroken))
  expect((await history(id)).loss).toEqual((await history(unbroken.id)).loss)
})

test('pause and stop answer at once, and stop keeps what was learned', async () => {
  fixture = await RunFixture.create(wavesCsv(20_000), { ...long, batchSize: 'all' })
  const { id } = await fixture.start()
  await fixture.epochsOf(id)
  let asked = performance.now()
  expect((await fixture.pause(id)).status).toBe('paused')
  expect(performance.now() - asked).toBeLessThan(400)
  await fixture.resume(id)
  asked = performance.now()
  const stopped = await fixture.stop(id)
  expect(performance.now() - asked).toBeLessThan(400)
  expect(stopped).toMatchObject({ status: 'stopped', hasWeights: true })
  expect(stopped.epoch).toBeGreaterThan(0)
  const { epoch } = await history(id)
  expect(epoch).toHaveLength(stopped.epoch)
  expect((await fixture.stop(id)).status).toBe('stopped')
})

describe('a trainer that is killed', () => {
  test('costs the run its last seconds, never the app, and says so', async () => {
    fixture = await RunFixture.create(wavesCsv(2000), { ...long, epochs: 400 })
    const { id } = await fixture.start()
    await fixture.epochsOf(id, 5)
    const paused = await fixture.pause(id)
    await fixture.resume(id)
    await fixture.epochsOf(id, paused.epoch + 5)
    process.kill(fixture.processes.at(-1)!.pid!, 'SIGKILL')
    const failed = await fixture.ended(id)
    expect(failed).toMatchObject({ status: 'failed', hasWeights: true, epoch: paused.epoch, lastLoss: paused.lastLoss })
    expect(failed.message).toBe(
      `The training process ended unexpectedly (killed). Your data and the last checkpoint, of epoch ${paused.epoch}, are safe. Resume continues from there.`,
    )
    expect((await history(id)).epoch).toHaveLength(paused.epoch)

    fixture.events.length = 0
    const again = await fixture.resume(id)
    expect(again).toMatchObject({ id, status: 'preparing', epoch: paused.epoch, message: null })
    const resumed = await fixture.ended(id)
    expect(resumed).toMatchObject({ status: 'completed', epoch: 400 })
    const other = await fixture.train()
    expect((await history(id)).loss).toEqual((await history(other.id)).loss)
    expect(resumed.metrics).toEqual(other.metrics)
  })

  test('before its first checkpoint leaves the weights from the start', async () => {
    fixture = await RunFixture.create(wavesCsv(2000), long)
    const { id } = await fixture.start()
    process.kill(fixture.processes.at(-1)!.pid!, 'SIGKILL')
    const failed = await fixture.ended(id)
    expect(failed.message).toContain('Your data and the weights from the start are safe')
    expect(failed.epoch).toBe(0)
  })

  test('before the run is refused as a start, and the next start works', async () => {
    fixture = await RunFixture.tutorial()
    const starting = expect(fixture.start()).rejects.toMatchObject({ code: 'run.trainerLost' })
    await expect.poll(() => fixture.processes.length).toBe(1)
    process.kill(fixture.processes[0]!.pid!, 'SIGKILL')
    await starting
    expect(await fixture.leftovers()).toEqual([])
    expect((await fixture.train()).status).toBe('completed')
  })
})

describe('refusals', () => {
  test('a second start while one trains', async () => {
    fixture = await RunFixture.create(wavesCsv(2000), long)
    const { id } = await fixture.start()
    await expect(fixture.start()).rejects.toMatchObject({
      code: 'run.busy',
      message: `Run ${id} is training. Stop it, or wait for its end.`,
    })
    await fixture.stop(id)
  })

  test('two starts at once', async () => {
    fixture = await RunFixture.tutorial()
    const both = await Promise.allSettled([fixture.start(), fixture.start()])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await fixture.ended(1)
  })

  test('a recipe that cannot be trained leaves no run and no file', async () => {
    fixture = await RunFixture.tutorial({ initialWeights: [1] })
    await expect(fixture.start()).rejects.toMatchObject({ code: 'recipe.invalid' })
    expect(await fixture.document.runs.list()).toEqual([])
    expect(await fixture.leftovers()).toEqual([])
  })

  test('what the state of a run does not allow', async () => {
    fixture = await RunFixture.tutorial()
    const { id } = await fixture.train()
    await expect(fixture.pause(id)).rejects.toMatchObject({ code: 'run.state' })
    await expect(fixture.resume(id)).rejects.toMatchObject({ code: 'run.state' })
    await expect(fixture.pause(99)).rejects.toMatchObject({ code: 'run.none' })
    await expect(fixture.stop(99)).rejects.toMatchObject({ code: 'run.none' })
    await expect(history(99)).rejects.toMatchObject({ code: 'run.none' })
  })

  test('going on with a run whose data have changed since', async () => {
    fixture = await RunFixture.create(wavesCsv(2000), long)
    const { id } = await fixture.start()
    await fixture.epochsOf(id)
    process.kill(fixture.processes.at(-1)!.pid!, 'SIGKILL')
    await fixture.ended(id)
    const [row] = (await fixture.document.page(plainView, 0, 1)).rows
    await edit(fixture.document, row!.id, fixture.document.table().columns[0]!.id, '0.5')
    await expect(fixture.resume(id)).rejects.toMatchObject({ code: 'run.state' })
    await fixture.document.undo()
    expect((await fixture.resume(id)).status).toBe('preparing')
    await fixture.stop(id)
  })
})

test('at most 30 epoch events a second leave, and none is lost', async () => {
  fixture = await RunFixture.create(wavesCsv(64), { ...long, layers: [] })
  const times: number[] = []
  fixture.context.listen(({ name }) => name === 'run.epochs' && times.push(performance.now()))
  const { id } = await fixture.start()
  await fixture.when(() => times.length >= 20)
  const { epoch } = await fixture.stop(id)
  for (let i = 1; i < times.length - 1; i++) expect(times[i]! - times[i - 1]!).toBeGreaterThan(30)
  const told = fixture.told('run.epochs').flatMap(({ epochs }) => epochs.epoch)
  expect(told).toEqual(Array.from({ length: epoch }, (_, i) => i + 1))
})

test('the history of a running run has every epoch told so far, from any place on', async () => {
  fixture = await RunFixture.create(wavesCsv(64), { ...long, layers: [] })
  const { id } = await fixture.start()
  await fixture.epochsOf(id, 50)
  const told = fixture.told('run.epochs').flatMap(({ epochs }) => epochs.epoch).length
  const all = await history(id)
  expect(all.epoch.length).toBeGreaterThanOrEqual(told)
  expect((await history(id, 10, 5)).epoch).toEqual([11, 12, 13, 14, 15])
  await fixture.pause(id)
  expect((await history(id, 10, 5)).loss).toEqual(all.loss.slice(10, 15))
  await fixture.stop(id)
})

test('deleting a run that trains ends it and forgets it', async () => {
  fixture = await RunFixture.create(wavesCsv(2000), long)
  const { id } = await fixture.start()
  await fixture.epochsOf(id)
  await fixture.runs['run.delete']({ runId: id })
  expect(fixture.told('run.deleted')).toEqual([{ runId: id }])
  expect(await fixture.document.runs.list()).toEqual([])
  await expect(fixture.runs['run.delete']({ runId: id })).rejects.toMatchObject({ code: 'run.none' })
})

test('closing the project stops a running run, keeps what it has, and leaves no process', async () => {
  fixture = await RunFixture.create(wavesCsv(2000), long)
  const { id } = await fixture.start()
  await fixture.epochsOf(id, 3)
  await fixture.context.closeDocument()
  await expect.poll(() => fixture.living()).toEqual([])
  const document = await Document.open(join(fixture.folder, 'project.epochwise'))
  const { summary } = await document.runs.get(id)
  expect(summary.status).toBe('stopped')
  expect((await document.runs.checkpoint(id))!.epoch).toBe(summary.epoch)
  expect((await document.runs.history(id, 0, 1_000_000)).epoch).toHaveLength(summary.epoch)
  await document.close()
})

test('a run that the app was killed over is failed when the project is opened again, and goes on', async () => {
  fixture = await RunFixture.create(wavesCsv(500), { epochs: 30 })
  const unbroken = await fixture.train()
  const { id } = await fixture.start()
  await fixture.epochsOf(id)
  const paused = await fixture.pause(id)
  await fixture.context.closeDocument()
  const document = await Document.open(join(fixture.folder, 'project.epochwise'))
  await document.runs.update(id, { status: 'running', epoch: paused.epoch + 3 })
  await restoreRuns(document.runs)
  const { summary } = await document.runs.get(id)
  expect(summary).toMatchObject({ status: 'failed', epoch: paused.epoch, lastLoss: paused.lastLoss })
  expect(summary.message).toContain('Epochwise was closed while this run was training.')
  fixture = await RunFixture.open(fixture.folder, document)
  await fixture.resume(id)
  const ended = await fixture.ended(id)
  expect(ended.metrics).toEqual(unbroken.metrics)
})

test('a paused run survives a restart and goes on', async () => {
  fixture = await RunFixture.create(wavesCsv(500), long)
  const { id } = await fixture.start()
  await fixture.epochsOf(id)
  await fixture.pause(id)
  await fixture.context.closeDocument()
  const document = await Document.open(join(fixture.folder, 'project.epochwise'))
  await restoreRuns(document.runs)
  fixture = await RunFixture.open(fixture.folder, document)
  expect((await document.runs.get(id)).summary.status).toBe('paused')
  expect((await fixture.resume(id)).status).toBe('preparing')
  expect((await fixture.stop(id)).status).toBe('stopped')
})

test('a new run sets a paused one aside, to be resumed later', async () => {
  fixture = await RunFixture.create(wavesCsv(500), { epochs: 3000 })
  const first = await fixture.start()
  await fixture.epochsOf(first.id)
  const paused = await fixture.pause(first.id)
  expect(paused.status).toBe('paused')
  const second = await fixture.start()
  await fixture.stop(second.id)
  expect((await fixture.document.runs.get(first.id)).summary.status).toBe('paused')
  expect((await fixture.resume(first.id)).epoch).toBe(paused.epoch)
  await fixture.stop(first.id)
})

test("what a killed app left is removed at the next start; a living app's file is not", async () => {
  fixture = await RunFixture.tutorial()
  const folder = join(fixture.folder, 'data', 'training')
  await mkdir(folder, { recursive: true })
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  await writeFile(join(folder, `${pid}-1-1.f32`), 'left')
  await writeFile(join(folder, `${process.ppid}-1-1.f32`), 'in use')
  await fixture.train()
  expect(await fixture.leftovers()).toEqual([`${process.ppid}-1-1.f32`])
})

/** Disks that are full and folders that can't be written, made by file handles that fail as the system's do. */
import * as files from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { fitEncoding } from '../features/fit-encoding'
import { writeTrainingData } from '../../../src-main/features/write-training-data'
import { defaultRecipe } from '../../../src-shared/recipe'
import { createNumbers } from '../features/table-source'
import { RunFixture, wavesCsv } from '../services/run-fixture'

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>()
  return { ...real, open: vi.fn(real.open) }
})

const opened = vi.mocked(files.open)
afterEach(() => void opened.mockReset())

function failure(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** Files whose path ends so can be opened, and written until the disk is full. */
async function fillDiskFor(ending: string): Promise<void> {
  const real = (await vi.importActual<typeof files>('node:fs/promises')).open
  opened.mockImplementation(async (path, ...rest) => {
    const handle = await real(path, ...rest)
    if (typeof path !== 'string' || !path.endsWith(ending)) return handle
    const full = (): Promise<never> => Promise.reject(failure('ENOSPC'))
    return Object.assign(handle, { write: full, writeFile: full })
  })
}

test('numbers that no longer fit on the disk are told of, and removed', async () => {
  const table = await createNumbers(1000, 3)
  const encoding = await fitEncoding(table, defaultRecipe)
  await fillDiskFor('.f32')
  const written = writeTrainingData(table, encoding, join(table.folder, 'data.f32'))
  await expect(written).rejects.toMatchObject({ code: 'disk.full' })
  expect((await files.readdir(table.folder)).filter((name) => name.endsWith('.f32'))).toEqual([])
  await table.close()
})

test('a run that cannot get its numbers to the disk is refused, and the next one trains', async () => {
  const fixture = await RunFixture.create(wavesCsv(100), { epochs: 2 })
  await fillDiskFor('.f32')
  await expect(fixture.start()).rejects.toMatchObject({ code: 'disk.full' })
  opened.mockReset()
  expect(await fixture.document.runs.list()).toEqual([])
  expect((await fixture.train()).status).toBe('completed')
  await fixture.close()
})

test('predictions that no longer fit on the disk, or may not be written, leave no file', async () => {
  const fixture = await RunFixture.tutorial()
  const { id } = await fixture.train()
  const [from, to] = [join(fixture.folder, 'in.csv'), join(fixture.folder, 'out.csv')]
  await files.writeFile(from, 'size\n3\n')
  const ask = () =>
    fixture.predict['predict.file']({ runId: id, from: { kind: 'path', path: from }, to: { kind: 'path', path: to } })
  await fillDiskFor('.part')
  await expect(ask()).rejects.toMatchObject({ code: 'disk.full' })
  const real = (await vi.importActual<typeof files>('node:fs/promises')).open
  opened.mockImplementation((path, ...rest) =>
    String(path).endsWith('.part') ? Promise.reject(failure('EACCES')) : real(path, ...rest),
  )
  await expect(ask()).rejects.toMatchObject({ code: 'file.readonly' })
  expect((await files.readdir(fixture.folder)).filter((name) => name.startsWith('out.csv'))).toEqual([])
  await fixture.close()
})

test('a run whose project can no longer be written fails with the reason, and its trainer ends', async () => {
  const fixture = await RunFixture.create(wavesCsv(500), { epochs: 100_000 })
  const { id } = await fixture.start()
  await fixture.epochsOf(id)
  const { EpochwiseError } = await import('../../../src-shared/errors')
  const full = new EpochwiseError('disk.full', 'The disk is full. Free some space.')
  vi.spyOn(fixture.document.runs, 'saveCheckpoint').mockRejectedValue(full)
  await fixture.pause(id)
  const failed = await fixture.ended(id)
  expect(failed).toMatchObject({ status: 'failed', epoch: 0 })
  expect(failed.message).toBe(
    'The disk is full. Free some space. The last checkpoint is of epoch 0; resume continues from there.',
  )
  await expect.poll(() => fixture.living()).toEqual([])
  await fixture.close()
})

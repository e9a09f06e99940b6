/** A file is written whole or not at all. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeExport } from '../../../src-main/exports/write-export'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochwise-export-'))
})
afterEach(() => rm(folder, { recursive: true }))

const proved = (): Promise<void> => Promise.resolve()
const bytes = new TextEncoder().encode('new')

it('replaces what stood there and leaves nothing beside it', async () => {
  const path = join(folder, 'a.onnx')
  await writeFile(path, 'old')
  await writeExport(path, bytes, proved)
  expect(await readFile(path, 'utf8')).toBe('new')
  expect(await readdir(folder)).toEqual(['a.onnx'])
})

it('keeps what stood there when the proof fails', async () => {
  const path = join(folder, 'a.onnx')
  await writeFile(path, 'old')
  const failing = writeExport(path, bytes, async (temporary) => {
    expect(await readFile(temporary, 'utf8')).toBe('new')
    throw new Error('not good')
  })
  await expect(failing).rejects.toThrow('not good')
  expect(await readFile(path, 'utf8')).toBe('old')
  expect(await readdir(folder)).toEqual(['a.onnx'])
})

it('says that the folder is missing, or that a folder stands there', async () => {
  await expect(writeExport(join(folder, 'none', 'a.onnx'), bytes, proved)).rejects.toMatchObject({
    code: 'file.missing',
  })
  await mkdir(join(folder, 'taken'))
  await expect(writeExport(join(folder, 'taken'), bytes, proved)).rejects.toMatchObject({ code: 'file.exists' })
  expect(await readdir(folder)).toEqual(['taken'])
})

const linux = process.platform === 'linux'

it.runIf(linux)('says that the disk is full, and keeps what stood there', async () => {
  const path = join(folder, 'a.onnx')
  await writeFile(path, 'old')
  // A device that is always full: the failure is the system's own.
  const failing = writeExport(path, bytes, () => writeFile('/dev/full', 'more'))
  await expect(failing).rejects.toMatchObject({ code: 'disk.full' })
  expect(await readFile(path, 'utf8')).toBe('old')
  expect(await readdir(folder)).toEqual(['a.onnx'])
})

it.runIf(linux)('says that the folder cannot be written to', async () => {
  // A folder that takes no files from anyone, root included.
  await expect(writeExport('/sys/kernel/a.onnx', bytes, proved)).rejects.toMatchObject({ code: 'file.readonly' })
})

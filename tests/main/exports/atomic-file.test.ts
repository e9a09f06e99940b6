/** A file is written whole or not at all. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeFileAtomically } from '../../../src-main/exports/atomic-file'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochwise-atomic-'))
})
afterEach(() => rm(folder, { recursive: true }))

const bytes = new TextEncoder().encode('new')

it('replaces what stood there and leaves nothing beside it', async () => {
  const path = join(folder, 'a.onnx')
  await writeFile(path, 'old')
  await writeFileAtomically(path, bytes)
  expect(await readFile(path, 'utf8')).toBe('new')
  expect(await readdir(folder)).toEqual(['a.onnx'])
})

it('keeps what stood there when the check fails', async () => {
  const path = join(folder, 'a.onnx')
  await writeFile(path, 'old')
  const failing = writeFileAtomically(path, bytes, async (temporary) => {
    expect(await readFile(temporary, 'utf8')).toBe('new')
    throw new Error('not good')
  })
  await expect(failing).rejects.toThrow('not good')
  expect(await readFile(path, 'utf8')).toBe('old')
  expect(await readdir(folder)).toEqual(['a.onnx'])
})

it('says that the folder is missing, or that a folder stands there', async () => {
  await expect(writeFileAtomically(join(folder, 'none', 'a.onnx'), bytes)).rejects.toMatchObject({
    code: 'file.missing',
  })
  await mkdir(join(folder, 'taken'))
  await expect(writeFileAtomically(join(folder, 'taken'), bytes)).rejects.toMatchObject({ code: 'file.exists' })
  expect(await readdir(folder)).toEqual(['taken'])
})

const linux = process.platform === 'linux'

it.runIf(linux)('says that the disk is full, and keeps what stood there', async () => {
  const path = join(folder, 'a.onnx')
  await writeFile(path, 'old')
  // The temporary file leads to a device that is always full; the link is removed, the device is never renamed over.
  await symlink('/dev/full', join(folder, `.a.onnx.${process.pid}.part`))
  await expect(writeFileAtomically(path, bytes)).rejects.toMatchObject({ code: 'disk.full' })
  expect(await readFile(path, 'utf8')).toBe('old')
  expect(await readdir(folder)).toEqual(['a.onnx'])
})

it.runIf(linux)('says that the folder cannot be written to', async () => {
  // A folder that takes no files from anyone, root included.
  await expect(writeFileAtomically('/sys/kernel/a.onnx', bytes)).rejects.toMatchObject({ code: 'file.readonly' })
})

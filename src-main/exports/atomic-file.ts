/** Writing a file whole or not at all: beside its place, checked, synced, and only then renamed. */
import type { FileHandle } from 'node:fs/promises'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EpochwiseError } from '../../src-shared/errors'

/**
 * @param check looks at the finished file before it takes its place; throws to leave everything as it was.
 * @throws EpochwiseError disk.full, file.readonly, file.missing (the folder)
 */
export async function writeFileAtomically(
  path: string,
  bytes: Uint8Array,
  check: (temporary: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  try {
    await writeSynced(temporary, bytes)
    await check(temporary)
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true })
    throw inWords(error, path)
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
    await checkSize(file, bytes.length)
  } finally {
    await file.close()
  }
}

async function checkSize(file: FileHandle, expected: number): Promise<void> {
  const { size } = await file.stat()
  if (size !== expected)
    throw Object.assign(new Error(`${size} of ${expected} bytes were written.`), { code: 'ENOSPC' })
}

/** The new name is only safe once the folder is; Windows cannot do that and does not need it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

function inWords(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const [name, details] = [basename(path), { file: path }]
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new EpochwiseError(
      'disk.full',
      `The disk is full: ${name} could not be written. Make room and export again.`,
      details,
    )
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new EpochwiseError(
      'file.readonly',
      `The folder of ${name} cannot be written to. Choose another folder.`,
      details,
    )
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new EpochwiseError(
      'file.missing',
      `The folder for ${name} does not exist. Create it, or choose another.`,
      details,
    )
  }
  if (code === 'EISDIR') {
    return new EpochwiseError('file.exists', `${name} is a folder. Choose a name for the file.`, details)
  }
  return error
}

/**
 * Files that are there whole or not at all: written beside their place, synced, checked, then renamed.
 *
 * On a full disk the good copy stays: nothing is renamed before the new one has its full size on the disk.
 */
import { randomUUID } from 'node:crypto'
import { copyFile, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export async function writeFileAtomically(path: string, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data
  await replace(path, bytes.byteLength, async (temporary) => {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(bytes)
    } finally {
      await file.close()
    }
  })
}

export async function copyFileAtomically(from: string, to: string): Promise<void> {
  const { size } = await stat(from)
  await replace(to, size, (temporary) => copyFile(from, temporary))
}

/** `size` is asked when it is written. `write` makes the temporary file, and may look at it: whatever it throws leaves what stood at `path`. */
export async function replace(
  path: string,
  size: number | (() => number),
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}`)
  try {
    await write(temporary)
    await sync(temporary)
    const expected = typeof size === 'number' ? size : size()
    if ((await stat(temporary)).size !== expected) throw new Error('ENOSPC: the file came out shorter than it is')
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** So that the new name survives a power cut. Windows has no such thing, and refuses. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

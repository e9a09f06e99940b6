/** Uploads and downloads each lie in a folder of their own, named by chance, below the app's data folder. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const dayMs = 24 * 60 * 60 * 1000

/** A new, empty folder with a name that cannot be guessed. */
export async function newFolder(parent: string): Promise<{ id: string; folder: string }> {
  const id = randomBytes(18).toString('base64url')
  const folder = join(parent, id)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return { id, folder }
}

export function isFolderId(text: string): boolean {
  return /^[\w-]{24}$/.test(text)
}

/** Removes what is older than a day. A project that was uploaded is somebody's work, and stays. */
export async function removeLeftovers(parent: string, now = Date.now()): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  for (const name of names.filter(isFolderId)) {
    const folder = join(parent, name)
    const files = await readdir(folder).catch(() => [])
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: now }))
    if (now - mtimeMs > dayMs && !files.some((file) => file.endsWith('.epochwise'))) {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

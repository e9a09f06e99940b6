/** A project that another process holds, to look at: a copy of its file as it is at this moment. */
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

export type Snapshot = { path: string; remove: () => Promise<void> }

/** The copy's owner removes it. */
export async function takeSnapshot(path: string): Promise<Snapshot> {
  const folder = await mkdtemp(join(tmpdir(), 'epochwise-snapshot-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const copy = join(folder, basename(path))
  try {
    await copyFile(path, copy)
    if (existsSync(`${path}.wal`)) await copyFile(`${path}.wal`, `${copy}.wal`)
    return { path: copy, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** A folder for what is only needed while a work lasts, on the same disk as the project. */
import { mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export const workFolderPrefix = '.epochwise-'

export async function withWorkFolder<T>(besides: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(dirname(besides), workFolderPrefix))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Out of a tar file, packed or not, what is needed and nothing else. */
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { extract } from 'tar'
import type { UnpackOptions } from './unpack'
import { within } from './within'

/** Gives how many bytes were written. @throws Error: no such file, or one that breaks off */
export async function unpackTar(archive: string, folder: string, { place, signal }: UnpackOptions): Promise<number> {
  await mkdir(folder, { recursive: true })
  const unpacked = await mkdtemp(join(folder, '.unpacked-'))
  const places = new Map<string, string>()
  let bytes = 0
  try {
    await extract({
      file: archive,
      cwd: unpacked,
      strict: true,
      filter(path, entry) {
        const to = 'type' in entry && /^(File|SymbolicLink)$/.test(entry.type) && !signal?.aborted ? place(path) : null
        if (to === null) return false
        places.set(path, within(folder, to))
        bytes += entry.size
        return true
      },
    })
    signal?.throwIfAborted()
    for (const [path, to] of places) {
      await mkdir(dirname(to), { recursive: true })
      await rename(join(unpacked, path), to)
    }
    return bytes
  } finally {
    await rm(unpacked, { recursive: true, force: true })
  }
}

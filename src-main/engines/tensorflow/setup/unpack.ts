/** Out of a wheel, which is a zip file, what is needed and nothing else. */
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, relative, isAbsolute } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'
import { EpochwiseError } from '../../../../src-shared/errors'
import { diskFull, isDiskFull } from './disk-space'

export type UnpackOptions = {
  /** An entry's path in the wheel → its path below the folder; null: not needed. */
  place: (entry: string) => string | null
  signal?: AbortSignal | undefined
  /** 0–1, by bytes written of `expected`. */
  onBytes?: (bytes: number) => void
}

/** Gives how many bytes were written. @throws EpochwiseError engine.download: no zip file; disk.full, task.cancelled */
export async function unpack(
  wheel: string,
  folder: string,
  { place, signal, onBytes }: UnpackOptions,
): Promise<number> {
  let bytes = 0
  try {
    const zip = await openPromise(wheel, { autoClose: true })
    for await (const entry of zip.eachEntry()) {
      const to = entry.fileName.endsWith('/') ? null : place(entry.fileName)
      if (to === null) continue
      signal?.throwIfAborted()
      const target = within(folder, to)
      await mkdir(dirname(target), { recursive: true })
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode: modeOf(to) }), {
        signal,
      })
      bytes += entry.uncompressedSize
      onBytes?.(bytes)
    }
    return bytes
  } catch (error) {
    if (signal?.aborted) throw new EpochwiseError('task.cancelled', 'Getting TensorFlow was cancelled.')
    if (isDiskFull(error)) throw diskFull()
    const message = 'The package could not be unpacked. Try again; if it happens again, the log has the particulars.'
    throw new EpochwiseError('engine.download', message, {}, { cause: error })
  }
}

/** The small text file of an entry whose path ends so; null: there is none. */
export async function readEntry(wheel: string, end: string): Promise<string | null> {
  const zip = await openPromise(wheel, { autoClose: true })
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith(end)) continue
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    zip.close()
    return Buffer.concat(chunks).toString('utf8')
  }
  return null
}

/** A path from a stranger stays below the folder. */
function within(folder: string, path: string): string {
  const target = join(folder, path)
  const way = relative(folder, target)
  if (way.startsWith('..') || isAbsolute(way)) throw new Error(`The package names a place outside: ${path}`)
  return target
}

/** The GPU's assembler must be allowed to run. */
const modeOf = (path: string): number => (/\/bin\//.test(path) ? 0o755 : 0o644)

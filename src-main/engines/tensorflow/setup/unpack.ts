/** Out of a wheel, which is a zip file, or another archive, what is needed and nothing else. */
import { createWriteStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'
import { EpochwiseError } from '../../../../src-shared/errors'
import { diskFull, isDiskFull } from './disk-space'
import { unpackTar } from './unpack-tar'
import { within } from './within'

export type UnpackOptions = {
  /** An entry's path in the archive → its path below the folder; null: not needed. */
  place: (entry: string) => string | null
  signal?: AbortSignal | undefined
}

/** Gives how many bytes were written. @throws EpochwiseError engine.download: no such file; disk.full, task.cancelled */
export async function unpack(archive: string, folder: string, options: UnpackOptions): Promise<number> {
  try {
    return await ((await isZip(archive)) ? unpackZip : unpackTar)(archive, folder, options)
  } catch (error) {
    if (options.signal?.aborted) throw new EpochwiseError('task.cancelled', 'Getting TensorFlow was cancelled.')
    if (isDiskFull(error)) throw diskFull()
    const message = 'The package could not be unpacked. Try again; if it happens again, the log has the particulars.'
    throw new EpochwiseError('engine.download', message, {}, { cause: error })
  }
}

/** By its first bytes: tfjs-node's addon for Windows is a tar file that is called zip. */
async function isZip(archive: string): Promise<boolean> {
  const file = await open(archive)
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2)
    return buffer.toString('latin1') === 'PK'
  } finally {
    await file.close()
  }
}

async function unpackZip(archive: string, folder: string, { place, signal }: UnpackOptions): Promise<number> {
  let bytes = 0
  const zip = await openPromise(archive, { autoClose: true })
  for await (const entry of zip.eachEntry()) {
    const to = entry.fileName.endsWith('/') ? null : place(entry.fileName)
    if (to === null) continue
    signal?.throwIfAborted()
    const target = within(folder, to)
    await mkdir(dirname(target), { recursive: true })
    const content = await zip.openReadStreamPromise(entry)
    await pipeline(content, createWriteStream(target, { mode: modeOf(to) }), { signal })
    bytes += entry.uncompressedSize
  }
  return bytes
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

/** The GPU's assembler must be allowed to run. */
const modeOf = (path: string): number => (/\/bin\//.test(path) ? 0o755 : 0o644)

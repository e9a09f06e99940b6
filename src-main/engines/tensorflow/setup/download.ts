/** A file fetched to the disk: goes on where it broke off, and is what its sum says. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { EpochwiseError } from '../../../../src-shared/errors'
import { fetchOk, unreachable } from './fetch-ok'
import { diskFull, isDiskFull } from './disk-space'

/** A file elsewhere. */
export type Remote = {
  name: string
  url: string
  /** null: nobody says. */
  sha256: string | null
  /** null: not known beforehand. */
  bytes: number | null
}

export type DownloadOptions = {
  signal?: AbortSignal | undefined
  /** Called as bytes come: those on the disk by now, and how many there will be (null: unknown). */
  onBytes?: (done: number, total: number | null) => void
}

/** How often a broken connection is taken up again by itself. */
const mostBreaks = 3

/**
 * Leaves the whole file at `to`; what came before a break stays there for the next time.
 *
 * @throws EpochwiseError engine.download, engine.checksum (and the file is removed), disk.full, task.cancelled
 */
export async function download(remote: Remote, to: string, options: DownloadOptions = {}): Promise<void> {
  for (let breaks = 0; ; breaks++) {
    try {
      await fetchRest(remote, to, options)
      break
    } catch (error) {
      if (options.signal?.aborted) throw unreachable(new URL(remote.url), error, options.signal)
      if (isDiskFull(error)) throw diskFull()
      if (error instanceof EpochwiseError || breaks >= mostBreaks) {
        throw error instanceof EpochwiseError ? error : unreachable(new URL(remote.url), error)
      }
    }
  }
  if (remote.sha256 === null || (await sha256Of(to)) === remote.sha256) return
  await rm(to, { force: true })
  const message = `${remote.name} came with the wrong checksum, so it was thrown away. Try again; if it happens again, the index or a proxy on the way changes files.`
  throw new EpochwiseError('engine.checksum', message)
}

/** @throws Error where the connection breaks */
async function fetchRest(remote: Remote, to: string, { signal, onBytes }: DownloadOptions): Promise<void> {
  const there = await sizeOf(to)
  if (remote.bytes !== null && there === remote.bytes) return onBytes?.(there, remote.bytes)
  const range = there > 0 ? { range: `bytes=${there}-` } : undefined
  const response = await fetchOk(remote.url, { ...(range && { headers: range }), signal, mayRefuseRange: there > 0 })
  if (response.status === 416) {
    // What is there does not belong to this file: from the start.
    await rm(to, { force: true })
    throw new Error('The part on the disk is no part of the file.')
  }
  const goesOn = response.status === 206
  let done = goesOn ? there : 0
  const length = Number(response.headers.get('content-length') ?? NaN)
  const total = remote.bytes ?? (Number.isFinite(length) ? done + length : null)
  const file = await open(to, goesOn ? 'a' : 'w')
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      await file.writeFile(chunk)
      done += chunk.byteLength
      onBytes?.(done, total)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  if (total !== null && done < total) throw new Error('The connection ended early.')
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

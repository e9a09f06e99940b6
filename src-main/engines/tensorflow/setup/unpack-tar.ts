/** Out of a gzipped tar file, what is needed and nothing else. The form: POSIX ustar, blocks of 512 bytes. */
import { createReadStream } from 'node:fs'
import { mkdir, open, symlink } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { UnpackOptions } from './unpack'
import { within } from './within'

const block = 512

type Entry = { name: string; kind: string; size: number; target: string }

/** Gives how many bytes were written. @throws Error: no such file, or one that breaks off */
export async function unpackTar(archive: string, folder: string, { place, signal }: UnpackOptions): Promise<number> {
  const bytes = new Bytes(pipeline(createReadStream(archive), createGunzip(), () => undefined))
  let written = 0
  for (let entry = readHeader(await bytes.take(block)); entry !== null; entry = readHeader(await bytes.take(block))) {
    signal?.throwIfAborted()
    const to = place(entry.name)
    const padding = (block - (entry.size % block)) % block
    if (to !== null && entry.kind === 'file') {
      await writeEntry(bytes, entry.size, within(folder, to))
      written += entry.size
    } else {
      if (to !== null && entry.kind === 'link') await writeLink(entry.target, within(folder, to))
      await bytes.skip(entry.size)
    }
    await bytes.skip(padding)
  }
  return written
}

/** null: the empty block after the last entry. */
function readHeader(header: Buffer): Entry | null {
  if (header[0] === 0) return null
  const text = (from: number, length: number): string =>
    header
      .subarray(from, from + length)
      .toString('utf8')
      .replace(/\0.*$/s, '')
  const size = Number.parseInt(text(124, 12).trim() || '0', 8)
  if (text(257, 5) !== 'ustar' || !Number.isSafeInteger(size)) throw new Error('The file is no tar file.')
  const kind = { '0': 'file', '': 'file', '2': 'link' }[text(156, 1)] ?? 'other'
  const prefix = text(345, 155)
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, kind, size, target: text(157, 100) }
}

async function writeEntry(bytes: Bytes, size: number, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'w', 0o644)
  try {
    await bytes.each(size, (chunk) => file.writeFile(chunk))
  } finally {
    await file.close()
  }
}

/** Links lead to neighbours alone. */
async function writeLink(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await symlink(basename(target), path)
}

/** A stream, taken piece by piece. */
class Bytes {
  readonly #chunks: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]()
  }

  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = []
    await this.each(length, (chunk) => void parts.push(chunk))
    return Buffer.concat(parts)
  }

  skip(length: number): Promise<void> {
    return this.each(length, () => undefined)
  }

  async each(length: number, use: (chunk: Buffer) => void | Promise<void>): Promise<void> {
    for (let left = length; left > 0;) {
      if (this.#rest.length === 0) await this.#next()
      const chunk = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(chunk.length)
      left -= chunk.length
      await use(chunk)
    }
  }

  async #next(): Promise<void> {
    const next = await this.#chunks.next()
    if (next.done === true) throw new Error('The file ends early.')
    this.#rest = next.value
  }
}

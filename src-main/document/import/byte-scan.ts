/** One pass over a file's bytes: is it text, is it UTF-8, how many lines, which newlines. */
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { setImmediate } from 'node:timers/promises'

export type ByteScan = {
  bytes: number
  /** Lines with anything on them. */
  lines: number
  utf8: boolean
  /** Which newlines there are. */
  feeds: number
  pairs: number
  returns: number
  nuls: number
  /** Control characters that no text has, NUL not among them. */
  controls: number
  /** Holds `"` or `'` anywhere. */
  holds: (character: string) => boolean
}

export const chunkSize = 4 << 20

/** `onBytes`: what is done by now, and how many lines, where they are counted on the way. */
export type ScanOptions = { signal?: AbortSignal; onBytes?: (bytes: number, lines?: number) => void }

export async function scanBytes(path: string, { signal, onBytes }: ScanOptions = {}): Promise<ByteScan> {
  const counter = new ByteCounter()
  for await (const chunk of createReadStream(path, { highWaterMark: chunkSize, signal })) {
    counter.add(chunk as Buffer)
    onBytes?.(counter.bytes, counter.lines)
    await setImmediate(undefined, { signal })
  }
  return counter.result()
}

/** Control characters other than tab, newline, vertical tab, form feed, return and escape. */
const isControl = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > 0 && byte < 32 && !(byte >= 9 && byte <= 13) && byte !== 27 ? 1 : 0,
)
/** Of a large file only some chunks are looked through byte by byte for control characters. */
const controlsEvery = 16

class ByteCounter {
  bytes = 0
  lines = 0
  readonly #marks = new Set<string>()
  #feeds = 0
  #returns = 0
  #pairs = 0
  #nuls = 0
  #controls = 0
  #chunks = 0
  #utf8 = true
  #tail: Buffer = Buffer.alloc(0)
  #lineHasText = false
  #lastByte = -1

  add(chunk: Buffer): void {
    this.#countNuls(chunk)
    if (this.#chunks++ % controlsEvery === 0)
      for (const byte of chunk.subarray(0, 65536)) this.#controls += isControl[byte]!
    this.#checkUtf8(chunk)
    for (const mark of ['"', "'"]) if (!this.#marks.has(mark) && chunk.includes(mark)) this.#marks.add(mark)
    if (chunk.includes(13) || this.#lastByte === 13) this.#countAll(chunk)
    else this.#countFeeds(chunk)
    this.bytes += chunk.length
    this.#lastByte = chunk[chunk.length - 1]!
  }

  #countNuls(chunk: Buffer): void {
    for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, at + 1)) this.#nuls++
  }

  #checkUtf8(chunk: Buffer): void {
    if (!this.#utf8) return
    const bytes = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk])
    const whole = wholeCharacters(bytes)
    this.#utf8 = isUtf8(bytes.subarray(0, whole))
    this.#tail = Buffer.from(bytes.subarray(whole))
  }

  #countAll(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (byte !== 10 && byte !== 13) {
        this.#lineHasText = true
        continue
      }
      if (byte === 13) this.#returns++
      else if ((at === 0 ? this.#lastByte : chunk[at - 1]) === 13) this.#pairs++
      else this.#feeds++
      this.#endLine()
    }
  }

  #countFeeds(chunk: Buffer): void {
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      if (at > from) this.#lineHasText = true
      this.#feeds++
      this.#endLine()
      from = at + 1
    }
    if (from < chunk.length) this.#lineHasText = true
  }

  #endLine(): void {
    if (this.#lineHasText) this.lines++
    this.#lineHasText = false
  }

  result(): ByteScan {
    const marks = this.#marks
    return {
      bytes: this.bytes,
      lines: this.lines + (this.#lineHasText ? 1 : 0),
      utf8: this.#utf8 && this.#tail.length === 0,
      feeds: this.#feeds,
      pairs: this.#pairs,
      returns: this.#returns - this.#pairs,
      nuls: this.#nuls,
      controls: this.#controls,
      holds: (character) => marks.has(character),
    }
  }
}

/** How many of the bytes are whole characters: a character cut by a chunk's end stays for the next one. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < needed ? bytes.length - back : bytes.length
    }
    if (byte < 0x80) return bytes.length
  }
  return bytes.length
}

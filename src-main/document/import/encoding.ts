/**
 * In which encoding a text is: by its mark, by its zeros, by being valid UTF-8, else by its letters; and the same text
 * as UTF-8, which is all that DuckDB reads.
 */
import { analyse } from 'chardet'
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import type { ImportEncoding } from '../../../src-shared/import'
import type { ByteScan, ScanOptions } from './byte-scan'
import { importEncodings } from '../../../src-shared/import'
import { chunkSize } from './byte-scan'

export type Encoding = Exclude<ImportEncoding, 'auto'>

const words: Partial<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16 (big end first)',
  'windows-1252': 'Windows-1252',
  'windows-1250': 'Windows-1250',
  'windows-1251': 'Windows-1251',
  shift_jis: 'Shift JIS',
}

export function encodingWords(encoding: Encoding): string {
  return words[encoding] ?? encoding.toUpperCase()
}

/** UTF-16 announces itself by a mark, or has a zero in every second byte; null: it is neither. */
export function findWide(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  for (const [at, byte] of head.entries()) if (byte === 0) zeros[at % 2]!++
  const half = head.length / 2
  if (zeros[1]! > 0.4 * half && zeros[0]! < 0.05 * half) return 'utf-16le'
  return zeros[0]! > 0.4 * half && zeros[1]! < 0.05 * half ? 'utf-16be' : null
}

/** Lines (from 1) with bytes that the encoding does not have; the first of them by number, all of them counted. */
export type Damage = { lines: Set<number>; count: number }

const mostDamage = 100_000

type Letters = { damage: Damage; validLines: number; sample: Buffer }

/**
 * What a text is that is not valid UTF-8. Where most lines with letters beyond ASCII are valid, it is UTF-8 with some
 * broken bytes; else the letters of those lines decide.
 */
export async function findNarrow(path: string, options: ScanOptions): Promise<{ encoding: Encoding; damage: Damage }> {
  const { damage, validLines, sample } = await gatherLetters(path, options)
  if (validLines > 2 * damage.count) return { encoding: 'utf-8', damage }
  return { encoding: byLetters(sample), damage: { lines: new Set(), count: 0 } }
}

/** chardet's first guess that we can decode; western European where its guesses are weak. */
function byLetters(sample: Buffer): Encoding {
  for (const { name, confidence } of analyse(sample)) {
    const label = name.toLowerCase().replace('iso-8859-1', 'windows-1252').replace('windows-12522', 'iso-8859-2')
    const known = importEncodings.find((one) => one === label)
    if (known !== undefined && known !== 'auto' && known !== 'utf-8' && confidence >= 20) return known
  }
  return 'windows-1252'
}

/** Goes through the lines that are not plain ASCII. */
async function gatherLetters(path: string, options: ScanOptions): Promise<Letters> {
  const letters: Letters = { damage: { lines: new Set(), count: 0 }, validLines: 0, sample: Buffer.alloc(0) }
  const pieces: Buffer[] = []
  let size = 0
  await eachLine(path, options, (line, number) => {
    if (!line.some((byte) => byte >= 0x80)) return
    if (isUtf8(line)) letters.validLines++
    else addDamage(letters.damage, number)
    if (size < 64 << 10) pieces.push(Buffer.from(line), Buffer.from('\n'))
    size += line.length + 1
  })
  return { ...letters, sample: Buffer.concat(pieces).subarray(0, 64 << 10) }
}

function addDamage(damage: Damage, line: number): void {
  damage.count++
  if (damage.lines.size < mostDamage) damage.lines.add(line)
}

async function eachLine(
  path: string,
  { signal, onBytes }: ScanOptions,
  visit: (line: Buffer, number: number) => void,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0)
  let number = 1
  let done = 0
  for await (const chunk of createReadStream(path, { highWaterMark: chunkSize, signal })) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    let from = 0
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]
      if (byte !== 10 && byte !== 13) continue
      if (byte === 13 && at + 1 === bytes.length) break
      if (byte === 13 && bytes[at + 1] === 10) at++
      visit(bytes.subarray(from, at), number++)
      from = at + 1
    }
    // A line without end is judged in pieces.
    const long = bytes.length - from > 4 * chunkSize
    if (long) visit(bytes.subarray(from), number)
    rest = long ? Buffer.alloc(0) : bytes.subarray(from)
    done += (chunk as Buffer).length
    onBytes?.(done, number - 1)
    await setImmediate(undefined, { signal })
  }
  if (rest.length > 0) visit(rest, number)
}

/**
 * The same text in UTF-8, without the bytes that no text has: what was invalid becomes `\ufffd`, NUL goes.
 * @param known damage that was found before; else the lines with a replacement are it
 */
export async function transcode(
  path: string,
  encoding: Encoding,
  target: string,
  known: Damage | null,
  { signal, onBytes }: ScanOptions,
): Promise<Damage> {
  const decoder = new TextDecoder(encoding)
  const damage = known ?? { lines: new Set<number>(), count: 0 }
  const lines = new LineCounter()
  const file = await open(target, 'w')
  let done = 0
  try {
    const take = async (text: string): Promise<void> => {
      const wanted = known === null ? /[\0\ufffd]/g : /\0/g
      for (const found of text.matchAll(wanted)) addDamage(damage, lines.lineOf(text, found.index))
      lines.pass(text)
      await file.writeFile(text.includes('\0') ? text.replaceAll('\0', '') : text)
    }
    for await (const chunk of createReadStream(path, { highWaterMark: chunkSize, signal })) {
      await take(decoder.decode(chunk as Buffer, { stream: true }))
      done += (chunk as Buffer).length
      onBytes?.(done, lines.passed)
    }
    await take(decoder.decode())
  } finally {
    await file.close()
  }
  return damage
}

/** The line on which a place of a text is, the texts coming one after another. */
class LineCounter {
  #before = 1
  #last = ''
  #text = ''
  #at = 0
  #line = 1

  get passed(): number {
    return this.#before - 1
  }

  lineOf(text: string, place: number): number {
    if (this.#text !== text) [this.#text, this.#at, this.#line] = [text, 0, this.#before]
    this.#line += this.#count(text, this.#at, place)
    this.#at = place
    return this.#line
  }

  pass(text: string): void {
    if (text === '') return
    this.#before = this.lineOf(text, text.length)
    this.#last = text.at(-1)!
    this.#text = ''
  }

  #count(text: string, from: number, to: number): number {
    let lines = 0
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at)
      if (code !== 10 && code !== 13) continue
      const pairs = code === 10 && (at === 0 ? this.#last === '\r' : text.charCodeAt(at - 1) === 13)
      if (!pairs) lines++
    }
    return lines
  }
}

/** Bytes that no text has: so many zeros or control characters that it is something else. */
export function isBinary({ bytes, nuls, controls }: ByteScan): boolean {
  return nuls > Math.max(4, bytes / 100) || controls > Math.max(2, Math.min(bytes, 65536) / 100)
}

/** Files that hold other files: what is inside a zip, and gzip unpacked. */
import type { Entry, ZipFile } from 'yauzl'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { open as openZip } from 'yauzl'
import type { ScanOptions } from './byte-scan'
import { EpochwiseError } from '../../../src-shared/errors'

/** What is unpacked may be this much, or a hundred times the archive where that is more. */
const freely = 1 << 30
const mostRatio = 100

/** @throws EpochwiseError import.binary: damaged, or it would unpack without end */
export async function gunzip(path: string, target: string, name: string, options: ScanOptions = {}): Promise<void> {
  const most = Math.max(freely, (await stat(path)).size * mostRatio)
  try {
    const bound = bounded(most, path, name, options)
    await pipeline(createReadStream(path), createGunzip(), bound, createWriteStream(target), { signal: options.signal })
  } catch (error) {
    throw inWords(error, path, name, 'gzip')
  }
}

function bounded(most: number, path: string, name: string, { onBytes }: ScanOptions): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      onBytes?.(bytes)
      if (bytes <= most) done(null, chunk)
      else done(tooLarge(path, name))
    },
  })
}

function tooLarge(path: string, name: string): EpochwiseError {
  const message = `${name} would unpack to more than a hundred times its size. Unpack it yourself, and open what is inside.`
  return new EpochwiseError('import.binary', message, { file: path })
}

function inWords(error: unknown, path: string, name: string, what: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!code.startsWith('Z_')) return error
  const message = `${name} is a ${what} archive that is damaged or cut short. Get the file again, or unpack what can be unpacked and open that.`
  return new EpochwiseError('import.binary', message, { file: path })
}

export type Packed = { kind: 'workbook' } | { kind: 'file'; name: string }

const mostUnpacked = 4 * freely

/** What a zip is: an Excel workbook, or an archive with one file. @throws EpochwiseError import.binary for any other */
export async function lookIntoZip(path: string, name: string): Promise<Packed> {
  const entries = await listZip(path, name)
  const names = entries.map(({ fileName }) => fileName)
  const size = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
  if (size > Math.max(freely, (await stat(path)).size * mostRatio) || size > mostUnpacked) throw tooLarge(path, name)
  if (names.includes('xl/workbook.xml')) return { kind: 'workbook' }
  const files = names.filter((one) => !one.endsWith('/') && !one.startsWith('__MACOSX/'))
  if (files.length === 1) return { kind: 'file', name: files[0]! }
  throw new EpochwiseError('import.binary', `${name} is ${zipWords(names, files.length)}.`, { file: path })
}

function zipWords(names: readonly string[], files: number): string {
  if (names.some((one) => one.startsWith('xl/')))
    return 'a workbook in binary form. Save it as .xlsx or CSV, and open that'
  if (names.some((one) => one.startsWith('word/'))) return 'a Word document. Save its table as CSV, and open that'
  if (names.includes('content.xml')) return 'an OpenDocument file. Save it as .xlsx or CSV, and open that'
  return `a zip archive with ${files} files. Unpack it, and open one of them`
}

async function listZip(path: string, name: string): Promise<Entry[]> {
  const entries: Entry[] = []
  await walkZip(path, name, (entry) => {
    entries.push(entry)
    return Promise.resolve(entries.length < 10_000)
  })
  return entries
}

/** @throws EpochwiseError import.binary where the archive is damaged */
export async function unzip(
  path: string,
  file: string,
  target: string,
  name: string,
  options: ScanOptions = {},
): Promise<void> {
  const most = Math.max(freely, (await stat(path)).size * mostRatio)
  await walkZip(path, name, async (entry, zip) => {
    if (entry.fileName !== file) return true
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)))
    })
    const bound = bounded(most, path, name, options)
    await pipeline(stream, bound, createWriteStream(target), { signal: options.signal })
    return false
  })
}

async function walkZip(
  path: string,
  name: string,
  visit: (entry: Entry, zip: ZipFile) => Promise<boolean>,
): Promise<void> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false }, (error, opened) => {
      if (error) reject(damagedZip(path, name))
      else resolve(opened)
    })
  })
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', () => reject(damagedZip(path, name)))
      zip.on('end', resolve)
      zip.on('entry', (entry: Entry) => {
        visit(entry, zip).then((goOn) => (goOn ? zip.readEntry() : resolve()), reject)
      })
      zip.readEntry()
    })
  } finally {
    zip.close()
  }
}

function damagedZip(path: string, name: string): EpochwiseError {
  const message = `${name} is a zip archive or workbook that is damaged or cut short. Get the file again, or save it anew.`
  return new EpochwiseError('import.binary', message, { file: path })
}

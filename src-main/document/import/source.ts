/**
 * The file before anything is read from it: what it is, whatever it is called, and its text in UTF-8.
 *
 * Everything after reads UTF-8 text: whatever else a file is, is written anew as that, into `workFolder`.
 */
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ImportEncoding, ImportFormat } from '../../../src-shared/import'
import type { ByteScan } from './byte-scan'
import type { Damage, Encoding } from './encoding'
import type { Dialect } from './records'
import type { ImportOptions } from './watched'
import type { Stamp } from './unchanged'
import { EpochwiseError } from '../../../src-shared/errors'
import { gunzip, lookIntoZip, unzip } from './archives'
import { scanBytes } from './byte-scan'
import { recognise } from './content'
import { encodingWords, findNarrow, findWide, isBinary, transcode } from './encoding'
import { readJsonLines } from './json-lines'
import { readParquet } from './parquet'
import { passOver, passWords } from './progress'
import { readWorkbook } from './spreadsheet'
import { refuseChanged, stampOf } from './unchanged'
import { ourDialect } from './write-rows'

export type Source = {
  /** The person's file. */
  file: string
  name: string
  /** Where it can be read again; null: it was pasted. */
  origin: string | null
  format: ImportFormat
  /** What is read in its place: UTF-8 text, perhaps with a mark at its start. */
  path: string
  bytes: number
  /** In words: what the person's file was in. */
  encoding: string
  sheets: string[]
  scan: ByteScan
  damage: Damage
  /** Lines that are no rows, and why, found before there were rows. */
  faults: ReadonlyMap<number, string>
  faultCount: number
  /** Known where the text is ours. */
  dialect: Dialect | null
  /** A line of the text is a line (a row, a sheet's row) of the file, whatever it holds. */
  innerLines: boolean
  stamp: Stamp
}

export type SourceOptions = ImportOptions & { encoding?: ImportEncoding; sheet?: string | null }

const noDamage: Damage = { lines: new Set(), count: 0 }

/** @throws EpochwiseError file.missing, file.unreadable, import.empty, import.binary, import.unreadable, import.changed */
export async function openSource(file: string, workFolder: string, options: SourceOptions = {}): Promise<Source> {
  await checkReadable(file)
  const stamp = await stampOf(file)
  try {
    const source = await readContent({ file, path: file, name: basename(file), workFolder, options, stamp }, 0)
    await refuseChanged(file, stamp)
    return source
  } catch (error) {
    await refuseChanged(file, stamp)
    throw error
  }
}

type Job = { file: string; path: string; name: string; workFolder: string; options: SourceOptions; stamp: Stamp }

/** Archives within archives are followed a little way. */
const deepest = 2

async function readContent(job: Job, depth: number): Promise<Source> {
  const content = await recognise(job.path, job.name)
  switch (content) {
    case 'gzip':
      return unpack(job, depth, (target) => gunzip(job.path, target, job.name, passOver(job.options, 'Unpacking')))
    case 'zip': {
      const packed = await lookIntoZip(job.path, job.name)
      if (packed.kind === 'workbook') return fromWorkbook(job)
      return unpack(job, depth, (target) =>
        unzip(job.path, packed.name, target, job.name, passOver(job.options, 'Unpacking')),
      )
    }
    case 'parquet':
      return fromParquet(job)
    case 'jsonl':
      return fromJsonLines(job)
    case 'text':
      return fromText(job)
  }
}

async function unpack(job: Job, depth: number, write: (target: string) => Promise<void>): Promise<Source> {
  if (depth === deepest) throw binary(job, 'is an archive within an archive within an archive. Unpack it')
  const target = join(job.workFolder, `unpacked-${depth}`)
  await write(target)
  if ((await stat(target)).size === 0) throw empty(job)
  return readContent({ ...job, path: target }, depth + 1)
}

async function fromText(job: Job): Promise<Source> {
  const wanted = job.options.encoding ?? 'auto'
  const wide = findWide(await readHead(job.path))
  if (wanted !== 'auto' && wanted !== 'utf-8') return fromForeign(job, wanted, null)
  if (wanted === 'auto' && wide !== null) return fromForeign(job, wide, null)
  const scan = await look(job, job.path)
  if (isBinary(scan)) throw binary(job, 'holds bytes that no text has')
  if (scan.utf8 && scan.nuls === 0) return textSource(job, job.path, scan, 'utf-8', noDamage)
  if (scan.utf8) return fromForeign(job, 'utf-8', null)
  const { encoding, damage } = await findNarrow(job.path, passOver(job.options, 'Finding the encoding', scan.bytes))
  if (wanted === 'utf-8' || encoding === 'utf-8') return fromForeign(job, 'utf-8', damage)
  return fromForeign(job, encoding, null)
}

async function fromForeign(job: Job, encoding: Encoding, known: Damage | null): Promise<Source> {
  const target = join(job.workFolder, 'decoded.csv')
  const pass = passOver(job.options, `Decoding ${encodingWords(encoding)}`, (await stat(job.path)).size)
  const damage = await transcode(job.path, encoding, target, known, pass)
  const scan = await look(job, target)
  if (isBinary(scan)) throw binary(job, 'holds bytes that no text has')
  return textSource(job, target, scan, encoding, damage)
}

function textSource(job: Job, path: string, scan: ByteScan, encoding: Encoding, damage: Damage): Source {
  if (scan.lines === 0) throw empty(job)
  return { ...base(job), format: 'csv', path, bytes: scan.bytes, encoding: encodingWords(encoding), scan, damage }
}

function base({ file, name, stamp }: Job) {
  const scan: ByteScan = {
    bytes: 0,
    lines: 0,
    utf8: true,
    feeds: 0,
    pairs: 0,
    returns: 0,
    nuls: 0,
    controls: 0,
    holds: () => true,
  }
  return {
    file,
    name,
    origin: file,
    stamp,
    scan,
    sheets: [] as string[],
    damage: noDamage,
    faults: new Map<number, string>(),
    faultCount: 0,
    dialect: null,
    innerLines: true,
  }
}

async function fromWorkbook(job: Job): Promise<Source> {
  job.options.onProgress?.(null, passWords('Reading the workbook', (await stat(job.path)).size))
  const sheets = await readWorkbook(job.path, job.workFolder, job.name, job.options)
  const names = sheets.map(({ name }) => name)
  const wanted = job.options.sheet ?? names[0]
  const sheet = sheets.find(({ name }) => name === wanted)
  if (sheet === undefined) {
    const message = `${job.name} has no sheet called “${wanted ?? ''}”. Its sheets are ${names.join(', ')}.`
    throw new EpochwiseError('import.unreadable', message, { file: job.file })
  }
  const scan = await look(job, sheet.path)
  if (scan.lines === 0) throw empty(job, `The sheet “${sheet.name}” of ${job.name}`)
  const encoding = 'Excel workbook'
  const { path } = sheet
  return {
    ...base(job),
    format: 'xlsx',
    path,
    bytes: scan.bytes,
    encoding,
    sheets: names,
    scan,
    dialect: ourDialect,
    innerLines: false,
  }
}

async function fromJsonLines(job: Job): Promise<Source> {
  const target = join(job.workFolder, 'lines.csv')
  const pass = passOver(job.options, 'Reading JSON lines', (await stat(job.path)).size)
  const { columns, faults, faultCount } = await readJsonLines(job.path, target, job.name, pass)
  if (columns === 0) throw empty(job)
  const scan = await look(job, target)
  const encoding = 'JSON lines'
  const ours = { dialect: ourDialect, innerLines: false, faults, faultCount }
  return { ...base(job), ...ours, format: 'jsonl', path: target, bytes: scan.bytes, encoding, scan }
}

async function fromParquet(job: Job): Promise<Source> {
  const path = join(job.workFolder, 'parquet.csv')
  await readParquet(job.path, path, job.name, job.options)
  const scan = await look(job, path)
  const ours = { dialect: ourDialect, innerLines: false }
  return { ...base(job), ...ours, format: 'parquet', path, bytes: scan.bytes, encoding: 'Parquet', scan }
}

async function look({ options }: Job, path: string): Promise<ByteScan> {
  return scanBytes(path, passOver(options, 'Looking through the text', (await stat(path)).size))
}

async function checkReadable(path: string): Promise<void> {
  const name = basename(path)
  let bytes: number
  try {
    const found = await stat(path)
    if (!found.isFile()) throw unreadable(path, 'it is not a file')
    bytes = found.size
    await (await open(path, 'r')).close()
  } catch (error) {
    if (error instanceof EpochwiseError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new EpochwiseError('file.missing', `${name} is not there. Choose another file.`, { file: path })
    }
    throw unreadable(path, 'you may not read it')
  }
  if (bytes === 0) throw empty({ file: path, name })
}

async function readHead(path: string): Promise<Buffer> {
  for await (const chunk of createReadStream(path, { end: 4095 })) return chunk as Buffer
  return Buffer.alloc(0)
}

function empty({ file, name }: Pick<Job, 'file' | 'name'>, what = name): EpochwiseError {
  return new EpochwiseError('import.empty', `${what} is empty. Choose a table with a header line and rows.`, { file })
}

function binary({ file, name }: Job, what: string): EpochwiseError {
  return new EpochwiseError('import.binary', `${name} ${what}. Choose a table: CSV, XLSX, Parquet or JSON lines.`, {
    file,
  })
}

function unreadable(path: string, why: string): EpochwiseError {
  return new EpochwiseError('file.unreadable', `${basename(path)} cannot be read: ${why}. Choose another file.`, {
    file: path,
  })
}

/**
 * A CSV in, the same rows with their predictions out: read as the import reads, every record as it is spelled, a few
 * megabytes at a time.
 */
import { open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { EpochwiseError } from '../../src-shared/errors'
import { restored } from '../document/import/formulas'
import type { Layout, Zone } from '../document/import/layout'
import { layoutOf, readHeader, scanOptions, zones } from '../document/import/layout'
import { lookAt } from '../document/import/look'
import type { CsvRecord } from '../document/import/records'
import { scanRecords } from '../document/import/records'
import { fitted } from '../document/import/repair'
import { refuseChanged } from '../document/import/unchanged'
import { withWorkFolder } from '../document/work-folder'
import type { ImportRules } from '../../src-shared/import'
import type { MendedRows, PredictedRows } from '../../src-shared/predict'
import { mostMendedNamed } from '../../src-shared/predict'
import type { Source } from '../document/import/source'
import type { FeatureEncoding, TargetEncoding } from '../features/encoding'
import { targetColumns } from '../features/encoding'
import { readFileCell } from '../features/predict-values'
import type { Answer, Predictor } from './predictor'

export type PredictFileJob = {
  /** Absolute. */
  from: string
  to: string
  /** 0–1 */
  onProgress?: (share: number) => void
  signal?: AbortSignal
}

/**
 * Gives how many rows there were, and which had to be mended, as an import mends them. `to` is complete or not there.
 *
 * @throws EpochwiseError predict.columns: a feature's column is missing; predict.value: a line that is too long to be read;
 * file.*, import.empty, import.headerOnly, import.binary, disk.full
 */
export function predictFile(predictor: Predictor, job: PredictFileJob): Promise<PredictedRows> {
  return withWorkFolder(job.to, async (folder) => {
    const { source, rules } = await lookAt(job.from, folder, {}, { signal: job.signal })
    const { layout, header } = await findLayout(source, rules, predictor)
    const part = `${job.to}.part`
    const output = await open(part, 'w')
    try {
      const writer = new PredictionWriter(predictor, layout, header, output, job.from)
      await output.writeFile(writer.headerLine())
      await scanRecords(source.path, layout, (record) => writer.take(record), {
        ...scanOptions(layout, { signal: job.signal }),
        onBytes: async (bytes) => {
          await writer.flush()
          job.onProgress?.(Math.min(1, bytes / source.bytes))
        },
      })
      await writer.flush()
      if (writer.rows === 0) throw headerOnly(job.from)
      await refuseChanged(job.from, source.stamp)
      await output.sync()
      await output.close()
      await rename(part, job.to)
      return { rows: writer.rows, mended: writer.mended }
    } catch (error) {
      await output.close().catch(() => undefined)
      await rm(part, { force: true })
      throw error
    }
  }).catch((error: unknown) => explain(error, job.to))
}

function explain(error: unknown, to: string): never {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  const file = { file: to }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    throw new EpochwiseError(
      'disk.full',
      `The disk is full, so ${basename(to)} was not written. Free some space and try again.`,
      file,
    )
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    throw new EpochwiseError('file.readonly', `${basename(to)} can't be written there. Choose another folder.`, file)
  }
  if (code === 'ENOENT') {
    throw new EpochwiseError('file.missing', `The folder for ${basename(to)} is not there. Choose another one.`, file)
  }
  throw error
}

function headerOnly(from: string): EpochwiseError {
  const message = `${basename(from)} has a header and no rows. Choose a CSV with rows below its header.`
  return new EpochwiseError('import.headerOnly', message, { file: from })
}

type Found = { layout: Layout; header: string[] }

/** The way of writing in which the header names every feature; the first record is always the header. */
async function findLayout(source: Source, rules: ImportRules, predictor: Predictor): Promise<Found> {
  const wanted = predictor.encoding.features.map(({ name }) => name)
  const proposed = layoutOf({ ...rules, header: true }, rules.columns.length, source.innerLines)
  const others = [',', ';', '\t', '|'].map((delimiter) => ({
    ...proposed,
    delimiter,
    skip: 0,
    headerLines: 1,
    columns: 1,
  }))
  let missing = wanted
  for (const layout of [proposed, ...others]) {
    const header = await readHeader(source.path, layout)
    const names = header.map((name) => name.trim())
    const absent = wanted.filter((name) => !names.includes(name) && !header.includes(name))
    if (absent.length === 0) return { layout: { ...layout, columns: header.length }, header }
    if (absent.length < missing.length || layout === proposed) missing = absent
  }
  throw lacking(source, missing)
}

function lacking({ file, name: from }: Source, missing: readonly string[]): EpochwiseError {
  const list = missing.map((name) => `“${name}”`).join(', ')
  const [what, them] = missing.length === 1 ? [`the column ${list}`, 'it'] : [`the columns ${list}`, 'them']
  const message = `${from} lacks ${what}, which the run was trained on. Add ${them}, or choose another file.`
  return new EpochwiseError('predict.columns', message, { file, column: missing[0] })
}

class PredictionWriter {
  rows = 0
  readonly mended: MendedRows = { count: 0, first: [] }
  readonly #predictor: Predictor
  readonly #layout: Layout
  readonly #header: string[]
  readonly #output: FileHandle
  readonly #from: string
  /** Per feature: its place among the cells. */
  readonly #places: { feature: FeatureEncoding; place: number }[]
  readonly #zoneOf: (record: CsvRecord) => Zone
  #records: { bytes: Buffer; row: (number | string | null)[] }[] = []

  constructor(predictor: Predictor, layout: Layout, header: string[], output: FileHandle, from: string) {
    this.#predictor = predictor
    this.#layout = layout
    this.#header = header
    this.#output = output
    this.#from = from
    this.#zoneOf = zones(layout)
    this.#places = predictor.encoding.features.map((feature) => {
      const exact = header.indexOf(feature.name)
      return { feature, place: exact >= 0 ? exact : header.findIndex((name) => name.trim() === feature.name) }
    })
  }

  headerLine(): string {
    return this.#line([...this.#header, ...addedNames(this.#predictor.encoding.target, this.#header)])
  }

  /** Called for each record, the header and what stands above it among them. */
  take(record: CsvRecord): undefined {
    if (this.#zoneOf(record) !== 'row') return
    const { cells, note, reason } = fitted(record, this.#layout, 'repair')
    if (note === 'rejected') throw this.#unreadable(record.line, reason)
    if (note !== null) this.#mend(record.line, reason)
    const row = this.#places.map(({ feature, place }) =>
      readFileCell(this.#predictor.encoding, feature, restored(cells[place]!)),
    )
    // A row without a fault stays as it is spelled; a mended one is spelled anew, so that its answer stands in its column.
    const bytes =
      note === null ? record.bytes.subarray(record.start, record.end) : Buffer.from(this.#line(cells).slice(0, -1))
    this.#records.push({ bytes, row })
  }

  #mend(line: number, reason: string): void {
    this.mended.count++
    if (this.mended.first.length < mostMendedNamed) this.mended.first.push({ line, reason })
  }

  /** Predicts what was taken, and writes it. */
  async flush(): Promise<void> {
    const records = this.#records
    if (records.length === 0) return
    this.#records = []
    const answers = await this.#predictor.predict(records.map(({ row }) => row))
    const delimiter = Buffer.from(this.#layout.delimiter)
    const parts = records.flatMap(({ bytes }, i) => [
      bytes,
      delimiter,
      Buffer.from(this.#line(addedCells(answers[i]!))),
    ])
    await this.#output.writeFile(Buffer.concat(parts))
    this.rows += records.length
  }

  #line(cells: readonly string[]): string {
    return `${cells.map((cell) => quoteCell(cell, this.#layout)).join(this.#layout.delimiter)}\n`
  }

  #unreadable(line: number, why: string): EpochwiseError {
    const message = `Line ${line} of ${basename(this.#from)} can't be read: ${why} Mend it and try again.`
    return new EpochwiseError('predict.value', message, { file: this.#from, line })
  }
}

/** `predicted_price`, or `predicted_price (2)` where the file has that column already; `probability_<class>`. */
export function addedNames(target: TargetEncoding, header: readonly string[]): string[] {
  const wanted = targetColumns(target).map(({ name }) => `predicted_${name}`)
  if (target.kind === 'classes') wanted.push(...target.classes.map((name) => `probability_${name}`))
  const taken = new Set(header.map((name) => name.trim()))
  return wanted.map((name) => {
    let unique = name
    for (let again = 2; taken.has(unique); again++) unique = `${name} (${again})`
    taken.add(unique)
    return unique
  })
}

function addedCells(answer: Answer): string[] {
  if (answer.kind === 'regression') return answer.values.map(spell)
  return [answer.label, ...answer.probabilities.map(spell)]
}

/** float32 carries seven digits; nine spell it without a tail of noise. */
function spell(value: number): string {
  return String(Number(value.toPrecision(9)))
}

function quoteCell(cell: string, { delimiter, quote, escape }: Layout): string {
  const plain =
    ![delimiter, quote, '\n', '\r'].some((mark) => mark !== '' && cell.includes(mark)) && cell.trim() === cell
  if (plain || quote === '') return cell
  const escaped =
    escape === quote || escape === '' ? cell.replaceAll(quote, quote + quote) : escapeWith(cell, quote, escape)
  return quote + escaped + quote
}

function escapeWith(cell: string, quote: string, escape: string): string {
  return cell.replaceAll(escape, escape + escape).replaceAll(quote, escape + quote)
}

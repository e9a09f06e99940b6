/** What of a file is the table: how its cells are parted, how wide it is, what stands above and below it. */
import type { ImportRules } from '../../../src-shared/import'
import type { CsvRecord, Dialect, RecordOptions } from './records'
import { recordText, scanRecords, splitFields } from './records'
import { restored } from './formulas'

export type Layout = Dialect & {
  columns: number
  /** Records that make the header; 0: there is none. */
  headerLines: number
  /** Lines above the header, blank ones among them. */
  skip: number
  /** Records below the table. */
  footer: number
  /** Lines within a quoted text are lines of the file. */
  innerLines: boolean
}

export function layoutOf(rules: ImportRules, columns: number, innerLines: boolean): Layout {
  const { delimiter, quote, escape, header, headerLines, skip, footer } = rules
  return { delimiter, quote, escape, columns, headerLines: header ? headerLines : 0, skip, footer, innerLines }
}

/** Where a record stands; `dialect`: it names the delimiter. */
export type Zone = 'dialect' | 'above' | 'header' | 'row'

/** Excel's own way to name the delimiter. */
export const dialectLine = /^(?:\ufeff)?"?sep=(.{1,2}?)"?\r?(?:\n|$)/i

/** Tells the zones of records that come in order. */
export function zones({ skip, headerLines }: Layout): (record: CsvRecord) => Zone {
  let headers = 0
  return (record) => {
    const { line } = record
    if (line === 1 && skip > 0 && dialectLine.test(recordText(record).slice(0, 40))) return 'dialect'
    if (line <= skip) return 'above'
    return headers++ < headerLines ? 'header' : 'row'
  }
}

export function scanOptions(layout: Layout, options: RecordOptions = {}): RecordOptions {
  return { ...options, columns: layout.columns, innerLines: layout.innerLines }
}

/** One name per column: those of the header, one under the other where there are several, formulas' apostrophes off. */
export async function readHeader(path: string, layout: Layout): Promise<string[]> {
  const lines: string[][] = []
  if (layout.headerLines === 0) return []
  const zoneOf = zones(layout)
  await scanRecords(
    path,
    layout,
    (record) => {
      if (zoneOf(record) === 'header') lines.push(splitFields(record, layout))
      return lines.length < layout.headerLines
    },
    scanOptions(layout),
  )
  return joinHeaders(lines)
}

/** A group's name stands above its first column only: it is carried to the right, to the next one. */
export function joinHeaders(lines: readonly string[][]): string[] {
  const width = Math.max(0, ...lines.map((line) => line.length))
  const names = Array.from({ length: width }, () => [] as string[])
  for (const [index, line] of lines.entries()) {
    let group = ''
    for (let column = 0; column < width; column++) {
      const cell = restored((line[column] ?? '').trim())
      if (cell !== '') group = cell
      const part = cell === '' && index < lines.length - 1 && column > 0 ? group : cell
      if (part !== '') names[column]!.push(part)
    }
  }
  return names.map((parts) => parts.join(' '))
}

/** None empty, none twice: `column 3`, `price (2)`. */
export function uniqueNames(cells: readonly string[], columns: number): string[] {
  const taken = new Set<string>()
  const again = new Map<string, number>()
  return Array.from({ length: columns }, (_, index) => {
    const wanted = (cells[index] ?? '').trim() || `column ${index + 1}`
    let name = wanted
    for (let number = again.get(wanted) ?? 2; taken.has(name); number++) {
      name = `${wanted} (${number})`
      again.set(wanted, number + 1)
    }
    taken.add(name)
    return name
  })
}

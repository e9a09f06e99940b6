/**
 * JSON lines: one object a line, its keys the columns. As a CSV of ours, line for line, so that a line of the one is a
 * line of the other; a value that is a list or an object stays JSON.
 */
import { createReadStream } from 'node:fs'
import type { ScanOptions } from './byte-scan'
import { EpochwiseError } from '../../../src-shared/errors'
import { importLimits } from '../../../src-shared/import'
import { csvLine, LineWriter } from './write-rows'

/** Lines that are no objects, with the reason; the CSV has a blank line there. */
export type JsonLines = { columns: number; faults: Map<number, string>; faultCount: number }

const mostFaults = importLimits.listed

/** Two passes: the keys of all lines first. @throws EpochwiseError import.unreadable: too many keys */
export async function readJsonLines(
  path: string,
  target: string,
  name: string,
  options: ScanOptions,
): Promise<JsonLines> {
  const keys = new Map<string, number>()
  const faults = new Map<number, string>()
  let faultCount = 0
  await eachLine(path, options, (text, line) => {
    const value = parse(text)
    if (typeof value === 'string') {
      faultCount++
      if (faults.size < mostFaults) faults.set(line, value)
    } else if (value !== null) for (const key of Object.keys(value)) if (!keys.has(key)) keys.set(key, keys.size)
    if (keys.size > importLimits.columns) throw tooMany(path, name)
    return undefined
  })
  const writer = await LineWriter.open(target)
  try {
    await writer.write(csvLine([...keys.keys()]))
    await eachLine(path, options, (text) => {
      const value = parse(text)
      if (value === null || typeof value === 'string') return writer.write('\n')
      const cells = new Array<string | null>(keys.size).fill(null)
      for (const [key, cell] of Object.entries(value)) cells[keys.get(key)!] = cellText(cell)
      return writer.write(csvLine(cells))
    })
    await writer.flush()
  } finally {
    await writer.close()
  }
  return { columns: keys.size, faults, faultCount }
}

function tooMany(path: string, name: string): EpochwiseError {
  const message = `The objects of ${name} have more than ${importLimits.columns.toLocaleString('en')} different keys. Choose a file with one object of the same keys per line.`
  return new EpochwiseError('import.unreadable', message, { file: path })
}

/** The object; null: a blank line; a text: why it is none. */
function parse(text: string): Record<string, unknown> | string | null {
  if (text.trim() === '') return null
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
    return 'It is JSON, but not an object.'
  } catch {
    return 'It is not JSON.'
  }
}

function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

async function eachLine(
  path: string,
  { signal, onBytes }: ScanOptions,
  visit: (text: string, line: number) => Promise<void> | undefined,
): Promise<void> {
  let [rest, line, bytes] = ['', 0, 0]
  const take = async (text: string): Promise<void> => {
    const pending = visit(++line === 1 ? text.replace(/^\ufeff/, '') : text, line)
    if (pending !== undefined) await pending
  }
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20, signal })) {
    const text = chunk as string
    bytes += Buffer.byteLength(text)
    onBytes?.(bytes, line)
    if (!text.includes('\n')) {
      rest += text
      continue
    }
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const one of lines) await take(one)
  }
  if (rest !== '') await take(rest)
}

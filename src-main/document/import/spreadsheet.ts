/**
 * Excel workbooks: every sheet as a CSV of ours, values instead of formulas, dates as 2026-01-31.
 *
 * The reader holds a whole workbook in memory and computes without a pause, so it works in a thread of its own, with a
 * limit to its memory, and can be ended at any moment.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ImportOptions } from './watched'
import { EpochwiseError } from '../../../src-shared/errors'
import { rowsWords } from './progress'

export type Sheet = { name: string; path: string; rows: number }

type Said = { kind: 'rows'; sheet: string; rows: number } | { kind: 'sheets'; sheets: { name: string; rows: number }[] }

const mostMemory = 4096

/** @throws EpochwiseError import.binary: damaged, protected or too large; the signal's reason */
export async function readWorkbook(
  path: string,
  folder: string,
  name: string,
  { signal, onProgress }: ImportOptions = {},
): Promise<Sheet[]> {
  signal?.throwIfAborted()
  const worker = new Worker(program, {
    eval: true,
    workerData: {
      path,
      folder,
      library: createRequire(import.meta.url).resolve('read-excel-file/node'),
    },
    resourceLimits: { maxOldGenerationSizeMb: mostMemory },
  })
  const end = (): void => void worker.terminate()
  signal?.addEventListener('abort', end)
  try {
    const sheets = await new Promise<{ name: string; rows: number }[]>((resolve, reject) => {
      worker.on('message', (said: Said) => {
        if (said.kind === 'sheets') resolve(said.sheets)
        else onProgress?.(null, `Reading the sheet “${said.sheet}”, ${rowsWords(said.rows)}`)
      })
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the thread ended')))
    })
    return sheets.map((sheet, index) => ({ ...sheet, path: sheetPath(folder, index) }))
  } catch (error) {
    signal?.throwIfAborted()
    throw inWords(error, path, name)
  } finally {
    signal?.removeEventListener('abort', end)
    void worker.terminate()
  }
}

function sheetPath(folder: string, index: number): string {
  return join(folder, `sheet-${index}.csv`)
}

function inWords(error: unknown, path: string, name: string): unknown {
  const { code, message: said } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return error
  const why =
    code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? 'it is too large to be read as a workbook'
      : /encrypt|password/i.test(said)
        ? 'it is protected by a password'
        : 'it is damaged, or no workbook of Excel'
  return new EpochwiseError('import.binary', `${name} cannot be read: ${why}. Save it as CSV, and open that.`, {
    file: path,
  })
}

/** Runs in the thread: plain JavaScript, because it is given as text. */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const { createWriteStream } = require('node:fs')
const { join } = require('node:path')
const { once } = require('node:events')

const two = (number) => String(number).padStart(2, '0')
function dateText(date) {
  const day = date.getUTCFullYear() + '-' + two(date.getUTCMonth() + 1) + '-' + two(date.getUTCDate())
  const time = two(date.getUTCHours()) + ':' + two(date.getUTCMinutes()) + ':' + two(date.getUTCSeconds())
  return time === '00:00:00' ? day : day + ' ' + time
}
function cellText(value) {
  if (value === null || value === undefined) return ''
  return value instanceof Date ? dateText(value) : String(value)
}
function quoted(text) {
  return /[",\\r\\n]|^\\s|\\s$/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text
}
async function writeSheet(rows, path, tell) {
  const out = createWriteStream(path)
  for (const [index, row] of rows.entries()) {
    if (index % 10000 === 0) tell(index)
    const texts = row.map(cellText)
    const line = texts.every((text) => text === '') ? '' : texts.map(quoted).join(',')
    if (!out.write(line + '\\n')) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}
async function main() {
  const { default: readWorkbook } = await import(workerData.library)
  const sheets = await readWorkbook(workerData.path, { trim: false })
  for (const [index, { data }] of sheets.entries()) {
    const tell = (rows) => parentPort.postMessage({ kind: 'rows', sheet: sheets[index].sheet, rows })
    await writeSheet(data, join(workerData.folder, 'sheet-' + index + '.csv'), tell)
  }
  const found = sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.length }))
  parentPort.postMessage({ kind: 'sheets', sheets: found })
}
main().catch((error) => {
  setImmediate(() => { throw error })
})
`

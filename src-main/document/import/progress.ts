/** What a person is told while a file is read: which pass over it, how much of it in bytes, and in rows where they are known. */
import type { ScanOptions } from './byte-scan'
import type { ImportOptions } from './watched'

/** A pass over a file tells its bytes far more often than anyone reads; in milliseconds. */
const period = 100

/** `of`: the file's size, where the bytes told are the file's own. */
export function passOver({ signal, onProgress }: ImportOptions, doing: string, of?: number): ScanOptions {
  let next = 0
  return {
    signal,
    onBytes: (bytes, lines) => {
      const now = performance.now()
      if (now < next) return
      next = now + period
      onProgress?.(null, passWords(doing, bytes, of, lines === undefined ? '' : `${lines.toLocaleString('en')} lines`))
    },
  }
}

export function passWords(doing: string, bytes: number, of?: number, rows = ''): string {
  const size = of === undefined ? sizeWords(bytes) : `${sizeWords(Math.min(bytes, of))} of ${sizeWords(of)}`
  return [doing, size, rows].filter((words) => words !== '').join(', ')
}

export function rowsWords(rows: number): string {
  return `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`
}

export function sizeWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let [size, unit] = [bytes, 0]
  while (size >= 1000 && unit < units.length - 1) [size, unit] = [size / 1000, unit + 1]
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]!}`
}

/** The import in words: what the dialog offers, and how its report reads. */
import type { ImportEncoding, ImportReport, RowNote } from '../../../src-shared/import'
import { formatCount } from '../../charts/format'

const delimiters: Record<string, string> = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar |', ' ': 'Space' }

export function delimiterWords(delimiter: string): string {
  return delimiters[delimiter] ?? `“${delimiter}”`
}

/** The usual ones, and the one in use where it is another. */
export function delimiterOptions(current: string): { value: string; label: string }[] {
  const all = Object.keys(delimiters)
  return (all.includes(current) ? all : [...all, current]).map((value) => ({ value, label: delimiterWords(value) }))
}

export const encodingWords: Record<ImportEncoding, string> = {
  auto: 'Found by itself',
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Western (Windows-1252)',
  'iso-8859-2': 'Central European (ISO 8859-2)',
  'iso-8859-15': 'Western (ISO 8859-15)',
  'windows-1250': 'Central European (Windows-1250)',
  'windows-1251': 'Cyrillic (Windows-1251)',
  'koi8-r': 'Cyrillic (KOI8-R)',
  shift_jis: 'Japanese (Shift JIS)',
  'euc-jp': 'Japanese (EUC-JP)',
  gb18030: 'Chinese (GB 18030)',
  big5: 'Chinese (Big5)',
  'euc-kr': 'Korean (EUC-KR)',
}

export const noteWords: Record<RowNote, string> = {
  padded: 'filled up',
  cut: 'cut',
  literal: 'read literally',
  replaced: 'characters replaced',
  rejected: 'left out',
}

const rows = (count: number): string => (count === 1 ? '1 row' : `${formatCount(count)} rows`)

/** One line for the note after an import. */
export function importWords(report: ImportReport): string {
  const words = [
    `Imported ${formatCount(report.rowsImported)} of ${formatCount(report.rowsInFile)} rows from ${report.file}.`,
  ]
  if (report.listedCount > 0) words.push(`${rows(report.listedCount)} left out.`)
  if (report.repairedCount > 0) words.push(`${rows(report.repairedCount)} repaired.`)
  return words.join(' ')
}

/** "12.4 MB" */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  if (bytes < 1e6) return `${(bytes / 1000).toFixed(1)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

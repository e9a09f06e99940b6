/**
 * What a cell's text means, once in TypeScript (typing) and once in SQL (importing a million rows): the two agree.
 *
 * A number is written as programs write it: `12`, `-0.5`, `.5`, `1e6`. `12,5`, `1_000`, `0x10`, `inf` and `1e400` are
 * not numbers. Around a number, spaces don't matter; in a category every character does.
 */
import type { Cell, ColumnKind } from '../../src-shared/table'
import { EpochwiseError } from '../../src-shared/errors'

/** What files write where they have no value. Spaces around them don't matter, upper and lower case do. */
export const missingWords = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '-', '?'] as const

const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

export function isMissing(text: string): boolean {
  return (missingWords as readonly string[]).includes(text.trim())
}

/** null: not a finite number. */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim()
  if (!numberForm.test(trimmed)) return null
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : null
}

/** A typed text as a cell of that kind. @throws EpochwiseError cell.invalid */
export function readCell(text: string, kind: ColumnKind, column: string): Cell {
  if (kind === 'category') return text.trim() === '' ? null : text
  if (isMissing(text)) return null
  const value = parseNumber(text)
  if (value === null) throw new EpochwiseError('cell.invalid', whyNotANumber(text), { column })
  return value
}

/** The reason in words, with the spelling that would do where one can be guessed. */
export function whyNotANumber(text: string): string {
  const shown = shorten(text.trim())
  const guess = guessNumber(text.trim())
  if (guess !== null) return `“${shown}” is not a number: write ${guess}.`
  if (/^[+-]?(?:inf(?:inity)?)$/i.test(text.trim()) || (numberForm.test(text.trim()) && parseNumber(text) === null)) {
    return `“${shown}” is too large for a number: write one below 1.8e308, or leave the cell empty.`
  }
  return `“${shown}” is not a number: write digits such as 12.5, or leave the cell empty.`
}

/** `12,5` → `12.5`; `1 234,5` → `1234.5`; `$1,200` → `1200`; null where several readings are possible. */
function guessNumber(text: string): string | null {
  const bare = text.replace(/[\s\u00a0\u202f_'’]/g, '').replace(/^[$€£¥]|[$€£¥%]$/g, '')
  const plain = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare)
    ? bare.replaceAll(',', '')
    : /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/.test(bare)
      ? bare.replaceAll('.', '').replace(',', '.')
      : bare.replace(/^([+-]?\d*),(\d+)$/, '$1.$2')
  return plain !== text && parseNumber(plain) !== null ? plain : null
}

export function shorten(text: string, most = 40): string {
  const oneLine = text.replace(/\s+/g, ' ')
  return oneLine.length > most ? `${oneLine.slice(0, most - 1)}…` : oneLine
}

/** A cell as a person reads it in a sentence. */
export function cellWords(cell: Cell): string {
  return cell === null ? 'nothing' : shorten(String(cell))
}

const wordList = `(${missingWords.map((word) => `'${word}'`).join(', ')})`

/**
 * SQL: is it a missing word with spaces around it? Only texts that begin or end with a space are trimmed: trimming
 * every text takes longer than reading the file.
 */
export function paddedMissingSql(expression: string): string {
  return `CASE WHEN ${expression} < '!' OR ends_with(${expression}, ' ')
    THEN trim(${expression}, E' \\t\\r\\n') IN ${wordList} ELSE FALSE END`
}

/** SQL: a text without a value as NULL, any other as it is. `expression` is ours, never a name from a file. */
export function valueSql(expression: string): string {
  return `CASE WHEN ${expression} IN ${wordList} OR ${paddedMissingSql(expression)} THEN NULL ELSE ${expression} END`
}

/** SQL: a text as the finite number it spells, else NULL. */
export function numberSql(expression: string): string {
  const number = `TRY_CAST(${expression} AS DOUBLE)`
  return `CASE WHEN isfinite(${number}) AND NOT contains(${expression}, '_') AND NOT contains(${expression}, '+-') THEN ${number} END`
}

/** SQL: a number in its shortest spelling that reads back as the same number: `300`, `0.1`, `1e+21`. */
export function spellingSql(expression: string): string {
  return `CASE WHEN ${expression} = trunc(${expression}) AND abs(${expression}) < 1e15
    THEN CAST(CAST(${expression} AS BIGINT) AS VARCHAR) ELSE CAST(${expression} AS VARCHAR) END`
}

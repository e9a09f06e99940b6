/**
 * What a text means, once in JavaScript (typing, forms, files) and once in SQL (a million rows): the two agree, which
 * a property test shows.
 *
 * A text has a number under its column's kind: the finite value, 0 or 1, seconds since 1970 in UTC, the place in the
 * column's order. Around all of them, plain spaces don't matter.
 */
import type { Cell, Column, Reading, ReadKind } from '../../src-shared/table'
import { assertNever } from '../../src-shared/errors'
import { isReadKind } from '../../src-shared/table'
import { dateSql, readDate } from './reading-dates'
import { spelledNumberSql, readSpelledNumber } from './reading-numbers'
import { literal, listLiteral, trimmed, trimmedSql } from './reading-texts'

/** What reading needs of a column. */
export type Readable = Pick<Column, 'kind' | 'settings'>

/** null: the kind reads no number there. `text` is a cell's text, not a missing one. */
export function readText({ kind, settings }: Readable, text: string): number | null {
  return isReadKind(kind) ? readAs(kind, settings.reading, settings.order ?? [], text) : null
}

function readAs(kind: ReadKind, reading: Reading, order: readonly string[], text: string): number | null {
  switch (kind) {
    case 'number':
      return readSpelledNumber(text, reading)
    case 'boolean':
      return readTruth(text, reading)
    case 'date':
      return readDate(text, reading.dateOrder)
    case 'ordered': {
      const place = order.indexOf(trimmed(text))
      return place === -1 ? null : place
    }
    default:
      return assertNever(kind)
  }
}

/** SQL: the same as a DOUBLE, NULL for null. `text` is an expression of ours, of a VARCHAR that may be NULL. */
export function readingSql({ kind, settings }: Readable, text: string): string {
  return isReadKind(kind) ? asSql(kind, settings.reading, settings.order ?? [], text) : 'CAST(NULL AS DOUBLE)'
}

function asSql(kind: ReadKind, reading: Reading, order: readonly string[], text: string): string {
  switch (kind) {
    case 'number':
      return spelledNumberSql(text, reading)
    case 'boolean':
      return truthSql(text, reading)
    case 'date':
      return dateSql(text, reading.dateOrder)
    case 'ordered':
      return `CAST(nullif(list_position(${listLiteral(order)}, ${trimmedSql(text)}), 0) - 1 AS DOUBLE)`
    default:
      return assertNever(kind)
  }
}

function readTruth(text: string, { trueWords, falseWords }: Reading): number | null {
  const word = trimmed(text)
  if (spellings(trueWords).includes(word)) return 1
  return spellings(falseWords).includes(word) ? 0 : null
}

function truthSql(text: string, { trueWords, falseWords }: Reading): string {
  const [yes, no, word] = [spellings(trueWords), spellings(falseWords), trimmedSql(text)]
  // Trimming takes longer than looking at the words, and hardly any word needs it.
  return `CAST(CASE WHEN ${isIn(text, yes)} THEN 1 WHEN ${isIn(text, no)} THEN 0
    WHEN ${isIn(word, yes)} THEN 1 WHEN ${isIn(word, no)} THEN 0 END AS DOUBLE)`
}

function isIn(text: string, words: readonly string[]): string {
  return words.length === 0 ? 'FALSE' : `${text} IN (${words.map(literal).join(', ')})`
}

/** `yes`, `Yes`, `YES`: spelled out, because no two libraries agree on what upper case is. */
function spellings(words: readonly string[]): string[] {
  return words.flatMap((word) => [
    word,
    word.toLowerCase(),
    word.toUpperCase(),
    word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase(),
  ])
}

export function isMissing(text: string, missingWords: readonly string[]): boolean {
  const word = trimmed(text)
  return word === '' || missingWords.includes(word)
}

/** A text as the cell it makes: missing words are null, everything else stays as it is spelled. */
export function cellOf(text: string, missingWords: readonly string[]): Cell {
  return isMissing(text, missingWords) ? null : text
}

/** SQL: a text without a value as NULL, any other as it is. */
export function cellSql(text: string, missingWords: readonly string[]): string {
  const words = [...new Set(['', ...missingWords])]
  return `CASE WHEN ${isIn(trimmedSql(text), words)} THEN NULL ELSE ${text} END`
}

/** SQL: is it a missing word with spaces around it? */
export function paddedMissingSql(text: string, missingWords: readonly string[]): string {
  return `${cellSql(text, missingWords)} IS NULL AND ${text} IS NOT NULL`
}

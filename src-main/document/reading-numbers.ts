/**
 * Numbers as people write them: `12`, `-0.5`, `.5`, `1e6`; under a reading also `1.234,56`, `1 234`, `$74.69`, `12 %`.
 *
 * `1_000`, `0x10`, `inf` and `1e400` are not numbers under any.
 */
import type { Reading } from '../../src-shared/table'
import { escapePattern, literal, spaces, trimmed } from './reading-texts'

const plainForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** null: not a finite number. */
export function readSpelledNumber(text: string, reading: Reading): number | null {
  const bare = isPlain(reading) ? trimmed(text) : bareNumber(text, reading)
  if (!plainForm.test(bare)) return null
  const value = Number(bare)
  return Number.isFinite(value) ? value : null
}

/** SQL: the same, of an expression of ours. */
export function spelledNumberSql(text: string, reading: Reading): string {
  if (isPlain(reading)) return plainNumberSql(text)
  const pattern = literal(formOf(reading))
  const bare = Array.from(separators(reading)).reduce(
    (sql, mark) => `replace(${sql}, ${literal(mark)}, '')`,
    `regexp_replace(${text}, ${pattern}, '\\1\\2\\3')`,
  )
  const spelled = reading.decimal === '.' ? bare : `replace(${bare}, ',', '.')`
  return `CASE WHEN regexp_full_match(${text}, ${pattern}) THEN ${plainNumberSql(spelled)} END`
}

function plainNumberSql(text: string): string {
  const number = `TRY_CAST(${text} AS DOUBLE)`
  return `CASE WHEN isfinite(${number}) AND NOT contains(${text}, '_') AND NOT contains(${text}, '+-') THEN ${number} END`
}

function isPlain({ decimal, thousands, affixes }: Reading): boolean {
  return decimal === '.' && thousands === '' && affixes.length === 0
}

/** The number of a text that has the reading's form, as programs write it; '' for any other text. */
function bareNumber(text: string, reading: Reading): string {
  const found = new RegExp(`^(?:${formOf(reading)})$`).exec(text)
  if (found === null) return ''
  const [, before = '', behind = '', digits = ''] = found
  const marks = separators(reading)
  const bare = Array.from(digits)
    .filter((character) => !marks.includes(character))
    .join('')
  return before + behind + (reading.decimal === '.' ? bare : bare.replaceAll(',', '.'))
}

/** A space and an apostrophe have several looks. */
function separators({ thousands }: Reading): string {
  if (thousands === ' ') return ' \u00a0\u202f'
  return thousands === "'" ? "'’" : thousands
}

/** The whole text, in a pattern that both sides know: the sign in the first or second group, the digits in the third. */
function formOf(reading: Reading): string {
  const gap = `[${spaces}\u00a0\u202f]*`
  const affix = reading.affixes.length === 0 ? '' : `(?:${reading.affixes.map(escapePattern).join('|')})?`
  const marks = separators(reading)
  const whole = marks === '' ? '[0-9]+' : `(?:[0-9]{1,3}(?:[${escapePattern(marks)}][0-9]{3})+|[0-9]+)`
  const point = escapePattern(reading.decimal)
  const digits = `(?:${whole}(?:${point}[0-9]*)?|${point}[0-9]+)(?:[eE][+-]?[0-9]+)?`
  return `${gap}(?:([+-])${gap}${affix}|${affix}${gap}([+-]?))${gap}(${digits})${gap}${affix}${gap}`
}

/**
 * Text that a spreadsheet would run as a formula: an apostrophe before it makes it text again (OWASP, CSV injection).
 *
 * The two ways undo each other for every text: one that begins with an apostrophe and a formula's sign already gets
 * another one. Numbers are no formulas, however they are spelled.
 */
import { literal } from '../reading-texts'

const risky = /^'*[=+\-@\t\r]/
const neutral = /^'+[=+\-@\t\r]/
const spelledNumber = /^[+-]\s?[$€£¥]?\s?(?:\d[\d.,'’ \u00a0\u202f]*|[.,]\d+)(?:[eE][+-]?\d+)?\s?[%‰$€£¥]?$/

/** @param isNumber asked only of texts that look like formulas: does their column read them as a number? */
export function neutralised(text: string, isNumber: () => boolean): string {
  return risky.test(text) && !spelledNumber.test(text) && !isNumber() ? `'${text}` : text
}

export function restored(text: string): string {
  return neutral.test(text) ? text.slice(1) : text
}

/** SQL: the same. `text` is an expression of ours. */
export function restoredSql(text: string): string {
  const isNeutral = `starts_with(${text}, '''') AND regexp_matches(${text}, ${literal("^'+[=+\\-@\\t\\r]")})`
  return `CASE WHEN ${isNeutral} THEN substr(${text}, 2) ELSE ${text} END`
}

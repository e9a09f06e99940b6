/**
 * Dates as people write them: day, month and year in the reading's order, parted by `-`, `/` or `.`; a year of four
 * digits that comes first is understood under every order. A time may follow, and its distance from UTC; without one
 * it is taken as UTC. Two digits of a year are 1970 to 2069.
 */
import type { Reading } from '../../src-shared/table'
import { literal, trimmed, trimmedSql } from './reading-texts'

type DateOrder = Reading['dateOrder']

/** A pattern for both sides; where in it the year, the month and the day are, and what stands before the year. */
type Form = { pattern: string; places: readonly [year: number, month: number, day: number]; century: string }

/** Groups 4 to 8: hour, minute, second, fraction, zone. */
const time =
  '(?:[T ]([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.]([0-9]{1,9}))?)?(Z|[+-][01][0-9]:[0-5][0-9])?)?'

const yearFirst: Form = {
  pattern: `([1-9][0-9]{3})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})${time}`,
  places: [1, 2, 3],
  century: '',
}

function formsOf(order: DateOrder): Form[] {
  if (order === 'ymd') return [yearFirst]
  const places = order === 'dmy' ? ([3, 2, 1] as const) : ([3, 1, 2] as const)
  const yearLast = (year: string, century: string): Form => {
    return { pattern: `([0-9]{1,2})[-/.]([0-9]{1,2})[-/.](${year})${time}`, places, century }
  }
  return [yearFirst, yearLast('[1-9][0-9]{3}', ''), yearLast('[0-6][0-9]', '20'), yearLast('[7-9][0-9]', '19')]
}

/** Seconds since 1970-01-01 in UTC; null: no date. */
export function readDate(text: string, order: DateOrder): number | null {
  const bare = trimmed(text)
  for (const { pattern, places, century } of formsOf(order)) {
    const found = new RegExp(`^(?:${pattern})$`).exec(bare)
    if (found === null) continue
    const [year, month, day] = places.map((place) => found[place]!)
    const midnight = dayStart(Number(century + year!), Number(month), Number(day))
    if (midnight === null) return null
    const [hour, minute, second] = [4, 5, 6].map((place) => Number(found[place] ?? 0))
    const whole = midnight + hour! * 3600 + minute! * 60 + second! - zoneSeconds(found[8] ?? '')
    return whole + Number(`0.${found[7] ?? '0'}`)
  }
  return null
}

function dayStart(year: number, month: number, day: number): number | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / 1000 : null
}

function zoneSeconds(zone: string): number {
  if (zone.length < 6) return 0
  return (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4, 6)) * 60)
}

/** SQL: the same, of an expression of ours. */
export function dateSql(text: string, order: DateOrder): string {
  const bare = trimmedSql(text)
  const cases = formsOf(order).map(
    (form) => `WHEN regexp_full_match(${bare}, ${literal(form.pattern)}) THEN ${formSql(bare, form)}`,
  )
  // 2026-01-31 is commonest by far, and DuckDB reads it ten times faster than a pattern does.
  return `CASE WHEN ${isPlainDateSql(text)} THEN CAST(epoch(TRY_CAST(${text} AS DATE)) AS DOUBLE) ${cases.join(' ')} END`
}

function isPlainDateSql(text: string): string {
  return `length(${text}) = 10 AND ${text} >= '1' AND ${text} < ':' AND substr(${text}, 5, 1) = '-' AND substr(${text}, 8, 1) = '-'`
}

function formSql(text: string, { pattern, places, century }: Form): string {
  const [year, month, day] = places
  const spelled = `regexp_replace(${text}, ${literal(pattern)}, '${century}\\${year}-\\${month}-\\${day}')`
  const midnight = `CAST(epoch(TRY_CAST(${spelled} AS DATE)) AS DOUBLE)`
  const group = (place: number): string => `regexp_extract(${text}, ${literal(pattern)}, ${place})`
  const count = (digits: string): string => `coalesce(TRY_CAST(${digits} AS INTEGER), 0)`
  const zone = group(8)
  const sign = `CASE WHEN starts_with(${zone}, '-') THEN -1 ELSE 1 END`
  const shift = `${sign} * (${count(`substr(${zone}, 2, 2)`)} * 3600 + ${count(`substr(${zone}, 5, 2)`)} * 60)`
  const clock = `${count(group(4))} * 3600 + ${count(group(5))} * 60 + ${count(group(6))} - ${shift}`
  const fraction = `coalesce(TRY_CAST('0.' || nullif(${group(7)}, '') AS DOUBLE), 0)`
  // Most dates have no time: its groups are only looked for where there is room for one.
  return `${midnight} + CASE WHEN length(${text}) > 10 THEN (${clock}) ELSE 0 END
    + CASE WHEN length(${text}) > 10 THEN ${fraction} ELSE 0 END`
}

/** Dates as the table reads them: seconds since 1970-01-01 UTC, written as YYYY-MM-DD. */

const daySeconds = 86_400

/** 86,400 → "1970-01-02"; with a time of day "1970-01-02 12:30:00". */
export function dateText(seconds: number): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return String(seconds)
  const text = date.toISOString()
  return seconds % daySeconds === 0 ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`
}

/** null: not a date of that form. A date without a time of day is its midnight, UTC. */
export function dateSeconds(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim())
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part || 0))
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  // A day that isn't in the calendar rolls over into the next month.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / 1000 : null
}

/** Seconds since 1970 in UTC as a person reads them, and as every date order is understood: year first. */
import type { DateFeature } from './encoding'

/** `2024-03-01`, with `clock` `2024-03-01 14:30`, or with seconds where there are some. */
export function dateText(seconds: number, clock: boolean): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return ''
  const [day, time] = date.toISOString().split('T') as [string, string]
  if (!clock) return day
  return `${day} ${time.slice(0, time.startsWith('00', 6) ? 5 : 8)}`
}

/** The training rows have times of day. */
export function hasClock({ cycles, min }: DateFeature): boolean {
  return cycles.includes('hour') || min % 86_400 !== 0
}

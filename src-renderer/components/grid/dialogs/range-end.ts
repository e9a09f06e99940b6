/** One end of a range as it is typed; nothing typed leaves it open. */
import type { ColumnKind } from '../../../../src-shared/table'
import { parseNumber } from '../../shared/parse-number'
import { dateSeconds } from '../dates'

export type RangeEnd = { ok: true; value: number | null } | { ok: false; message: string }

export function rangeEnd(text: string, kind: ColumnKind): RangeEnd {
  if (text.trim() === '') return { ok: true, value: null }
  if (kind !== 'date') return parseNumber(text)
  const value = dateSeconds(text)
  return value === null ? { ok: false, message: 'Type a date as 2026-12-31.' } : { ok: true, value }
}

/** The ways to filter by a column, the usual one first. */
import type { Column, Filter } from '../../../../src-shared/table'
import { isReadKind } from '../../../../src-shared/table'

export type FilterWay = 'range' | 'values' | 'text' | 'missing' | 'odd' | 'part'

type Way = { value: FilterWay; label: string }

/** `known`: the filter that is changed, which may stand without a column. */
export function filterWays(column: Column | null, known: Filter | null): readonly Way[] {
  if (known?.kind === 'part') return [{ value: 'part', label: 'Role' }]
  if (column === null) return [{ value: 'text', label: 'Text' }]
  const range: Way = { value: 'range', label: 'Range' }
  const values: Way = { value: 'values', label: 'Values' }
  const hasRange = column.kind === 'number' || column.kind === 'date'
  return [
    ...(hasRange ? [range, values] : [values]),
    { value: 'text', label: 'Text' },
    { value: 'missing', label: 'Missing' },
    ...(isReadKind(column.kind) ? [{ value: 'odd', label: 'To mend' } as const] : []),
  ]
}

export function wayOf(filter: Filter): FilterWay {
  return filter.kind === 'changed' || filter.kind === 'ids' ? 'text' : filter.kind
}

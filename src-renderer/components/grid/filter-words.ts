/** A filter in words, for its chip: "price 10 to 20", "place: centre, suburb", "changed by me". */
import type { Column, ColumnKind, Filter, RowPart, TextMatch } from '../../../src-shared/table'
import { assertNever } from '../../../src-shared/errors'
import { formatCount } from '../../charts/format'
import { dateText } from './dates'

export const partWords: Record<RowPart, string> = {
  auto: 'Automatic',
  training: 'Training',
  validation: 'Validation',
  test: 'Test',
  excluded: 'Excluded',
}

/** Short enough to stand before a row's number. */
export const partMarks: Record<RowPart, string> = {
  auto: '',
  training: 'Tr',
  validation: 'Va',
  test: 'Te',
  excluded: 'Ex',
}

export const matchWords: Record<TextMatch, string> = {
  contains: 'contains',
  equals: 'is',
  starts: 'starts with',
  ends: 'ends with',
  regex: 'matches',
}

/** What a cell that can't be read is not, by the kind of its column. */
export const kindWords: Record<ColumnKind, string> = {
  number: 'a number',
  category: 'a category',
  ordered: 'one of the ordered values',
  boolean: 'true or false',
  date: 'a date',
  text: 'a text',
}

const mostValues = 3

export function filterWords(filter: Filter, columnNamed: (id: number) => Column | null): string {
  const column = 'columnId' in filter && filter.columnId !== null ? columnNamed(filter.columnId) : null
  const name = column?.name ?? 'any column'
  switch (filter.kind) {
    case 'range':
      return `${name} ${rangeWords(filter.min, filter.max, column?.kind ?? 'number')}`
    case 'values':
      return `${name} ${filter.exclude ? 'is not' : 'is'} ${valuesWords(filter.values)}`
    case 'text':
      return `${name} ${matchWords[filter.match]} “${filter.text}”`
    case 'missing':
      return `${name} ${filter.missing ? 'is missing' : 'is there'}`
    case 'odd':
      return filter.columnId === null ? 'Rows to mend' : `${name} is not ${kindWords[column?.kind ?? 'number']}`
    case 'changed':
      return 'Changed by me'
    case 'part':
      return `Role: ${filter.parts.map((part) => partWords[part].toLowerCase()).join(', ')}`
    case 'ids':
      return filter.ids.length === 1 ? '1 chosen row' : `${formatCount(filter.ids.length)} chosen rows`
    default:
      return assertNever(filter)
  }
}

function rangeWords(min: number | null, max: number | null, kind: ColumnKind): string {
  const words = (value: number): string => (kind === 'date' ? dateText(value) : String(value))
  if (min === null) return max === null ? 'is any number' : `at most ${words(max)}`
  if (max === null) return `at least ${words(min)}`
  return min === max ? `is ${words(min)}` : `${words(min)} to ${words(max)}`
}

function valuesWords(values: readonly (string | null)[]): string {
  const shown = values.slice(0, mostValues).map((value) => value ?? 'missing')
  const more = values.length - shown.length
  return values.length === 0 ? 'none' : `${shown.join(', ')}${more > 0 ? ` or ${formatCount(more)} more` : ''}`
}

import { expect, it } from 'vitest'
import { barFilter, isFiltered, toggledFilter } from '../../../../src-renderer/components/insight/bar-filter'
import type { Filter, TableView } from '../../../../src-shared/table'
import { column } from '../../support/scripted-backend'

const view = (...filters: Filter[]): TableView => ({ sort: [], filters })
const bar = (columnId: number, min: number): Filter => ({ kind: 'range', columnId, min, max: min + 1 })

it('a bar of a category shows its text, one of true and false what it is read as', () => {
  expect(barFilter(column(1, { kind: 'category' }), { value: 'a', count: 1, place: null })).toEqual({
    kind: 'values',
    columnId: 1,
    values: ['a'],
    exclude: false,
  })
  expect(barFilter(column(1, { kind: 'boolean' }), { value: 'yes', count: 1, place: 1 })).toEqual({
    kind: 'range',
    columnId: 1,
    min: 1,
    max: 1,
  })
})

it('a second click shows all rows again', () => {
  const once = toggledFilter(view(), bar(1, 2))
  expect(isFiltered(once, bar(1, 2))).toBe(true)
  expect(toggledFilter(once, bar(1, 2)).filters).toEqual([])
})

it('another bar of the column takes its place; other filters stay', () => {
  const text: Filter = { kind: 'text', columnId: 1, text: 'x', match: 'contains', caseSensitive: false }
  const before = view(text, bar(2, 5), bar(1, 2))
  expect(toggledFilter(before, { kind: 'missing', columnId: 1, missing: true }).filters).toEqual([
    text,
    bar(2, 5),
    { kind: 'missing', columnId: 1, missing: true },
  ])
})

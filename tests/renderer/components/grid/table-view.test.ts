import { describe, expect, it } from 'vitest'
import type { TableView } from '../../../../src-shared/table'
import {
  directionOf,
  sortedBy,
  toggledSort,
  viewFor,
  withFilter,
  withoutFilter,
} from '../../../../src-renderer/components/grid/table-view'
import { plainView } from '../../../../src-shared/table'
import { column } from '../../support/scripted-backend'

describe('the order of the rows', () => {
  it('goes from the table’s to ascending, descending and back', () => {
    const first = toggledSort(plainView, 2, false)
    const second = toggledSort(first, 2, false)
    expect([directionOf(first, 2), directionOf(second, 2)]).toEqual(['ascending', 'descending'])
    expect(toggledSort(second, 2, false)).toEqual(plainView)
  })

  it('is by several columns where one is added, in the order in which they came', () => {
    const view = toggledSort(toggledSort(plainView, 2, false), 1, true)
    expect(view.sort.map((order) => order.columnId)).toEqual([2, 1])
    const turned = toggledSort(view, 2, true)
    expect(turned.sort).toEqual([
      { columnId: 2, direction: 'descending' },
      { columnId: 1, direction: 'ascending' },
    ])
    expect(toggledSort(turned, 2, true).sort.map((order) => order.columnId)).toEqual([1])
    expect(toggledSort(view, 3, false).sort).toEqual([{ columnId: 3, direction: 'ascending' }])
    expect(sortedBy(view, 1, null, true).sort.map((order) => order.columnId)).toEqual([2])
  })
})

describe('filters', () => {
  const missing = { kind: 'missing', columnId: 2, missing: true } as const
  const changed = { kind: 'changed' } as const

  it('are added, changed in their place and taken off', () => {
    const view = withFilter(withFilter(plainView, null, missing), null, changed)
    expect(view.filters).toEqual([missing, changed])
    const there = { ...missing, missing: false }
    expect(withFilter(view, 0, there).filters).toEqual([there, changed])
    expect(withoutFilter(view, 0).filters).toEqual([changed])
  })

  it('go with their column', () => {
    const view: TableView = { sort: [{ columnId: 2, direction: 'ascending' }], filters: [missing, changed] }
    expect(viewFor(view, [column(1)])).toEqual({ sort: [], filters: [changed] })
    expect(viewFor(view, [column(1), column(2)])).toBe(view)
  })
})

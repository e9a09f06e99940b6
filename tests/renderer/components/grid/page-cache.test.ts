import { describe, expect, it } from 'vitest'
import {
  noPages,
  pageSize,
  rowIn,
  stalePages,
  withCell,
  withPage,
} from '../../../../src-renderer/components/grid/page-cache'
import { row } from '../../support/scripted-backend'

const page = (number: number, revision = 1) => ({
  revision,
  rows: Array.from({ length: pageSize }, (_, at) => ({
    ...row(number * pageSize + at, [String(number), 'a']),
    odd: [1],
  })),
})

describe('the pages of the table', () => {
  it('give a row by its place', () => {
    const pages = withPage(noPages, 3, page(3), 0, 0)
    expect(rowIn(pages, 3 * pageSize + 7)?.id).toBe(3 * pageSize + 7)
    expect(rowIn(pages, 2 * pageSize)).toBeNull()
  })

  it('are wanted where they are missing or older than the table', () => {
    const pages = withPage(withPage(noPages, 0, page(0, 1), 0, 0), 1, page(1, 2), 0, 0)
    expect(stalePages(pages, 0, 3 * pageSize, 2)).toEqual([0, 2])
    expect(stalePages(pages, pageSize, 2 * pageSize, 2)).toEqual([])
    expect(stalePages(pages, 10, 10, 9)).toEqual([0])
  })

  it('show an edited cell and leave every other row as it was', () => {
    const before = withPage(withPage(noPages, 0, page(0), 0, 0), 1, page(1), 0, 0)
    const after = withCell(before, pageSize + 5, 1, 'b')
    expect(rowIn(after, pageSize + 5)?.cells).toEqual(['1', 'b'])
    expect(rowIn(before, pageSize + 5)?.cells).toEqual(['1', 'a'])
    expect(rowIn(after, pageSize + 5)).toMatchObject({ changed: [1], odd: [] })
    expect(after.get(0)).toBe(before.get(0))
  })

  it('are dropped when there are many, the longest unused first, never those in sight', () => {
    let pages = noPages
    for (let number = 0; number < 100; number++) pages = withPage(pages, number, page(number), 0, pageSize)
    expect(pages.size).toBe(60)
    expect(pages.has(0)).toBe(true)
    expect(pages.has(1)).toBe(false)
    expect(pages.has(99)).toBe(true)
  })
})

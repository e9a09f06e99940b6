import { describe, expect, it } from 'vitest'
import { EpochwiseError } from '../../../src-shared/errors'
import { openTable } from '../support/table-store'

const found = { 'table.next': () => ({ index: 77, columnId: 2, count: 14 }) }
const query = { text: 'x', match: 'contains', caseSensitive: false }

describe('finding', () => {
  it('counts, and goes to the next cell from the active one on', async () => {
    const { store, backend } = await openTable(found)
    store.selection.moveTo({ row: 5, column: 1 })
    store.find.open('find')
    store.find.ask({ text: 'x' })
    await store.find.next()
    expect(backend.inputsOf('table.next')).toEqual([
      {
        view: { sort: [], filters: [] },
        after: { index: 5, columnId: 2 },
        what: { kind: 'find', query, columnIds: null },
        backwards: false,
      },
    ])
    expect(store.find.count).toBe(14)
    expect(store.selection.active).toEqual({ row: 77, column: 1 })
    expect(store.said).toContain('14 found')
  })

  it('looks from before the active cell while it is typed, so that it stays where it fits', async () => {
    const { store, backend } = await openTable(found)
    store.selection.moveTo({ row: 5, column: 1 })
    store.find.ask({ text: 'x' })
    await store.find.look()
    store.selection.moveTo({ row: 5, column: 0 })
    await store.find.look()
    expect(backend.inputsOf('table.next')).toMatchObject([
      { after: { index: 5, columnId: 1 } },
      { after: { index: 4, columnId: null } },
    ])
  })

  it('says when there is nothing, and asks nothing for no text', async () => {
    const { store, backend } = await openTable({ 'table.next': () => null })
    await store.find.next()
    expect(backend.inputsOf('table.next')).toEqual([])
    store.find.ask({ text: 'x' })
    await store.find.next(true)
    expect(store.find.count).toBe(0)
    expect(store.said).toBe('No cell has “x”')
  })

  it('tells what is wrong with a pattern beside the field', async () => {
    const { store, failures } = await openTable({
      'table.next': () => {
        throw new EpochwiseError('message.invalid', '“(” is not a pattern.')
      },
    })
    store.find.ask({ text: '(', match: 'regex' })
    await store.find.next()
    expect(store.find.refused).toBe('“(” is not a pattern.')
    expect(failures).toEqual([])
    store.find.ask({ text: '()' })
    expect(store.find.refused).toBeNull()
  })

  it('shows a column that was hidden when something is found in it', async () => {
    const { store } = await openTable(found)
    store.hideColumns([2])
    store.find.ask({ text: 'x' })
    await store.find.next()
    expect(store.activeColumn?.id).toBe(2)
  })
})

describe('replacing', () => {
  it('does one cell by its row, and goes on', async () => {
    const { store, backend } = await openTable({ ...found, 'table.replace': () => ({ changed: 1 }) })
    store.selection.moveTo({ row: 5, column: 1 })
    store.find.ask({ text: 'x' })
    store.find.replaceWith('y')
    await store.find.replaceOne()
    expect(backend.inputsOf('table.replace')).toEqual([
      { view: { sort: [], filters: [{ kind: 'ids', ids: [1005] }] }, columnIds: [2], query, with: 'y' },
    ])
    expect(store.selection.active.row).toBe(77)
  })

  it('does all of the view, or of some columns, in one change', async () => {
    const { store, backend } = await openTable({ 'table.replace': () => ({ changed: 14 }) })
    store.find.ask({ text: 'x' })
    store.find.within([2])
    await store.find.replaceAll()
    expect(backend.inputsOf('table.replace')).toEqual([
      { view: { sort: [], filters: [] }, columnIds: [2], query, with: '' },
    ])
    expect(store.said).toBe('14 cells replaced')
    expect(store.find.count).toBe(0)
  })
})

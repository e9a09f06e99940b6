import { EpochwiseError } from '../../../src-shared/errors'
import { describe, expect, it } from 'vitest'
import { plainReading } from '../../../src-shared/table'
import { column, settled } from '../support/scripted-backend'
import { openedTable, openTable } from '../support/table-store'

describe('following the project', () => {
  it('starts anew with another table', async () => {
    const { store } = await openTable()
    store.toggleSort(2, false)
    store.selection.moveTo({ row: 7, column: 1 })
    store.follow('other.epochwise', { ...openedTable, columns: [column(1)] }, false)
    expect(store.pages.view.sort).toEqual([])
    expect(store.selection.active).toEqual({ row: 0, column: 0 })
  })

  it('comes back inside when rows have gone', async () => {
    const { store } = await openTable()
    store.selection.moveTo({ row: 499, column: 2 })
    store.follow('houses.epochwise', { ...openedTable, revision: 2, rows: 10 }, false)
    expect(store.selection.active.row).toBe(9)
  })

  it('drops the orders and filters of a column that is gone', async () => {
    const { store } = await openTable()
    store.toggleSort(2, false)
    store.filter({ kind: 'missing', columnId: 1, missing: true })
    store.follow('houses.epochwise', { ...openedTable, revision: 2, columns: [column(1)] }, false)
    expect(store.pages.view).toEqual({ sort: [], filters: [{ kind: 'missing', columnId: 1, missing: true }] })
  })
})

describe('the view', () => {
  it('is asked for in its order, and told', async () => {
    const { store, backend } = await openTable()
    store.toggleSort(2, false)
    store.toggleSort(1, true)
    store.pages.want(0, 40)
    await settled()
    expect(backend.inputsOf('table.page').at(-1)).toMatchObject({
      view: { sort: [{ columnId: 2 }, { columnId: 1, direction: 'ascending' }], filters: [] },
    })
    expect(store.said).toBe('Sorted by c2, ascending, then c1, ascending')
  })

  it('is filtered by the cell where one is, once', async () => {
    const { store } = await openTable()
    store.selection.moveTo({ row: 3, column: 2 })
    store.filterByCell(false)
    await settled()
    store.selection.moveTo({ row: 3, column: 2 })
    store.filterByCell(false)
    expect(store.pages.view.filters).toEqual([{ kind: 'values', columnId: 3, values: ['a'], exclude: false }])
    expect(store.said).toBe('Filtered: c3 is a')
  })
})

describe('walking and editing', () => {
  it('goes to the next odd cell from where it is', async () => {
    const { store, backend } = await openTable({ 'table.next': () => ({ index: 77, columnId: 2, count: 3 }) })
    store.selection.moveTo({ row: 5, column: 0 })
    await store.goToNextOdd()
    expect(backend.inputsOf('table.next')).toEqual([
      {
        view: { sort: [], filters: [] },
        after: { index: 5, columnId: 1 },
        what: { kind: 'odd' },
        backwards: false,
      },
    ])
    expect(store.selection.active).toEqual({ row: 77, column: 1 })
  })

  it('takes what is typed into a row that is not here yet', async () => {
    const { store, backend } = await openTable({ 'table.change': () => ({ changed: 1, revision: 2 }) })
    store.selection.moveTo({ row: 450, column: 0 })
    store.beginEdit('k')
    store.edits.type('kiwi')
    const saved = store.edits.commit()
    store.selection.moveTo({ row: 451, column: 0 })
    store.show({ sort: [], filters: [{ kind: 'changed' }] })
    expect(store.edits.isSending).toBe(true)
    await saved
    expect(backend.inputsOf('table.change')).toEqual([{ edits: [{ rowId: 1450, columnId: 1, text: 'kiwi' }] }])
    expect(store.edits.isSending).toBe(false)
  })

  it('says what was typed into a row that can’t be read', async () => {
    const { store, backend, failures } = await openTable({
      'table.page': ({ offset }) => {
        if (offset > 400) throw new EpochwiseError('connection.lost', 'The connection is lost.')
        return { revision: 1, total: 500, offset, rows: [] }
      },
    })
    store.selection.moveTo({ row: 450, column: 0 })
    store.beginEdit('kiwi')
    await store.edits.commit()
    expect(backend.inputsOf('table.change')).toEqual([])
    const message = '“kiwi” was not entered: its row could not be read. Type it again.'
    expect(failures.at(-1)).toMatchObject({ message })
  })

  it('can’t show what stands in a row that is not here yet', async () => {
    const { store } = await openTable()
    store.selection.moveTo({ row: 450, column: 0 })
    store.beginEdit(null)
    expect(store.edits.open).toBeNull()
  })

  it('says why a computed cell can’t be typed into', async () => {
    const computed = column(1, { settings: { reading: plainReading, formula: 'c2 * 2' } })
    const { store, failures } = await openTable(
      {},
      { table: { ...openedTable, columns: [computed, column(2), column(3)] } },
    )
    store.beginEdit('1')
    expect(store.edits.open).toBeNull()
    expect(failures).toMatchObject([{ code: 'cell.invalid' }])
  })

  it('names what is selected as the commands take it', async () => {
    const { store } = await openTable()
    store.selection.selectAll()
    expect(store.span()).toEqual({ first: 0, last: 499, columnIds: [1, 2, 3] })
    store.hideColumns([2])
    store.selection.selectAll()
    expect(store.span()?.columnIds).toEqual([1, 3])
  })
})

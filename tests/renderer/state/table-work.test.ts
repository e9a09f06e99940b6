import { describe, expect, it } from 'vitest'
import { EpochwiseError } from '../../../src-shared/errors'
import { settled } from '../support/scripted-backend'
import { openTable } from '../support/table-store'

const view = { sort: [], filters: [] }

describe('work on a selection', () => {
  it('fills down from the first row of it, or from the row above one cell', async () => {
    const { store, backend } = await openTable({ 'table.fillDown': () => ({ changed: 2 }) })
    store.selection.moveTo({ row: 4, column: 1 })
    store.selection.moveTo({ row: 6, column: 2 }, true)
    await store.work.fillDown()
    store.selection.moveTo({ row: 4, column: 0 })
    await store.work.fillDown()
    expect(backend.inputsOf('table.fillDown')).toEqual([
      { view, span: { first: 4, last: 6, columnIds: [2, 3] } },
      { view, span: { first: 3, last: 4, columnIds: [1] } },
    ])
    expect(store.said).toContain('2 cells filled')
  })

  it('never overtakes what was typed before it', async () => {
    let answer: (value: { changed: number; revision: number }) => void = () => undefined
    const { store, backend } = await openTable({
      'table.change': () => new Promise((resolve) => (answer = resolve)),
      'table.fillDown': () => ({ changed: 2 }),
    })
    store.selection.moveTo({ row: 4, column: 2 })
    store.beginEdit('east')
    const filling = store.work.fillDown()
    await settled()
    expect(backend.inputsOf('table.change')).toHaveLength(1)
    expect(backend.inputsOf('table.fillDown')).toEqual([])
    answer({ changed: 1, revision: 2 })
    await filling
    expect(backend.inputsOf('table.fillDown')).toHaveLength(1)
  })

  it('clears, deletes and marks rows by their span', async () => {
    const { store, backend } = await openTable({
      'table.clear': () => ({ changed: 9 }),
      'table.deleteSpan': () => ({ deleted: 3 }),
      'table.setPart': () => ({ changed: 3 }),
    })
    store.selection.selectRow(2)
    store.selection.selectRow(4, true)
    await store.work.clear()
    await store.work.setPart('test')
    expect(store.said).toBe('3 rows: test')
    await store.work.deleteRows()
    expect(backend.inputsOf('table.clear')).toEqual([{ view, span: { first: 2, last: 4, columnIds: [1, 2, 3] } }])
    expect(backend.inputsOf('table.setPart')).toEqual([{ view, first: 2, last: 4, part: 'test' }])
    expect(backend.inputsOf('table.deleteSpan')).toEqual([{ view, first: 2, last: 4 }])
    expect(store.said).toBe('3 rows deleted')
  })

  it('inserts rows above, below, and at the end', async () => {
    const { store, backend } = await openTable({ 'table.insertRows': () => ({ rowIds: [1] }) })
    store.selection.moveTo({ row: 4, column: 1 })
    await store.work.insertRows(2, false)
    expect(store.selection.range).toMatchObject({ firstRow: 4, lastRow: 5 })
    store.selection.moveTo({ row: 499, column: 1 })
    await store.work.insertRows(1, true)
    expect(backend.inputsOf('table.insertRows')).toEqual([
      { view, before: 4, count: 2 },
      { view, before: null, count: 1 },
    ])
  })

  it('leaves the cursor where the person went while rows were being inserted', async () => {
    const { store } = await openTable({ 'table.insertRows': () => ({ rowIds: [1] }) })
    store.selection.moveTo({ row: 4, column: 1 })
    const inserting = store.work.insertRows(1, false)
    store.selection.moveTo({ row: 5, column: 1 })
    await inserting
    expect(store.selection.active).toEqual({ row: 5, column: 1 })
  })

  it('sends what is being typed first', async () => {
    const { store, backend } = await openTable({
      'table.change': () => ({ changed: 1, revision: 2 }),
      'table.fillDown': () => ({ changed: 2 }),
    })
    store.beginEdit('9')
    await store.work.fillDown()
    expect(backend.commands().slice(-2)).toEqual(['table.change', 'table.fillDown'])
  })

  it('tells of a failure and changes nothing here', async () => {
    const { store, failures } = await openTable({
      'table.deleteSpan': () => {
        throw new EpochwiseError('disk.full', 'The disk is full.')
      },
    })
    store.selection.selectRow(2)
    await store.work.deleteRows()
    expect(failures).toMatchObject([{ code: 'disk.full' }])
    expect(store.selection.extent).toBe('rows')
  })
})

describe('work on columns', () => {
  it('moves one to another place, and the cursor with it', async () => {
    const { store, backend } = await openTable({ 'column.move': () => null })
    store.selection.moveTo({ row: -1, column: 0 })
    await store.work.moveColumn(1, 2)
    await store.work.moveColumn(3, 3)
    expect(backend.inputsOf('column.move')).toEqual([{ columnId: 1, before: 3 }])
    expect(store.selection.active).toEqual({ row: -1, column: 1 })
  })

  it('leaves the cursor where the person went before the move was answered', async () => {
    const { store } = await openTable({ 'column.move': () => null })
    store.selection.moveTo({ row: -1, column: 0 })
    const moving = store.work.moveColumn(1, 2)
    store.selection.moveTo({ row: -1, column: 2 })
    await moving
    expect(store.selection.active).toEqual({ row: -1, column: 2 })
  })

  it('leaves a refusal to the form that asked', async () => {
    const { store, failures } = await openTable({
      'column.rename': () => {
        throw new EpochwiseError('table.column', 'The name is taken.')
      },
    })
    await expect(store.work.rename(store.columns.all[0]!, 'c2')).rejects.toThrow('taken')
    expect(failures).toEqual([])
  })
})

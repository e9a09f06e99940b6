import { describe, expect, it, vi } from 'vitest'
import { EpochwiseError } from '../../../src-shared/errors'
import { openTable } from '../support/table-store'

const pasting = { 'table.paste': ({ grow }: { grow: boolean }) => ({ cells: 4, rows: grow ? 1 : 0, columns: 0 }) }
const view = { sort: [], filters: [] }

function clipboard() {
  const texts: string[] = []
  vi.stubGlobal('navigator', { clipboard: { writeText: (text: string) => Promise.resolve(texts.push(text)) } })
  return texts
}

describe('copying', () => {
  it('puts the selection on the clipboard, however large, without its rows', async () => {
    const texts = clipboard()
    const { store, backend } = await openTable({ 'table.copy': () => ({ text: '1\t2' }) })
    store.selection.selectColumn(1)
    store.selection.selectColumn(0, true)
    expect(await store.clipboard.copy()).toBe(true)
    expect(backend.inputsOf('table.copy')).toEqual([{ view, span: { first: 0, last: 499, columnIds: [1, 2] } }])
    expect(texts).toEqual(['1\t2'])
    expect(store.said).toBe('1,000 cells copied')
  })

  it('clears what was cut only when it is on the clipboard', async () => {
    const refused = {
      'table.copy': () => {
        throw new EpochwiseError('message.invalid', 'Too many cells.')
      },
    }
    const { store, backend, failures } = await openTable({ ...refused, 'table.clear': () => ({ changed: 1 }) })
    await store.clipboard.cut()
    expect(backend.inputsOf('table.clear')).toEqual([])
    expect(failures).toMatchObject([{ message: 'Too many cells.' }])
  })

  it('cuts in one change', async () => {
    clipboard()
    const { store, backend } = await openTable({
      'table.copy': () => ({ text: '' }),
      'table.clear': () => ({ changed: 1 }),
    })
    store.selection.moveTo({ row: 2, column: 1 })
    await store.clipboard.cut()
    expect(backend.inputsOf('table.clear')).toEqual([{ view, span: { first: 2, last: 2, columnIds: [2] } }])
  })
})

describe('pasting', () => {
  it('goes to the upper left of the selection, and selects what was pasted', async () => {
    const { store, backend } = await openTable(pasting)
    store.selection.moveTo({ row: 4, column: 2 })
    store.selection.moveTo({ row: 2, column: 1 }, true)
    await store.clipboard.paste('1\t2\n3\t4')
    expect(backend.inputsOf('table.paste')).toEqual([
      { view, at: { index: 2, columnId: 2 }, text: '1\t2\n3\t4', grow: false },
    ])
    expect(store.selection.range).toEqual({ firstRow: 2, lastRow: 3, firstColumn: 1, lastColumn: 2 })
    expect(store.said).toBe('4 cells pasted')
  })

  it('fills a selection with one copied cell', async () => {
    const { store, backend } = await openTable(pasting)
    store.selection.moveTo({ row: 1, column: 0 })
    store.selection.moveTo({ row: 2, column: 1 }, true)
    await store.clipboard.paste('7\n')
    expect(backend.inputsOf('table.paste')).toMatchObject([{ text: '7\t7\n7\t7' }])
  })

  it('asks before the table grows, and does nothing where the answer is no', async () => {
    const { store, backend } = await openTable(pasting)
    store.selection.moveTo({ row: 499, column: 2 })
    await store.clipboard.paste('1\t2\n3\t4')
    expect(store.clipboard.asking).toMatchObject({ rows: 1, columns: 1, size: { rows: 2, columns: 2 } })
    store.clipboard.leave()
    expect(store.clipboard.asking).toBeNull()
    expect(backend.inputsOf('table.paste')).toEqual([])
    await store.clipboard.paste('1\n2')
    await store.clipboard.growAndPaste()
    expect(backend.inputsOf('table.paste')).toMatchObject([{ at: { index: 499, columnId: 3 }, grow: true }])
  })

  it('does nothing with an empty clipboard', async () => {
    const { store, backend } = await openTable(pasting)
    await store.clipboard.paste('')
    expect(backend.inputsOf('table.paste')).toEqual([])
  })
})

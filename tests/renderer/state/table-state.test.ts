import { describe, expect, it } from 'vitest'
import type { CommandInput } from '../../../src-shared/contract'
import type { Row } from '../../../src-shared/table'
import { TableStore } from '../../../src-renderer/state/table-state.svelte'
import { createClient } from '../../../src-shared/client'
import { EpochwiseError } from '../../../src-shared/errors'
import { plainView } from '../../../src-shared/table'
import { column, project, row, ScriptedBackend, settled } from '../support/scripted-backend'

const table = project().table

function page({ offset, limit }: CommandInput<'table.page'>) {
  const count = Math.max(0, Math.min(limit, table.rows - offset))
  const rows: Row[] = Array.from({ length: count }, (_, at) =>
    row(1000 + offset + at, [String(offset + at), '2.5', 'a']),
  )
  return { revision: 1, total: table.rows, offset, rows }
}

async function opened(answers: ConstructorParameters<typeof ScriptedBackend>[0] = {}, readOnly = false) {
  const backend = new ScriptedBackend({ 'table.page': page, ...answers })
  const failures: unknown[] = []
  const store = new TableStore(createClient(backend.transport), (error) => failures.push(error))
  store.follow('houses.epochwise', table, readOnly)
  store.pages.want(0, 40)
  await settled()
  return { store, backend, failures }
}

const accepted = { 'table.change': () => ({ changed: 1, revision: 2 }) }
const refusing = {
  'table.change': () => {
    throw new EpochwiseError('cell.invalid', '“abc” is not a number.')
  },
}

describe('editing a cell', () => {
  it('starts with what stands there, or with what was typed', async () => {
    const { store } = await opened()
    store.moveTo({ row: 3, column: 1 })
    store.beginEdit(null)
    expect(store.edit).toMatchObject({ rowId: 1003, columnId: 2, draft: '2.5' })
    store.cancelEdit()
    store.beginEdit('7')
    expect(store.edit?.draft).toBe('7')
  })

  it('writes the text, shows the cell and closes', async () => {
    const { store, backend } = await opened(accepted)
    store.moveTo({ row: 3, column: 1 })
    store.beginEdit('12')
    expect(await store.commitEdit()).toBe(true)
    expect(backend.inputsOf('table.change')).toEqual([{ edits: [{ rowId: 1003, columnId: 2, text: '12' }] }])
    expect(store.pages.rowAt(3)?.cells[1]).toBe('12')
    expect(store.edit).toBeNull()
    expect(store.said).toBe('c2: 12')
  })

  it('waits in sight until it is acknowledged', async () => {
    let answer: (value: { changed: number; revision: number }) => void = () => undefined
    const { store } = await opened({ 'table.change': () => new Promise((resolve) => (answer = resolve)) })
    store.moveTo({ row: 3, column: 1 })
    store.beginEdit('12')
    const done = store.commitEdit()
    store.type('13')
    expect(store.edit).toMatchObject({ saving: true, draft: '12' })
    expect(await store.commitEdit()).toBe(false)
    await settled()
    answer({ changed: 1, revision: 2 })
    expect(await done).toBe(true)
  })

  it('keeps a refused text open with the reason, until it is changed', async () => {
    const { store } = await opened(refusing)
    store.moveTo({ row: 3, column: 1 })
    store.beginEdit('abc')
    expect(await store.commitEdit()).toBe(false)
    expect(store.edit).toMatchObject({ draft: 'abc', saving: false, refused: '“abc” is not a number.' })
    expect(store.pages.rowAt(3)?.cells[1]).toBe('2.5')
    expect(store.said).toContain('not a number')
    store.type('1')
    expect(store.edit?.refused).toBeNull()
  })

  it('sends nothing when nothing was changed', async () => {
    const { store, backend } = await opened(accepted)
    store.beginEdit(null)
    expect(await store.commitEdit()).toBe(true)
    expect(backend.inputsOf('table.change')).toEqual([])
  })

  it('clears with an empty text', async () => {
    const { store, backend } = await opened(accepted)
    store.moveTo({ row: 0, column: 1 })
    await store.clear()
    expect(backend.inputsOf('table.change')).toEqual([{ edits: [{ rowId: 1000, columnId: 2, text: '' }] }])
    expect(store.pages.rowAt(0)?.cells[1]).toBeNull()
  })

  it('is refused, with the reason, in a read-only project', async () => {
    const { store, failures } = await opened(accepted, true)
    store.beginEdit('1')
    expect(store.edit).toBeNull()
    expect(failures).toMatchObject([{ code: 'project.readonly' }])
  })
})

describe('moving and selecting', () => {
  it('stays inside the table', async () => {
    const { store } = await opened()
    store.moveTo({ row: 9999, column: 99 })
    expect(store.active).toEqual({ row: 499, column: 2 })
  })

  it('selects the rows between two places and deletes them by their ids', async () => {
    const { store, backend } = await opened({ 'table.deleteRows': () => ({ deleted: 3 }) })
    store.moveTo({ row: 4, column: 0 })
    store.moveTo({ row: 2, column: 0 }, true)
    expect(store.selection).toEqual({ first: 2, last: 4 })
    await store.clear()
    expect(backend.inputsOf('table.deleteRows')).toEqual([{ rowIds: [1002, 1003, 1004] }])
    expect(store.selection).toBeNull()
  })

  it('goes to the next odd cell from where it is', async () => {
    const { store, backend } = await opened({ 'table.next': () => ({ index: 77, columnId: 2, count: 3 }) })
    store.moveTo({ row: 5, column: 0 })
    await store.goToNextOdd()
    expect(backend.inputsOf('table.next')).toEqual([
      { view: plainView, after: { index: 5, columnId: 1 }, what: { kind: 'odd' }, backwards: false },
    ])
    expect(store.active).toEqual({ row: 77, column: 1 })
  })

  it('comes back inside when rows have gone', async () => {
    const { store } = await opened()
    store.moveTo({ row: 499, column: 2 })
    store.follow('houses.epochwise', { ...table, revision: 2, rows: 10 }, false)
    expect(store.active.row).toBe(9)
  })
})

describe('the order of the rows', () => {
  it('goes from the table’s to ascending, descending and back', async () => {
    const { store, backend } = await opened()
    const sorts: unknown[] = []
    for (let press = 0; press < 3; press++) {
      store.toggleSort(2)
      sorts.push(store.pages.view.sort[0]?.direction ?? null)
      store.pages.want(0, 40)
      await settled()
    }
    expect(sorts).toEqual(['ascending', 'descending', null])
    expect(backend.inputsOf('table.page').at(1)).toMatchObject({
      view: { sort: [{ columnId: 2, direction: 'ascending' }] },
    })
  })

  it('starts anew with another project', async () => {
    const { store } = await opened()
    store.toggleSort(2)
    store.moveTo({ row: 7, column: 1 })
    store.follow('other.epochwise', { ...table, columns: [column(1)] }, false)
    expect(store.pages.view).toEqual(plainView)
    expect(store.active).toEqual({ row: 0, column: 0 })
  })
})

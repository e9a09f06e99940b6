import { describe, expect, it } from 'vitest'
import type { HistoryEntry } from '../../../src-shared/table'
import { project, settled } from '../support/scripted-backend'
import { openedTable, openTable } from '../support/table-store'

const entry = (id: number, applied = true): HistoryEntry => ({
  id,
  label: `Change ${String(id)}`,
  applied,
  at: '2026-11-25T10:00:00Z',
})

describe('the undo history', () => {
  it('is read when it is opened, and after every change while it is open', async () => {
    let entries = [entry(1)]
    const { store, backend } = await openTable({ 'table.history': () => ({ entries, forgotten: 3, versions: [] }) })
    expect(backend.inputsOf('table.history')).toEqual([])
    store.history.show(true)
    await settled()
    expect(store.history.entries?.map(({ id }) => id)).toEqual([1])
    expect(store.history.forgotten).toBe(3)
    entries = [entry(1), entry(2)]
    store.follow('houses.epochwise', { ...openedTable, revision: 2 }, false)
    await settled()
    expect(store.history.entries?.map(({ id }) => id)).toEqual([1, 2])
    store.history.show(false)
    store.follow('houses.epochwise', { ...project().table, revision: 3 }, false)
    expect(backend.inputsOf('table.history')).toHaveLength(2)
  })

  it('goes to any of its entries', async () => {
    const { store, backend } = await openTable({
      'table.history': () => ({ entries: [entry(1), entry(2, false)], forgotten: 0, versions: [] }),
      'table.goTo': () => null,
    })
    await store.history.goTo(1)
    await store.history.goTo(null)
    expect(backend.inputsOf('table.goTo')).toEqual([{ entry: 1 }, { entry: null }])
  })

  it('names the state that is, and brings one back', async () => {
    const version = { entry: 4, label: 'before cleaning', byHand: true, at: '2026-11-25T10:00:00Z', isNow: false }
    const { store, backend } = await openTable({
      'table.history': () => ({ entries: [], forgotten: 0, versions: [version] }),
      'table.nameVersion': () => null,
      'table.bringBack': () => null,
    })
    await store.history.name('  before cleaning ')
    expect(store.history.versions).toEqual([version])
    await store.history.name('  ')
    await store.history.bringBack(version)
    expect(backend.inputsOf('table.nameVersion')).toEqual([{ name: 'before cleaning' }])
    expect(backend.inputsOf('table.bringBack')).toEqual([{ entry: 4, name: 'before cleaning' }])
  })
})

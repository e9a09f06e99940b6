import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OverviewState, foundColumns } from '../../../src-renderer/state/overview-state.svelte'
import { createClient } from '../../../src-shared/client'
import type { TableState } from '../../../src-shared/table'
import { ScriptedBackend, column } from '../support/scripted-backend'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const settle = (time = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(time)

function opened() {
  const backend = new ScriptedBackend({
    'insight.summary': () => ({ rows: 9, columns: 4, cells: 36, missing: 2, odd: 0, complete: 7, duplicates: 0 }),
    'insight.relations': () => ({ relations: [], estimated: false }),
    'insight.missing': () => ({ bands: [], columns: [] }),
    'insight.correlations': ({ columnIds }) => ({ columnIds, values: [], rows: 9, of: 9 }),
  })
  return { backend, state: new OverviewState(createClient(backend.transport)) }
}

const table: TableState = {
  revision: 1,
  rows: 9,
  columns: [
    column(1, { name: 'size' }),
    column(2, { name: 'Town', kind: 'category', missing: 2 }),
    column(3, { name: 'note', kind: 'text', role: 'ignored' }),
    column(4, { name: 'price', role: 'target' }),
    column(5, { name: 'same', unique: 1 }),
  ],
}

describe('the page of the whole table', () => {
  it('asks only about columns that an answer can be about, and once', async () => {
    const { backend, state } = opened()
    state.follow('a', table)
    state.ask()
    state.ask()
    await settle()
    expect(backend.sent).toEqual([
      { command: 'insight.summary', input: {} },
      { command: 'insight.relations', input: { columnIds: [1, 2, 5, 3], targetId: 4 } },
      { command: 'insight.missing', input: { columnIds: [2] } },
      { command: 'insight.correlations', input: { columnIds: [1, 4] } },
    ])
    expect(state.summary.value?.complete).toBe(7)
  })

  it('asks again once the table has changed and edits rest', async () => {
    const { backend, state } = opened()
    state.follow('a', table)
    state.ask()
    await settle()
    state.follow('a', { ...table, revision: 2 })
    state.ask()
    await settle(100)
    expect(backend.inputsOf('insight.summary')).toHaveLength(1)
    await settle(1000)
    expect(backend.inputsOf('insight.summary')).toHaveLength(2)
  })

  it('compares with the chosen one of several targets', async () => {
    const { backend, state } = opened()
    state.follow('a', { ...table, columns: [...table.columns, column(6, { role: 'target' })] })
    expect(state.target?.id).toBe(4)
    state.compareWith(6)
    state.ask()
    await settle()
    expect(backend.inputsOf('insight.relations')).toEqual([{ columnIds: [1, 2, 4, 5, 3], targetId: 6 }])
  })

  it('of a wide table asks about as many columns as are allowed, and finds the others by name', async () => {
    const { backend, state } = opened()
    const many = Array.from({ length: 700 }, (_, i) => column(i + 10, { name: `gene ${String(i)}`, missing: 1 }))
    state.follow('a', { ...table, columns: [...many, ...table.columns] })
    state.ask()
    await settle()
    const asked = (command: 'insight.relations' | 'insight.missing' | 'insight.correlations'): number[] =>
      (backend.inputsOf(command).at(-1) as { columnIds: number[] }).columnIds
    expect(
      [asked('insight.relations'), asked('insight.missing'), asked('insight.correlations')].map((ids) => ids.length),
    ).toEqual([200, 200, 40])
    state.searchFor('GENE 69')
    state.ask()
    await settle(1000)
    expect(state.found).toHaveLength(11)
    expect(asked('insight.correlations')).toEqual([79, ...Array.from({ length: 10 }, (_, i) => 700 + i)])
  })

  it('begins with the rows again in another project', async () => {
    const { state } = opened()
    state.follow('a', table)
    state.show('overview')
    state.searchFor('x')
    state.ask()
    await settle()
    state.follow('b', table)
    expect([state.page, state.search, state.summary.value]).toEqual(['table', '', null])
  })

  it('asks nothing about an empty table', async () => {
    const { backend, state } = opened()
    state.follow('a', { revision: 1, rows: 0, columns: [] })
    state.ask()
    await settle()
    expect(backend.sent).toEqual([])
  })
})

it('finds columns by a part of their names, ignored ones last', () => {
  expect(foundColumns(table.columns, 'o').map(({ name }) => name)).toEqual(['Town', 'note'])
  expect(foundColumns(table.columns, '').at(-1)?.name).toBe('note')
})

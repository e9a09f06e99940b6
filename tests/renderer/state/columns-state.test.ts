import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Column } from '../../../src-shared/table'
import { placedColumns } from '../../../src-renderer/components/grid/placed-column'
import { ColumnsState } from '../../../src-renderer/state/columns-state.svelte'
import { createClient } from '../../../src-shared/client'
import { plainReading } from '../../../src-shared/table'
import { column, ScriptedBackend } from '../support/scripted-backend'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function columns(all: Column[] = [1, 2, 3, 4].map((id) => column(id)), readOnly = false) {
  const backend = new ScriptedBackend({ 'column.arrange': () => null })
  const state = new ColumnsState(
    createClient(backend.transport),
    () => undefined,
    () => readOnly,
  )
  state.reset(all)
  const ids = () => state.shown.map(({ column: one }) => one.id)
  return { state, backend, ids }
}

describe('the columns of the grid', () => {
  it('are those of the table, pinned ones first, hidden ones left out', () => {
    const reading = plainReading
    const { state, ids } = columns([
      column(1),
      column(2, { settings: { reading, hidden: true } }),
      column(3, { settings: { reading, pinned: true, width: 200 } }),
    ])
    expect(ids()).toEqual([3, 1])
    expect(state.shown.map(({ at }) => at)).toEqual([2, 0])
    expect(state.pinnedCount).toBe(1)
    expect(state.pinnedWidth).toBe(200)
    expect(state.hidden.map(({ id }) => id)).toEqual([2])
    expect(placedColumns(state.shown, state.edges, 50, 1, 2)).toMatchObject([{ place: 1, left: 250, at: 0 }])
  })

  it('show a change at once and send it when the dragging rests', async () => {
    const { state, backend } = columns()
    for (const width of [120, 130, 140.4]) state.resize(1, width)
    expect(state.widthOf(1)).toBe(140)
    expect(backend.commands()).toEqual([])
    expect(state.waiting).toBe(true)
    await vi.runAllTimersAsync()
    expect(state.waiting).toBe(false)
    expect(backend.inputsOf('column.arrange')).toEqual([
      { layout: [{ columnId: 2, hidden: false, pinned: false, width: 140 }] },
    ])
  })

  it('keep one column in sight', () => {
    const { state, ids } = columns()
    expect(state.hide([1, 2, 3])).toBe(true)
    expect(state.hide([4])).toBe(false)
    state.unhide([2])
    expect(ids()).toEqual([2, 4])
  })

  it('are arranged for looking in a read-only project, and nothing is sent', async () => {
    const { state, backend, ids } = columns(undefined, true)
    state.pin([3], true)
    expect(state.waiting).toBe(false)
    await vi.runAllTimersAsync()
    expect(ids()).toEqual([3, 1, 2, 4])
    expect(backend.commands()).toEqual([])
  })

  it('stay among the pinned, or among the others, when they are moved', () => {
    const { state, ids } = columns()
    state.pin([2, 4], true)
    expect(ids()).toEqual([2, 4, 1, 3])
    expect(state.clampedPlace(2, 4)).toBe(2)
    expect(state.clampedPlace(1, 0)).toBe(2)
    // Behind the last pinned one: behind it in the table.
    expect(state.before(2, 2)).toBeNull()
    expect(state.before(4, 0)).toBe(2)
    expect(state.before(3, 2)).toBe(1)
    expect(state.before(1, 4)).toBe(4)
  })
})

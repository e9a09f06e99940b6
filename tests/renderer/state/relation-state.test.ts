import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RelationState } from '../../../src-renderer/state/relation-state.svelte'
import { createClient } from '../../../src-shared/client'
import { ScriptedBackend, column } from '../support/scripted-backend'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const settle = (time = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(time)
const table = {
  revision: 1,
  rows: 9,
  columns: [column(1), column(2), column(3, { role: 'target' }), column(4, { role: 'target' })],
}

function opened() {
  const backend = new ScriptedBackend({
    'insight.relation': (input) => ({ kind: 'none', ...input, rows: 0, strength: 0, reason: 'because' }),
  })
  return { backend, state: new RelationState(createClient(backend.transport)) }
}

describe('the relation of a column', () => {
  it('is asked for the column where one rests, and shown only for it', async () => {
    const { backend, state } = opened()
    state.follow('a', table, table.columns[0]!)
    state.follow('a', table, table.columns[1]!)
    await settle(300)
    expect(backend.inputsOf('insight.relation')).toEqual([{ columnId: 2, targetId: 3 }])
    expect(state.relation).toMatchObject({ columnId: 2 })
    state.follow('a', table, table.columns[0]!)
    expect(state.relation).toBeNull()
  })

  it('is to the chosen target', async () => {
    const { state } = opened()
    state.follow('a', table, table.columns[0]!)
    state.compareWith(4)
    await settle(300)
    expect(state.relation).toMatchObject({ columnId: 1, targetId: 4 })
  })

  it('of the target to itself is not asked for', async () => {
    const { backend, state } = opened()
    state.follow('a', table, table.columns[2]!)
    await settle(300)
    expect(backend.sent).toEqual([])
  })
})

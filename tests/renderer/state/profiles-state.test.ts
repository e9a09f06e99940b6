import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProfilesState } from '../../../src-renderer/state/profiles-state.svelte'
import { createClient } from '../../../src-shared/client'
import { EpochwiseError } from '../../../src-shared/errors'
import { ScriptedBackend } from '../support/scripted-backend'

const profile = (columnId: number, rows: number) => ({
  columnId,
  rows,
  missing: 0,
  odd: 0,
  unique: 1,
  numbers: null,
  top: [],
  others: 0,
})

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('column profiles', () => {
  it('come one by one, the most wanted first', async () => {
    const backend = new ScriptedBackend({ 'insight.profile': ({ columnId }) => profile(columnId, 5) })
    const profiles = new ProfilesState(createClient(backend.transport))
    profiles.reset(1)
    profiles.want([3, 1, 2])
    await vi.advanceTimersByTimeAsync(0)
    expect(backend.inputsOf('insight.profile')).toEqual([{ columnId: 3 }, { columnId: 1 }, { columnId: 2 }])
    expect(profiles.get(2)?.rows).toBe(5)
  })

  it('are counted anew after edits, once, and shown as they were until then', async () => {
    let rows = 5
    const backend = new ScriptedBackend({ 'insight.profile': ({ columnId }) => profile(columnId, rows) })
    const profiles = new ProfilesState(createClient(backend.transport))
    profiles.reset(1)
    profiles.want([1])
    await vi.advanceTimersByTimeAsync(0)
    rows = 6
    for (let revision = 2; revision < 10; revision++) profiles.advance(revision)
    expect(profiles.get(1)?.rows).toBe(5)
    await vi.advanceTimersByTimeAsync(1000)
    expect(profiles.get(1)?.rows).toBe(6)
    expect(backend.inputsOf('insight.profile')).toHaveLength(2)
  })

  it('go on past a column that has none', async () => {
    const backend = new ScriptedBackend({
      'insight.profile': ({ columnId }) => {
        if (columnId === 1) throw new EpochwiseError('table.column', 'There is no such column.')
        return profile(columnId, 5)
      },
    })
    const profiles = new ProfilesState(createClient(backend.transport))
    profiles.want([1, 2])
    profiles.reset(1)
    await vi.advanceTimersByTimeAsync(0)
    expect(profiles.get(1)).toBeNull()
    expect(profiles.get(2)?.rows).toBe(5)
  })

  it('stop asking while the connection is lost, and go on when they are wanted again', async () => {
    let lost = true
    const backend = new ScriptedBackend({
      'insight.profile': ({ columnId }) => {
        if (lost) throw new EpochwiseError('connection.lost', 'No answer.')
        return profile(columnId, 5)
      },
    })
    const profiles = new ProfilesState(createClient(backend.transport))
    profiles.reset(1)
    profiles.want([1, 2, 3])
    await vi.advanceTimersByTimeAsync(0)
    expect(backend.inputsOf('insight.profile')).toHaveLength(1)
    lost = false
    profiles.want([1, 2, 3])
    await vi.advanceTimersByTimeAsync(0)
    expect(profiles.get(3)?.rows).toBe(5)
  })
})

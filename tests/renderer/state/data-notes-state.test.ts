import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DataNotesState } from '../../../src-renderer/state/data-notes-state.svelte'
import { createClient } from '../../../src-shared/client'
import { EpochwiseError } from '../../../src-shared/errors'
import type { Note } from '../../../src-shared/insight'
import { ScriptedBackend, project } from '../support/scripted-backend'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const settle = (time = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(time)
const notes = (count: number): Note[] =>
  Array.from({ length: count }, (_, i) => ({ key: `k${String(i)}`, code: 'c', message: `m${String(i)}`, remedy: null }))

function opened(count: number) {
  let dismissed: string[] = []
  const answers = () => ({ notes: notes(count), dismissed })
  const backend = new ScriptedBackend({
    'insight.notes': answers,
    'insight.dismiss': ({ key, dismissed: aside }) => {
      dismissed = aside ? [...dismissed, key] : dismissed.filter((other) => other !== key)
      return answers()
    },
  })
  const failures: unknown[] = []
  const state = new DataNotesState(createClient(backend.transport), (error) => failures.push(error))
  return { backend, state, failures }
}

const keys = (state: DataNotesState): string[] => state.notes.map(({ key }) => key)

describe('what to mind', () => {
  it('is a handful, the others on request', async () => {
    const { state } = opened(8)
    state.follow(project())
    expect(state.waiting).toBe(true)
    await settle()
    expect(keys(state)).toEqual(['k0', 'k1', 'k2', 'k3', 'k4'])
    expect([state.more, state.count, state.waiting]).toEqual([3, 8, false])
    state.showAll()
    expect(state.notes).toHaveLength(8)
    expect(state.more).toBe(0)
  })

  it('can be put aside and called back', async () => {
    const { state, backend } = opened(3)
    state.follow(project())
    await settle()
    await state.dismiss('k1', true)
    expect(keys(state)).toEqual(['k0', 'k2'])
    expect(state.aside.map(({ key }) => key)).toEqual(['k1'])
    await state.dismiss('k1', false)
    expect(keys(state)).toEqual(['k0', 'k1', 'k2'])
    expect(backend.inputsOf('insight.dismiss')).toEqual([
      { key: 'k1', dismissed: true },
      { key: 'k1', dismissed: false },
    ])
  })

  it('is looked for anew once edits rest, and stays in sight until then', async () => {
    const { state, backend } = opened(2)
    const base = project()
    state.follow(base)
    await settle()
    for (let revision = 2; revision < 6; revision++) {
      state.follow({ ...base, table: { ...base.table, revision } })
      await settle(100)
    }
    expect(backend.inputsOf('insight.notes')).toHaveLength(1)
    expect(state.notes).toHaveLength(2)
    await settle(1000)
    expect(backend.inputsOf('insight.notes')).toHaveLength(2)
  })

  it('of another project is not shown', async () => {
    const { state } = opened(2)
    state.follow(project())
    await settle()
    state.follow(project({ path: 'other.epochwise' }))
    expect(state.notes).toEqual([])
  })

  it('that can’t be put aside stays, and the reason is told', async () => {
    const { state, backend, failures } = opened(1)
    state.follow(project())
    await settle()
    backend.answers['insight.dismiss'] = () => {
      throw new EpochwiseError('project.readonly', 'Only for reading.')
    }
    await state.dismiss('k0', true)
    expect(keys(state)).toEqual(['k0'])
    expect(failures).toMatchObject([{ code: 'project.readonly' }])
  })

  it('that can’t be found is said', async () => {
    const { state, backend } = opened(1)
    backend.answers['insight.notes'] = () => {
      throw new EpochwiseError('project.none', 'The project was closed meanwhile.')
    }
    state.follow(project())
    await settle()
    expect(state.failed).toBe('The project was closed meanwhile.')
  })
})

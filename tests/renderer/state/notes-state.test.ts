import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NotesState } from '../../../src-renderer/state/notes-state.svelte'
import { EpochwiseError } from '../../../src-shared/errors'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const notes = (): NotesState => new NotesState(() => Promise.resolve())

describe('notes', () => {
  it('keep errors until they are dismissed, and let good news go', () => {
    const state = notes()
    state.fail(new EpochwiseError('disk.full', 'The disk is full.'))
    state.tell('Saved.')
    vi.advanceTimersByTime(60_000)
    expect(state.notes.map((note) => note.message)).toEqual(['The disk is full.'])
    state.dismiss(state.notes[0]!.id)
    expect(state.notes).toEqual([])
  })

  it('do not say the same thing twice, nor more than three things', () => {
    const state = notes()
    for (const message of ['a', 'b', 'b', 'c', 'd']) state.fail(new EpochwiseError('internal', message))
    expect(state.notes.map((note) => note.message)).toEqual(['b', 'c', 'd'])
  })

  it('say nothing about what the person cancelled', () => {
    const state = notes()
    state.fail(new EpochwiseError('task.cancelled', 'Cancelled.'))
    expect(state.notes).toEqual([])
  })

  it('hide the particulars of a fault of ours, which go to the console', () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const state = notes()
    state.fail(new TypeError('x is undefined'))
    expect(state.notes[0]?.message).not.toContain('undefined')
    expect(logged).toHaveBeenCalledOnce()
  })
})

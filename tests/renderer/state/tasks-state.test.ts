import { describe, expect, it } from 'vitest'
import { TasksState } from '../../../src-renderer/state/tasks-state.svelte'
import { createClient } from '../../../src-shared/client'
import { ScriptedBackend } from '../support/scripted-backend'

const task = (id: string, share: number, done = false) => ({ id, label: 'Importing', share, detail: '', done })

describe('long works', () => {
  it('are shown until they are done, once each', () => {
    const tasks = new TasksState(createClient(new ScriptedBackend().transport))
    tasks.take(task('a', 0.1))
    tasks.take(task('b', 0.2))
    tasks.take(task('a', 0.5))
    expect(tasks.tasks.map(({ id, share }) => [id, share])).toEqual([
      ['b', 0.2],
      ['a', 0.5],
    ])
    tasks.take(task('a', 1, true))
    expect(tasks.tasks.map(({ id }) => id)).toEqual(['b'])
  })

  it('are cancelled by their id', async () => {
    const backend = new ScriptedBackend({ 'app.cancelTask': () => null })
    const tasks = new TasksState(createClient(backend.transport))
    tasks.take(task('a', 0.1))
    await tasks.cancel('a')
    expect(backend.inputsOf('app.cancelTask')).toEqual([{ id: 'a' }])
    expect(tasks.isCancelling('a')).toBe(true)
  })
})

import { expect, test } from 'vitest'
import type { TaskTools } from '../../../src-main/services/tasks'
import type { TaskProgress } from '../../../src-shared/project'
import { Tasks } from '../../../src-main/services/tasks'

function deferred<T>() {
  let settle: (value: T) => void = () => undefined
  const promise = new Promise<T>((resolve) => (settle = resolve))
  return { promise, resolve: (value: T) => settle(value) }
}

/** A work that hears of no cancel until the test lets it go on. */
function deafWork() {
  const told: TaskProgress[] = []
  const tasks = new Tasks()
  const { promise, resolve } = deferred<string>()
  const { promise: tools, resolve: begun } = deferred<TaskTools>()
  const work = (given: TaskTools): Promise<string> => {
    begun(given)
    return promise
  }
  const cancel = (): void => tasks.cancel(told[0]!.id)
  return {
    tasks,
    told,
    tools,
    work,
    finish: () => resolve('done'),
    cancel,
    tell: (one: TaskProgress) => told.push(one),
  }
}

test('a cancel of a work that is left is answered before the work has ended, and its end is known', async () => {
  const { tasks, told, tools, work, finish, cancel, tell } = deafWork()
  const answer = tasks.runLeaving('import', 'Importing', tell, work)
  const { progress } = await tools
  cancel()
  await expect(answer).rejects.toMatchObject({ code: 'task.cancelled', message: 'Importing was cancelled.' })
  expect(told.at(-1)).toMatchObject({ share: 1, done: true })
  let ended = false
  const wound = tasks.wound().then(() => (ended = true))
  progress(0.5, 'still here')
  await Promise.resolve()
  expect(ended).toBe(false)
  expect(told.at(-1)).toMatchObject({ done: true })
  finish()
  await wound
})

test('a cancel that comes after the work is settled is too late', async () => {
  const { tasks, tools, work, finish, cancel, tell } = deafWork()
  const answer = tasks.runLeaving('import', 'Importing', tell, work)
  ;(await tools).settle()
  cancel()
  finish()
  expect(await answer).toBe('done')
})

test('a work that is cancelled before it settles cannot settle', async () => {
  const { tasks, tools, work, finish, cancel, tell } = deafWork()
  const answer = tasks.runLeaving('import', 'Importing', tell, work)
  const { settle } = await tools
  cancel()
  expect(settle).toThrow(/abort/i)
  await expect(answer).rejects.toMatchObject({ code: 'task.cancelled' })
  finish()
  await tasks.wound()
})

test('other works are waited for', async () => {
  const { tasks, tools, work, finish, cancel, tell } = deafWork()
  const answer = tasks.run('export', 'Exporting', tell, work)
  await tools
  cancel()
  finish()
  expect(await answer).toBe('done')
})

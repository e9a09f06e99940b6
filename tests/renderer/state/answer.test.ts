import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Answer } from '../../../src-renderer/state/answer.svelte'
import { EpochwiseError } from '../../../src-shared/errors'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const settle = (time = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(time)

describe('an answer', () => {
  it('is asked for once a key, and stays until the next has come', async () => {
    const answer = new Answer<number>()
    const question = vi.fn(() => Promise.resolve(1))
    answer.ask('a', question)
    answer.ask('a', question)
    expect(answer.waiting).toBe(true)
    await settle()
    expect(question).toHaveBeenCalledTimes(1)
    expect([answer.value, answer.waiting]).toEqual([1, false])
    answer.ask('b', () => new Promise((done) => setTimeout(() => done(2), 50)))
    await settle(10)
    expect([answer.value, answer.waiting]).toEqual([1, true])
    await settle(50)
    expect([answer.value, answer.waiting]).toEqual([2, false])
  })

  it('to a question that was overtaken is dropped, also where it failed', async () => {
    const answer = new Answer<number>()
    answer.ask('slow', () => new Promise((_, refuse) => setTimeout(() => refuse(new Error('late')), 50)))
    answer.ask('quick', () => Promise.resolve(2))
    await settle(100)
    expect([answer.value, answer.failed]).toEqual([2, null])
  })

  it('waits for the last of quick questions', async () => {
    const answer = new Answer<string>()
    const asked: string[] = []
    for (const key of ['a', 'b', 'c']) {
      answer.ask(key, () => Promise.resolve(`${asked.push(key)}`), 100)
      await settle(50)
    }
    await settle(100)
    expect(asked).toEqual(['c'])
  })

  it('that failed says why, keeps what was known, and may be asked for again', async () => {
    const answer = new Answer<number>()
    answer.take(7)
    answer.ask('a', () => Promise.reject(new EpochwiseError('project.none', 'It was closed.')))
    await settle()
    expect([answer.value, answer.failed, answer.waiting]).toEqual([7, 'It was closed.', false])
    answer.ask('a', () => Promise.reject(new Error('inside')))
    await settle()
    expect(answer.failed).toBe('This could not be computed.')
    answer.ask('a', () => Promise.resolve(8))
    await settle()
    expect([answer.value, answer.failed]).toEqual([8, null])
  })

  it('is forgotten with its table', async () => {
    const answer = new Answer<number>()
    answer.ask('a', () => Promise.resolve(1))
    answer.forget()
    await settle()
    expect([answer.value, answer.waiting]).toEqual([null, false])
  })
})

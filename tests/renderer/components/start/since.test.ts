import { describe, expect, it } from 'vitest'
import { sinceWords } from '../../../../src-renderer/components/start/since'

describe('when a project was open', () => {
  const now = new Date(2026, 10, 23, 0, 30)

  it.each([
    [new Date(2026, 10, 23, 0, 5), 'today'],
    [new Date(2026, 10, 22, 23, 55), 'yesterday'],
    [new Date(2026, 10, 18, 12, 0), '5 days ago'],
    [new Date(2026, 9, 3, 12, 0), '3 Oct 2026'],
  ])('%s is %s', (then, words) => {
    expect(sinceWords(then.toISOString(), now)).toBe(words)
  })

  it('says nothing about a date that is none', () => {
    expect(sinceWords('soon', now)).toBe('')
  })
})

import { describe, expect, it } from 'vitest'
import { parseNumber } from '../../../../src-renderer/components/shared/parse-number'

const message = (text: string, rule = {}) => {
  const parsed = parseNumber(text, rule)
  return parsed.ok ? null : parsed.message
}

describe('a typed number', () => {
  it.each([
    ['3', 3],
    [' 0.01 ', 0.01],
    ['1e-3', 0.001],
    ['-2.5', -2.5],
    ['.5', 0.5],
    ['0,5', 0.5],
  ])('reads %j', (text, value) => {
    expect(parseNumber(text)).toEqual({ ok: true, value })
  })

  it.each(['', ' ', 'abc', '1 2', '0x10', 'Infinity', '1,2,3', '--1', '1e999'])('refuses %j with a reason', (text) => {
    expect(message(text)).toMatch(/number/)
  })

  it('names the limit that it breaks', () => {
    expect(message('0', { min: 1 })).toBe('The least is 1.')
    expect(message('2', { max: 0.9 })).toBe('The most is 0.9.')
    expect(message('1.5', { integer: true })).toBe('Type a whole number.')
  })
})

import { describe, expect, it } from 'vitest'
import { CommandsState } from '../../../src-renderer/state/commands-state.svelte'

const stroke = (key: string, change: Partial<KeyboardEvent> = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...change,
})

function state(keys: string[], enabled = true) {
  const done: string[] = []
  const commands = new CommandsState()
  const end = commands.add(() => [{ id: 'a', label: 'A', group: 'G', keys, enabled, run: () => void done.push('a') }])
  return { commands, done, end }
}

describe('commands', () => {
  it('run by their keys', () => {
    const { commands, done } = state(['mod+k'])
    expect(commands.press(stroke('k', { ctrlKey: true }), false)).toBe(true)
    expect(done).toEqual(['a'])
  })

  it('do not run while they cannot', () => {
    const { commands, done } = state(['mod+k'], false)
    expect(commands.press(stroke('k', { ctrlKey: true }), false)).toBe(false)
    expect(done).toEqual([])
  })

  it('leave a text field its letters and its own undo', () => {
    expect(state(['?']).commands.press(stroke('?'), true)).toBe(false)
    expect(state(['mod+z']).commands.press(stroke('z', { ctrlKey: true }), true)).toBe(false)
    expect(state(['mod+enter']).commands.press(stroke('Enter', { ctrlKey: true }), true)).toBe(true)
    expect(state(['f8']).commands.press(stroke('F8'), true)).toBe(true)
  })

  it('leave with the view that brought them', () => {
    const { commands, end } = state(['mod+k'])
    expect(commands.all).toHaveLength(1)
    end()
    expect(commands.all).toEqual([])
  })
})

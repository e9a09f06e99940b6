import { describe, expect, it } from 'vitest'
import { findCommands, fit } from '../../../../src-renderer/components/shell/palette'

const command = (label: string, group = 'File', enabled = true) => ({
  id: label,
  label,
  group,
  enabled,
  run: () => undefined,
})

describe('the command palette', () => {
  const commands = [
    command('Close project'),
    command('Open CSV…'),
    command('Open project…'),
    command('Go to Predict', 'Go'),
  ]

  it('finds words in any order', () => {
    expect(findCommands(commands, 'project open').map((one) => one.label)).toEqual(['Open project…'])
  })

  it('puts what begins with the letters first', () => {
    expect(findCommands(commands, 'pro').map((one) => one.label)).toEqual(['Close project', 'Open project…'])
    expect(fit('Open CSV…', 'open')).toBeLessThan(fit('Reopen', 'open')!)
  })

  it('finds a command by its group too', () => {
    expect(findCommands(commands, 'file csv').map((one) => one.label)).toEqual(['Open CSV…'])
  })

  it('offers only what can be done now', () => {
    expect(findCommands([command('Redo', 'Edit', false)], '')).toEqual([])
    expect(findCommands(commands, 'xyz')).toEqual([])
  })
})

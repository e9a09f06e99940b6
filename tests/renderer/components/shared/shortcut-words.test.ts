import { describe, expect, it } from 'vitest'
import { onApple, pressed, shortcutWords } from '../../../../src-renderer/components/shared/shortcut-words'

const stroke = (key: string, change: Partial<KeyboardEvent> = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...change,
})

describe('a shortcut', () => {
  it('is written as the keyboard has it', () => {
    expect(shortcutWords('mod+shift+z', false)).toBe('Ctrl+Shift+Z')
    expect(shortcutWords('mod+shift+z', true)).toBe('⌘⇧Z')
    expect(shortcutWords('f8', false)).toBe('F8')
    expect(onApple('MacIntel')).toBe(true)
    expect(onApple('Linux x86_64')).toBe(false)
  })

  it('takes ⌘ on a Mac and Ctrl elsewhere, never the other', () => {
    expect(pressed(stroke('k', { ctrlKey: true }), 'mod+k', false)).toBe(true)
    expect(pressed(stroke('k', { ctrlKey: true }), 'mod+k', true)).toBe(false)
    expect(pressed(stroke('k', { metaKey: true }), 'mod+k', true)).toBe(true)
  })

  it('needs exactly its modifiers', () => {
    expect(pressed(stroke('Z', { ctrlKey: true, shiftKey: true }), 'mod+z', false)).toBe(false)
    expect(pressed(stroke('Z', { ctrlKey: true, shiftKey: true }), 'mod+shift+z', false)).toBe(true)
    expect(pressed(stroke('k'), 'mod+k', false)).toBe(false)
  })

  it('finds digits by their key where a layout or Alt makes another sign of them', () => {
    expect(pressed(stroke('¡', { code: 'Digit1', altKey: true }), 'alt+1', true)).toBe(true)
    expect(pressed(stroke('&', { code: 'Digit1', ctrlKey: true }), 'mod+1', false)).toBe(true)
  })

  it('takes “?” with or without Shift, as the layout has it', () => {
    expect(pressed(stroke('?', { shiftKey: true }), '?', false)).toBe(true)
    expect(pressed(stroke('?'), '?', false)).toBe(true)
  })
})

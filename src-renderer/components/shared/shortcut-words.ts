/** Shortcuts are written once, as `mod+shift+z`; `mod` is ⌘ on a Mac and Ctrl elsewhere. */

const arrows = { arrowleft: '←', arrowright: '→', arrowup: '↑', arrowdown: '↓' }
const appleWords: Record<string, string> = { mod: '⌘', shift: '⇧', alt: '⌥', enter: '↩', delete: '⌫', ...arrows }
const words: Record<string, string> = {
  mod: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  enter: 'Enter',
  delete: 'Delete',
  ...arrows,
}

export function onApple(platform: string = navigator.platform): boolean {
  return /mac|iphone|ipad/i.test(platform)
}

export function shortcutWords(keys: string, apple: boolean = onApple()): string {
  const parts = keys.split('+').map((part) => (apple ? appleWords : words)[part] ?? capital(part))
  return parts.join(apple ? '' : '+')
}

function capital(part: string): string {
  return part.charAt(0).toUpperCase() + part.slice(1)
}

export type Keystroke = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** Is this what was pressed? Digits and letters by their key, so that layouts stay themselves. */
export function pressed(event: Keystroke, keys: string, apple: boolean = onApple()): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1)!
  const mod = apple ? event.metaKey : event.ctrlKey
  const otherMod = apple ? event.ctrlKey : event.metaKey
  if (otherMod || mod !== parts.includes('mod') || event.altKey !== parts.includes('alt')) return false
  // `?` needs Shift on some layouts and not on others: only named keys and letters look at it.
  if (key.length > 1 || /[a-z]/.test(key)) {
    if (event.shiftKey !== parts.includes('shift')) return false
  }
  if (/^\d$/.test(key)) return event.code === `Digit${key}` || event.key === key
  return event.key.toLowerCase() === key
}

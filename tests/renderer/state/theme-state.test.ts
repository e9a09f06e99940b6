import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ThemeState } from '../../../src-renderer/state/theme-state.svelte'

class Media extends EventTarget {
  matches = false
}

let media = new Media()

beforeEach(() => {
  localStorage.clear()
  media = new Media()
  vi.spyOn(window, 'matchMedia').mockReturnValue(media as unknown as MediaQueryList)
})

function systemTurns(dark: boolean): void {
  media.dispatchEvent(Object.assign(new Event('change'), { matches: dark }))
}

describe('the theme', () => {
  it('follows the system, also while the app runs', () => {
    const theme = new ThemeState()
    const end = theme.follow()
    expect(document.documentElement.dataset.theme).toBe('light')
    systemTurns(true)
    expect(theme.resolved).toBe('dark')
    expect(document.documentElement.dataset.theme).toBe('dark')
    end()
    systemTurns(false)
    expect(theme.resolved).toBe('dark')
  })

  it('stays as it was chosen, over a restart too', () => {
    const theme = new ThemeState()
    theme.follow()
    theme.choose('dark')
    systemTurns(false)
    expect(theme.resolved).toBe('dark')
    expect(new ThemeState().choice).toBe('dark')
  })

  it('takes an unknown word in the store for the system’s choice', () => {
    localStorage.setItem('epochwise.theme', 'pink')
    expect(new ThemeState().choice).toBe('system')
  })
})

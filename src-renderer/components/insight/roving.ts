/**
 * A row or a grid of buttons that is one stop of the Tab key: arrows, Home and End move within it.
 *
 * @param columns buttons a line; 1 for a list, Infinity for one line
 */
import type { Attachment } from 'svelte/attachments'

export function roving(columns: number): Attachment<HTMLElement> {
  return (group) => {
    let current = 0
    const buttons = (): HTMLButtonElement[] => [...group.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')]
    const settle = (): void => {
      const all = buttons()
      current = Math.min(current, Math.max(0, all.length - 1))
      all.forEach((button, at) => (button.tabIndex = at === current ? 0 : -1))
    }
    const onkeydown = (event: KeyboardEvent): void => {
      const all = buttons()
      const next = nextPlace(event.key, current, all.length, columns)
      if (next === null) return
      event.preventDefault()
      event.stopPropagation()
      current = next
      settle()
      all[next]?.focus()
    }
    const onfocusin = (event: FocusEvent): void => {
      const at = buttons().indexOf(event.target as HTMLButtonElement)
      if (at < 0 || at === current) return
      current = at
      settle()
    }
    // Buttons come and go with what is shown.
    const watcher = new MutationObserver(settle)
    watcher.observe(group, { childList: true, subtree: true })
    group.addEventListener('keydown', onkeydown)
    group.addEventListener('focusin', onfocusin)
    settle()
    return () => {
      watcher.disconnect()
      group.removeEventListener('keydown', onkeydown)
      group.removeEventListener('focusin', onfocusin)
    }
  }
}

/** null: the key means nothing here. Stays at the ends. */
export function nextPlace(key: string, from: number, count: number, columns: number): number | null {
  if (count === 0) return null
  const line = columns === 1 ? 1 : Math.min(columns, count)
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: columns === Infinity ? -1 : -line,
    ArrowDown: columns === Infinity ? 1 : line,
    Home: -from,
    End: count - 1 - from,
  }
  const step = steps[key]
  if (step === undefined) return null
  const next = from + step
  return next < 0 || next >= count ? from : next
}

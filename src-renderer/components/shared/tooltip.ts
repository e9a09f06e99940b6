/**
 * A tip for an element: shown after a moment of pointing, at once on keyboard focus, gone with Esc.
 *
 * It is a popover, so that it lies above dialogs too. The words are for eyes; the element needs a name of its own.
 */
import type { Attachment } from 'svelte/attachments'

const delay = 450
const gap = 6

function place(tip: HTMLElement, target: Element): void {
  const at = target.getBoundingClientRect()
  const own = tip.getBoundingClientRect()
  const below = at.bottom + gap + own.height <= window.innerHeight
  const left = Math.min(Math.max(4, at.left + at.width / 2 - own.width / 2), window.innerWidth - own.width - 4)
  tip.style.left = `${left}px`
  tip.style.top = `${below ? at.bottom + gap : Math.max(4, at.top - gap - own.height)}px`
}

function makeTip(text: string): HTMLElement {
  const tip = document.createElement('div')
  tip.className = 'tip'
  tip.popover = 'manual'
  tip.setAttribute('aria-hidden', 'true')
  tip.textContent = text
  return tip
}

export function tooltip(text: string | null | undefined): Attachment {
  return (element) => {
    if (text === null || text === undefined || text === '') return
    let tip: HTMLElement | null = null
    let timer: ReturnType<typeof setTimeout> | undefined

    const hide = (): void => {
      clearTimeout(timer)
      tip?.remove()
      tip = null
    }
    const show = (): void => {
      hide()
      tip = makeTip(text)
      document.body.append(tip)
      tip.showPopover()
      place(tip, element)
    }
    const later = (): void => {
      clearTimeout(timer)
      timer = setTimeout(show, delay)
    }
    const onFocus = (): void => {
      if (element.matches(':focus-visible')) show()
    }
    const onKey = (event: Event): void => {
      if ((event as KeyboardEvent).key === 'Escape') hide()
    }

    const events: [string, (event: Event) => void][] = [
      ['pointerenter', later],
      ['pointerleave', hide],
      ['pointerdown', hide],
      ['focus', onFocus],
      ['blur', hide],
      ['keydown', onKey],
    ]
    for (const [name, listener] of events) element.addEventListener(name, listener)
    return () => {
      hide()
      for (const [name, listener] of events) element.removeEventListener(name, listener)
    }
  }
}

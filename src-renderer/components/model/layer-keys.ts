/** What a key does to the layer that has the keyboard. */

export type LayerKey = { kind: 'go'; to: number } | { kind: 'move'; to: number } | { kind: 'remove' }

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** Arrows, Home and End go; with Alt the arrows move the layer; Delete removes it. null: the key means nothing here. */
export function layerKey(event: Pressed, place: number, count: number): LayerKey | null {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return null
  const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
  if (event.altKey) return step === 0 ? null : { kind: 'move', to: place + step }
  if (step !== 0) return { kind: 'go', to: Math.min(count - 1, Math.max(0, place + step)) }
  if (event.key === 'Home') return { kind: 'go', to: 0 }
  if (event.key === 'End') return { kind: 'go', to: count - 1 }
  return event.key === 'Delete' || event.key === 'Backspace' ? { kind: 'remove' } : null
}

/** The place of the row whose middle is nearest to the pointer. */
export function placeAt(y: number, rows: readonly { top: number; bottom: number }[]): number {
  const distance = ({ top, bottom }: { top: number; bottom: number }): number => Math.abs((top + bottom) / 2 - y)
  return rows.reduce((best, row, place) => (distance(row) < distance(rows[best]!) ? place : best), 0)
}

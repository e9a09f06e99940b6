/** Sizes and folds of the frame, remembered on this machine. */

const key = 'epochwise.layout'
export const inspectorLimits = { min: 220, usual: 280, max: 520 } as const

type Layout = { inspectorWidth: number; inspectorOpen: boolean }

export function clampInspector(width: number): number {
  return Math.round(Math.min(inspectorLimits.max, Math.max(inspectorLimits.min, width)))
}

function remembered(): Layout {
  const usual = { inspectorWidth: inspectorLimits.usual, inspectorOpen: true }
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    const { inspectorWidth, inspectorOpen } = stored as Partial<Record<keyof Layout, unknown>>
    return {
      inspectorWidth: typeof inspectorWidth === 'number' ? clampInspector(inspectorWidth) : usual.inspectorWidth,
      inspectorOpen: typeof inspectorOpen === 'boolean' ? inspectorOpen : usual.inspectorOpen,
    }
  } catch {
    return usual
  }
}

export class LayoutState {
  #layout = $state.raw<Layout>(remembered())

  get inspectorWidth(): number {
    return this.#layout.inspectorWidth
  }

  get inspectorOpen(): boolean {
    return this.#layout.inspectorOpen
  }

  resizeInspector(width: number): void {
    this.#change({ inspectorWidth: clampInspector(width) })
  }

  toggleInspector(): void {
    this.#change({ inspectorOpen: !this.inspectorOpen })
  }

  #change(change: Partial<Layout>): void {
    this.#layout = { ...this.#layout, ...change }
    localStorage.setItem(key, JSON.stringify(this.#layout))
  }
}

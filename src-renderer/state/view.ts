/** The views, in the way of the work. */

export const views = ['start', 'data', 'model', 'train', 'loop', 'predict', 'export', 'compute'] as const
export type View = (typeof views)[number]

const key = 'epochwise.view'

/** For a reload of this tab. */
export function rememberView(view: View): void {
  sessionStorage.setItem(key, view)
}

/** The view to begin in when a project is open. */
export function rememberedView(): View {
  const stored = sessionStorage.getItem(key)
  return views.find((view) => view === stored && view !== 'start') ?? 'data'
}

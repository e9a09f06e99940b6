/** The page's colours and type for a canvas, which can't read custom properties itself. */

export type ChartLook = {
  /** Eight that stay apart for colour-blind people; each goes with the dash of the same place. */
  colours: readonly string[]
  text: string
  muted: string
  grid: string
  /** Behind the chart, and of what floats over it. */
  background: string
  surface: string
  border: string
  font: string
  mono: string
}

/** One dash per colour, so that no curve is told from another by colour alone. */
export const dashes: readonly (readonly number[])[] = [
  [],
  [7, 4],
  [2, 3],
  [10, 3, 2, 3],
  [5, 2],
  [1, 2],
  [12, 4],
  [4, 6],
]

/** Reads what is set on the element, so that a change of theme needs only another call. */
export function lookOf(element: Element): ChartLook {
  const style = getComputedStyle(element)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return {
    colours: [1, 2, 3, 4, 5, 6, 7, 8].map((place) => read(`--chart-${String(place)}`)),
    text: read('--text'),
    muted: read('--muted'),
    grid: read('--chart-grid'),
    background: read('--surface'),
    surface: read('--raised'),
    border: read('--border'),
    font: read('--font'),
    mono: read('--mono'),
  }
}

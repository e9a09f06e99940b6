/** Where the window was, kept between starts; forgotten when no screen shows that place any more. */
import type { BrowserWindow, Rectangle } from 'electron'
import { readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'

const schema = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1).max(100_000),
  height: z.int().min(1).max(100_000),
  maximized: z.boolean(),
})

export type WindowState = z.infer<typeof schema>

/** The least of a window that must lie on a screen for it to be found and dragged. */
const leastVisible = 80

/** @param areas the work areas of the screens. @returns null: nothing usable is kept there */
export function readWindowState(file: string, areas: Rectangle[]): WindowState | null {
  try {
    const state = schema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return areas.some((area) => overlaps(state, area)) ? state : null
  } catch {
    return null
  }
}

/** A place that cannot be kept is not worth an error. */
export function keepWindowState(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const state = { ...window.getNormalBounds(), maximized: window.isMaximized() } satisfies WindowState
    try {
      writeFileSync(file, JSON.stringify(state))
    } catch {
      return
    }
  })
}

function overlaps(a: Rectangle, b: Rectangle): boolean {
  const shared = (from: number, length: number, otherFrom: number, otherLength: number): number =>
    Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom)
  return shared(a.x, a.width, b.x, b.width) >= leastVisible && shared(a.y, a.height, b.y, b.height) >= leastVisible
}

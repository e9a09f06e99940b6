/** A path from a stranger stays below the folder. */
import { isAbsolute, join, relative } from 'node:path'

/** @throws Error where it leads out */
export function within(folder: string, path: string): string {
  const target = join(folder, path)
  const way = relative(folder, target)
  if (way.startsWith('..') || isAbsolute(way)) throw new Error(`The package names a place outside: ${path}`)
  return target
}

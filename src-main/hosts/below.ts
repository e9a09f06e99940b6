/** Is a path inside a folder? Compares the paths as they are written; links are for the caller to follow first. */
import { isAbsolute, relative } from 'node:path'

/** The folder itself counts as below. */
export function isBelow(root: string, path: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way)
}

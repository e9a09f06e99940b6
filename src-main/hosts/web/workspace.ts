/** Paths of the web host: below the workspace, after every symbolic link has been followed; everything else is refused. */
import { lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { EpochwiseError } from '../../../src-shared/errors'
import { isBelow } from '../below'

/**
 * @param root an existing folder, itself free of symbolic links
 * @param path absolute, or relative to the root; need not exist
 * @returns the absolute path, links followed as far as it exists
 * @throws EpochwiseError path.outside
 */
export function resolveBelow(root: string, path: string): string {
  const outside = (): EpochwiseError =>
    new EpochwiseError(
      'path.outside',
      `“${path}” is outside the workspace. Upload the file, or start with --workspace DIR.`,
    )
  if (path.includes('\0')) throw outside()
  const wanted = resolve(root, path)
  if (!isBelow(root, wanted)) throw outside()
  let real: string
  try {
    real = realAsFarAsItExists(wanted)
  } catch {
    throw outside()
  }
  if (!isBelow(root, real)) throw outside()
  return real
}

/** A link that leads nowhere throws: following it later could create a file anywhere. */
function realAsFarAsItExists(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path)
  return join(realAsFarAsItExists(dirname(path)), basename(path))
}

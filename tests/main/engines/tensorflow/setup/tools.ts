/** What the building of the addon finds on this machine, as a test wants it: Python, and a `make` that is none. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { temporaryFolder } from '../../../../support/temporary-folder'

export const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()

/** A PATH with a shell and few others. `make`: what a script of that name does; without one, there is none. */
export function pathWith(make: string | null): string {
  const folder = join(temporaryFolder(), 'bin')
  mkdirSync(folder)
  for (const name of ['sh', 'env', 'bash', 'node', 'mkdir', 'sleep', 'touch']) {
    const found = process.env['PATH']!.split(delimiter)
      .map((part) => join(part, name))
      .find((path) => existsSync(path))
    if (found !== undefined) symlinkSync(found, join(folder, name))
  }
  if (make === null) return folder
  writeFileSync(join(folder, 'make'), `#!/bin/sh\n${make}\n`)
  chmodSync(join(folder, 'make'), 0o755)
  return folder
}

/** Makes an addon that is none. */
export const emptyAddon = 'mkdir -p build/Release; echo nothing > build/Release/tfjs_binding.node'

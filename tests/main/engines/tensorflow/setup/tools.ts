/** What the building of the addon finds on this machine, as a test wants it: Python, and a `make` that is none. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
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

/** Node's headers as far as a compiler that is none needs them: nobody asks the network for any. */
export function emptyHeaders(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'include', 'node'), { recursive: true })
  writeFileSync(join(folder, 'include', 'node', 'common.gypi'), '{}')
  writeFileSync(join(folder, 'include', 'node', 'config.gypi'), '{"variables":{},"target_defaults":{}}')
  return folder
}

/** An addon that says a version and does no more, compiled here; null: there is no compiler. */
export function tinyAddon(version: string): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'epochwise-addon-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(
    join(folder, 'addon.c'),
    `#include <stddef.h>
typedef void *handle;
int napi_create_string_utf8(handle, const char *, size_t, handle *);
int napi_set_named_property(handle, handle, const char *, handle);
handle napi_register_module_v1(handle env, handle exports) {
  handle text;
  napi_create_string_utf8(env, "${version}", ${version.length}, &text);
  napi_set_named_property(env, exports, "TF_Version", text);
  return exports;
}`,
  )
  const options = process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup'] : ['-shared', '-fPIC']
  try {
    execFileSync('cc', [...options, '-o', 'addon.node', 'addon.c'], { cwd: folder, stdio: 'pipe' })
    return join(folder, 'addon.node')
  } catch {
    return null
  }
}

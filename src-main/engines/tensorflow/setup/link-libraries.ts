/** The names by which the addon and the libraries look for one another. */
import { link, readdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EpochwiseError } from '../../../../src-shared/errors'
import { addonOf, librariesOf } from '../home'

/** The addon asks for a wheel's libraries by their old names, the libraries for each other by their own. */
export async function linkLibraries(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const [own, old] of [
    ['libtensorflow_cc', 'libtensorflow'],
    ['libtensorflow_framework', 'libtensorflow_framework'],
  ]) {
    const file = names.find((name) => name.startsWith(`${own}.`))
    if (file === undefined) {
      const message = `The package has no ${own}. The index gave something else than TensorFlow; check its address.`
      throw new EpochwiseError('engine.download', message)
    }
    const name = file.endsWith('.dylib') ? `${old}.2.dylib` : `${old}.so`
    if (name !== file) await symlink(file, join(folder, name))
  }
}

/** The addon that was built elsewhere: on Linux it names a version of its library, on Windows it looks beside itself. */
export async function linkForOwnAddon(installation: string): Promise<void> {
  const folder = librariesOf(installation)
  const names = await readdir(folder)
  if (names.includes('libtensorflow_cc.so.2'))
    await symlink('libtensorflow_cc.so.2', join(folder, 'libtensorflow.so.2'))
  const windows = 'tensorflow.dll'
  if (names.includes(windows)) await link(join(folder, windows), join(dirname(addonOf(installation)), windows))
}

/** A file that is there is only written over when the person says so. */
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Options } from './options'
import { EpochwiseError } from '../../../src-shared/errors'
import { flag } from './options'

/** @throws EpochwiseError file.exists, unless `--overwrite` was given */
export async function refuseExisting(path: string, options: Options): Promise<void> {
  if (flag(options, 'overwrite')) return
  const there = await access(resolve(path)).then(
    () => true,
    () => false,
  )
  if (there) {
    throw new EpochwiseError('file.exists', `${path} is there already. Choose another name, or add --overwrite.`, {
      file: path,
    })
  }
}

/** TensorFlow gone again, with all that was fetched for it. */
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EpochwiseError } from '../../../../src-shared/errors'
import { findInstallation, recordFile } from '../home'
import { withSetupLock } from './lock'

/**
 * A process that computes with it meanwhile goes on where the system lets a file in use go (Linux, macOS); where it does
 * not, nothing is removed.
 *
 * @throws EpochwiseError engine.busy
 */
export async function removeTensorflow(home: string): Promise<void> {
  await mkdir(home, { recursive: true })
  await withSetupLock(home, async () => {
    await setAside(home)
    await rm(recordFile(home), { force: true })
    for (const name of await readdir(home)) {
      if (/^(tensorflow-|downloads$|staging$|headers$)/.test(name))
        await rm(join(home, name), { recursive: true, force: true })
    }
  })
}

/** A folder with a library in use can't be renamed on Windows: that is known before anything is lost. */
async function setAside(home: string): Promise<void> {
  const installation = await findInstallation(home)
  if (installation === null) return
  try {
    await rename(installation.folder, `${installation.folder}-removed`)
  } catch (cause) {
    const message =
      'TensorFlow is in use, so it was not removed. Stop the run that trains with it, then remove it again.'
    throw new EpochwiseError('engine.busy', message, {}, { cause })
  }
}

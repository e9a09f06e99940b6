/** One setup at a time, over all processes: a folder that its maker removes; one that a dead process left is taken over. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EpochwiseError } from '../../../../src-shared/errors'

/** @throws EpochwiseError engine.busy */
export async function withSetupLock<T>(home: string, work: () => Promise<T>): Promise<T> {
  const folder = join(home, 'setup.lock')
  await take(folder)
  try {
    return await work()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function take(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch {
    if (await isHeld(folder)) {
      throw new EpochwiseError(
        'engine.busy',
        'TensorFlow is being set up already. Wait for its end, or cancel it there.',
      )
    }
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder)
  }
  await writeFile(join(folder, 'pid'), String(process.pid))
}

async function isHeld(folder: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'))
    process.kill(pid, 0)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'EPERM' || (code === 'ENOENT' && (await isNew(folder)))
  }
}

/** Its maker may be about to say who it is. */
async function isNew(folder: string): Promise<boolean> {
  const made = (await stat(folder).catch(() => null))?.mtimeMs ?? 0
  return Date.now() - made < 2000
}

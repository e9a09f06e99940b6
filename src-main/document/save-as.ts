/** The project under another name: a whole copy first, only then does anything go on there. */
import { existsSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { EpochwiseError } from '../../src-shared/errors'
import { copyFileAtomically } from './atomic-file'
import { Database } from './database'
import { translateFailure } from './failures'

/** The project at `path`, open for writing; `database` is closed then, and untouched when this throws. */
export async function moveTo(database: Database, path: string, overwrite: boolean): Promise<Database> {
  if (existsSync(path)) {
    if (!overwrite) throw alreadyThere(path)
    await refuseWhenInUse(path)
  }
  try {
    await database.aside(() => copyProject(database.path, path))
  } catch (error) {
    throw translateFailure(error, path)
  }
  const moved = await Database.open(path, { readOnly: false })
  await database.close()
  return moved
}

export function alreadyThere(path: string): EpochwiseError {
  const message = `${basename(path)} is already there. Choose another name, or say that it may be replaced.`
  return new EpochwiseError('file.exists', message, { file: path })
}

/** The log of changes that are not in the file yet goes first: a file without its log would be an older project. */
export async function copyProject(from: string, to: string): Promise<void> {
  const log = `${from}.wal`
  await rm(`${to}.wal`, { force: true })
  try {
    if (existsSync(log)) await copyFile(log, `${to}.wal`)
    await copyFileAtomically(from, to)
  } catch (error) {
    await rm(`${to}.wal`, { force: true })
    throw error
  }
}

/** A project that is open somewhere must not be replaced under its owner. Any other file may. */
async function refuseWhenInUse(path: string): Promise<void> {
  try {
    await (await Database.open(path, { readOnly: true })).close()
  } catch (error) {
    if (error instanceof EpochwiseError && error.code === 'project.locked') throw error
  }
}

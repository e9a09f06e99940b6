/** From a path to an open project: made new, checked before anything in it is believed, or a copy to look at. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Snapshot } from './snapshot'
import type { DocumentState } from './state'
import { EpochwiseError } from '../../src-shared/errors'
import { bringUpToDate } from './bring-up-to-date'
import { Database } from './database'
import { checkFormat, checkMark } from './format'
import { alreadyThere } from './save-as'
import { formatVersion, writeSchema } from './schema'
import { takeSnapshot } from './snapshot'
import { readState } from './state'

/** `snapshot`: the database is a copy of the project at another path. */
export type Opened = { database: Database; state: DocumentState; snapshot: Snapshot | null }

export async function createProject(path: string): Promise<Opened> {
  if (existsSync(path)) throw alreadyThere(path)
  const database = await Database.open(path, { readOnly: false })
  try {
    await database.write(writeSchema)
    return { database, state: await database.read(readState), snapshot: null }
  } catch (error) {
    await database.close()
    await rm(path, { force: true })
    throw error
  }
}

export async function openProject(path: string, readOnly: boolean): Promise<Opened> {
  await checkMark(path)
  try {
    return await openFile(path, readOnly)
  } catch (error) {
    if (!readOnly || !(error instanceof EpochwiseError) || error.code !== 'project.locked') throw error
    return openCopy(path)
  }
}

/** An older project is brought up to date, on a copy: for writing, one that takes the file's place. */
async function openFile(path: string, readOnly: boolean): Promise<Opened> {
  const database = await Database.open(path, { readOnly })
  try {
    const version = await database.read((connection) => checkFormat(connection, path))
    if (version < formatVersion && readOnly) {
      await database.close()
      return await openCopy(path)
    }
    if (version < formatVersion) {
      await bringUpToDate(database, version)
      return await openFile(path, readOnly)
    }
    return { database, state: await database.read(readState), snapshot: null }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function openCopy(path: string): Promise<Opened> {
  const copy = await takeSnapshot(path)
  try {
    await (await openFile(copy.path, false)).database.close()
    const opened = await openFile(copy.path, true)
    return { ...opened, snapshot: { ...copy, path: resolve(path) } }
  } catch (error) {
    await copy.remove()
    throw error
  }
}

/** A project of an older version becomes one of this version: a copy of it, which then takes its place. */
import { constants } from 'node:fs'
import { copyFile, link, rename } from 'node:fs/promises'
import { basename, join, parse } from 'node:path'
import { Database } from './database'
import { translateFailure } from './failures'
import { copyProject } from './save-as'
import { upgrade } from './upgrade'
import { withWorkFolder } from './work-folder'

/**
 * The file as it was stays beside the new one, named after its version ("houses (version 1).epochwise"). Closes
 * `database`; until the new file is whole, the old one stands where it stood.
 *
 * @throws EpochwiseError disk.full, disk.failed, project.invalid
 */
export async function bringUpToDate(database: Database, version: number): Promise<void> {
  const { path } = database
  try {
    await withWorkFolder(path, async (folder) => {
      const copy = join(folder, basename(path))
      await database.aside(() => copyProject(path, copy))
      await upgradeFile(copy, version)
      await database.close()
      await keep(path, version)
      await rename(copy, path)
    })
  } catch (error) {
    throw translateFailure(error, path)
  }
}

async function upgradeFile(path: string, version: number): Promise<void> {
  const database = await Database.open(path, { readOnly: false })
  try {
    await database.write((connection) => upgrade(connection, version))
  } finally {
    await database.close()
  }
}

/** Under the first free name; a second name of the same file where the disk knows such a thing. */
async function keep(path: string, version: number): Promise<void> {
  const { dir, name, ext } = parse(path)
  for (let nth = 1; ; nth++) {
    const kept = join(dir, `${name} (version ${version}${nth === 1 ? '' : `, ${nth}`})${ext}`)
    try {
      await link(path, kept).catch((error: unknown) => {
        if (isThere(error)) throw error
        return copyFile(path, kept, constants.COPYFILE_EXCL)
      })
      return
    } catch (error) {
      if (!isThere(error)) throw error
    }
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

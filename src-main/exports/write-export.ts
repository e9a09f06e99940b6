/** An exported file takes its place only when it is whole and has been proved. */
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { EpochwiseError } from '../../src-shared/errors'
import { replace } from '../document/atomic-file'

/**
 * @param prove looks at the finished file before it takes its place; throws to leave everything as it was
 * @throws EpochwiseError disk.full, file.readonly, file.exists (a folder), file.missing (the folder)
 */
export async function writeExport(
  path: string,
  bytes: Uint8Array,
  prove: (temporary: string) => Promise<void>,
): Promise<void> {
  try {
    await replace(path, bytes.length, async (temporary) => {
      await writeFile(temporary, bytes)
      await prove(temporary)
    })
  } catch (error) {
    throw inWords(error, path)
  }
}

function inWords(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const name = basename(path)
  const make = (ours: EpochwiseError['code'], message: string): EpochwiseError =>
    new EpochwiseError(ours, message, { file: path }, { cause: error })
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return make('disk.full', `The disk is full: ${name} could not be written. Make room and export again.`)
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
      return make('file.readonly', `The folder of ${name} cannot be written to. Choose another folder.`)
    case 'ENOENT':
    case 'ENOTDIR':
      return make('file.missing', `The folder for ${name} does not exist. Create it, or choose another.`)
    case 'EISDIR':
      return make('file.exists', `${name} is a folder. Choose a name for the file.`)
    default:
      return error
  }
}

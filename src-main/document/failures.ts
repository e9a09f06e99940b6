/** DuckDB's failures in words for a person: what happened, where, what to do next. */
import { basename } from 'node:path'
import { EpochwiseError } from '../../src-shared/errors'

/** DuckDB has given up on the file: it must be opened anew. */
export function isFatal(error: unknown): boolean {
  return error instanceof Error && /FATAL|has been invalidated/i.test(error.message)
}

/** Our own errors and unknown ones as they are; those of DuckDB and of the disk with a code and words. */
export function translateFailure(error: unknown, path: string): unknown {
  if (error instanceof EpochwiseError || !(error instanceof Error)) return error
  const file = basename(path)
  const make = (code: EpochwiseError['code'], message: string): EpochwiseError =>
    new EpochwiseError(code, message, { file: path }, { cause: error })
  const words = error.message
  if (/No space left|ENOSPC|disk quota|EDQUOT|File too large|EFBIG/i.test(words)) {
    return make(
      'disk.full',
      `The disk is full, so the last change was not kept. Free some space and try again; everything before it is safe in ${file}.`,
    )
  }
  if (/fsync failed|\bEIO\b|Input\/output error/i.test(words)) {
    return make(
      'disk.failed',
      `The disk did not take the last change to ${file}. Everything before it is safe; check the disk or its connection, and try again.`,
    )
  }
  if (/Could not set lock|Conflicting lock|being used by another process/i.test(words)) {
    const owner = /PID (\d+)/.exec(words)?.[1]
    const who = owner === undefined ? 'Another program' : `Another program (process ${owner})`
    return make('project.locked', `${who} has ${file} open. Close it there, or open it here for reading only.`)
  }
  if (/Read-only file system|EROFS|Permission denied|EACCES|EPERM|read-only mode/i.test(words)) {
    return make(
      'file.readonly',
      `${file} cannot be written: the file or its folder is read-only. Save the project somewhere else.`,
    )
  }
  if (/version number|newer version/i.test(words)) {
    return make('project.newer', `${file} was made by a newer Epochwise. Update Epochwise to open it.`)
  }
  if (/No such file or directory|ENOENT/i.test(words)) {
    return make('file.missing', `${file} cannot be reached: the file or its folder is not there any more.`)
  }
  if (/Corrupt|checksum|Could not read enough bytes|not a valid DuckDB|Is a directory|EISDIR|deserializ/i.test(words)) {
    return make(
      'project.invalid',
      `${file} is damaged or not a project of Epochwise. Choose another file, or a copy of it.`,
    )
  }
  return error
}

/** A file that changes while it is read would give a table that never was: its size, time and place are kept and asked again. */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { EpochwiseError } from '../../../src-shared/errors'

export type Stamp = { size: number; modified: number; place: number }

export async function stampOf(path: string): Promise<Stamp> {
  const { size, mtimeMs, ino } = await stat(path)
  return { size, modified: mtimeMs, place: ino }
}

/** @throws EpochwiseError import.changed */
export async function refuseChanged(path: string, { size, modified, place }: Stamp): Promise<void> {
  const now = await stampOf(path).catch(() => null)
  if (now !== null && now.size === size && now.modified === modified && now.place === place) return
  const message = `${basename(path)} was changed by another program while it was read, so nothing was imported. Wait until it is finished, then open it again.`
  throw new EpochwiseError('import.changed', message, { file: path })
}

/**
 * What the web host can do: no dialogs; paths below the workspace, uploads, and projects in the app's own folder.
 *
 * A page sees `folder/data.csv` for a file of the workspace, `upload:<id>/data.csv` for an upload and
 * `app:untitled/x.epochwise` for a project without a name, and never an absolute path.
 */
import type { Dirent } from 'node:fs'
import type { Abilities } from '../../services/abilities'
import type { FileEntry } from '../../../src-shared/project'
import type { Downloads } from './downloads'
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join, relative } from 'node:path'
import { EpochwiseError } from '../../../src-shared/errors'
import { isBelow } from '../below'
import { uploadedFile, uploadPath } from './uploads'
import { resolveBelow } from './workspace'

export type WebFolders = { workspace: string; data: string; uploads: string }

const appPrefix = 'app:'
const listed: Partial<Record<string, FileEntry['kind']>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.xlsx': 'csv',
  '.parquet': 'csv',
  '.jsonl': 'csv',
  '.ndjson': 'csv',
  '.gz': 'csv',
  '.epochwise': 'project',
}

/** @param folders existing, and free of symbolic links */
export function createWebAbilities(folders: WebFolders, downloads: Downloads): Abilities {
  const display = (path: string): string => displayed(folders, path)
  const resolve = (path: string): string => resolved(folders, path)
  return {
    host: 'web',
    dialogs: false,
    chooseFile: cannotAsk,
    chooseDestination: cannotAsk,
    resolve,
    display,
    prepareDelivery: (suggestedName) => downloads.prepare(suggestedName),
    deliver: async (path) => (await downloads.offer(path)) ?? { kind: 'file', path: display(path) },
    listFiles: (folder) => listFiles(folders.workspace, folder),
  }
}

function cannotAsk(): Promise<never> {
  return Promise.reject(
    new EpochwiseError(
      'message.invalid',
      'A browser page has no file dialog of ours: upload the file, or name a path.',
    ),
  )
}

function resolved(folders: WebFolders, path: string): string {
  const upload = uploadedFile(path, folders.uploads)
  if (upload !== null) return upload
  if (!path.startsWith(appPrefix)) return resolveBelow(folders.workspace, path)
  const file = resolveBelow(folders.data, path.slice(appPrefix.length))
  if (extname(file) !== '.epochwise') throw new EpochwiseError('path.outside', `“${path}” is not a project.`)
  return file
}

function displayed(folders: WebFolders, path: string): string {
  const slashes = (way: string): string => way.replaceAll('\\', '/')
  if (isBelow(folders.workspace, path)) return slashes(relative(folders.workspace, path))
  if (isBelow(folders.uploads, path)) return uploadPath(relative(folders.uploads, path))
  if (isBelow(folders.data, path)) return appPrefix + slashes(relative(folders.data, path))
  return basename(path)
}

/** Folders first, then by name. What is hidden, of no use here, or a link out of the workspace is left out. */
async function listFiles(workspace: string, folder: string): Promise<FileEntry[]> {
  const place = resolveBelow(workspace, folder)
  const entries = await readdir(place, { withFileTypes: true }).catch(() => {
    throw new EpochwiseError('file.missing', `The folder “${folder}” cannot be read.`, { file: folder })
  })
  const described = await Promise.all(entries.map((entry) => describe(workspace, place, entry)))
  return described
    .filter((entry) => entry !== null)
    .sort((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder') || a.name.localeCompare(b.name))
}

async function describe(workspace: string, folder: string, entry: Dirent): Promise<FileEntry | null> {
  if (entry.name.startsWith('.')) return null
  try {
    const path = resolveBelow(workspace, join(folder, entry.name))
    const { size, mtime, ...info } = await stat(path).then((s) => ({
      size: s.size,
      mtime: s.mtime,
      folder: s.isDirectory(),
    }))
    const kind = info.folder ? 'folder' : listed[extname(entry.name).toLowerCase()]
    if (kind === undefined) return null
    const shown = relative(workspace, join(folder, entry.name)).replaceAll('\\', '/')
    return { name: entry.name, path: shown, kind, bytes: info.folder ? 0 : size, modifiedAt: mtime.toISOString() }
  } catch {
    return null
  }
}

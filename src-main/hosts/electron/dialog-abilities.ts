/** What Electron can do: native dialogs, and the person's own absolute paths. */
import type { BrowserWindow, Dialog, FileFilter } from 'electron'
import type { Abilities, FileKind } from '../../services/abilities'
import { isAbsolute, resolve } from 'node:path'
import { EpochwiseError } from '../../../src-shared/errors'

const everything: FileFilter = { name: 'All files', extensions: ['*'] }
const filters: Record<FileKind, FileFilter[]> = {
  csv: [{ name: 'Tables', extensions: ['csv', 'tsv', 'txt', 'xlsx', 'parquet', 'jsonl', 'ndjson', 'gz'] }, everything],
  project: [{ name: 'Epochwise projects', extensions: ['epochwise'] }],
  onnx: [{ name: 'ONNX models', extensions: ['onnx'] }],
}
/** A table leaves as CSV alone. */
const whereTo: Record<FileKind, FileFilter[]> = {
  ...filters,
  csv: [{ name: 'CSV files', extensions: ['csv'] }, everything],
}

/** @param owner the window that a dialog belongs to, null while there is none */
export function createDialogAbilities(
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  owner: () => BrowserWindow | null,
): Abilities {
  const chooseFile: Abilities['chooseFile'] = async (kind) => {
    const options = { properties: ['openFile' as const], filters: filters[kind] }
    const window = owner()
    const answer = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options))
    return answer.canceled ? null : (answer.filePaths[0] ?? null)
  }
  const chooseDestination: Abilities['chooseDestination'] = async (suggestedName, kind) => {
    const options = { defaultPath: suggestedName, filters: whereTo[kind] }
    const window = owner()
    const answer = await (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options))
    return answer.canceled || answer.filePath === '' ? null : answer.filePath
  }
  return {
    host: 'electron',
    dialogs: true,
    chooseFile,
    chooseDestination,
    resolve: resolveAbsolute,
    display: (path) => path,
    prepareDelivery: chooseDestination,
    deliver: (path) => Promise.resolve({ kind: 'file', path }),
    listFiles: () => Promise.resolve([]),
  }
}

/** A page knows absolute paths only: from a dialog, a dropped file or the recent list. */
function resolveAbsolute(path: string): string {
  if (isAbsolute(path) && !path.includes('\0')) return resolve(path)
  throw new EpochwiseError('path.outside', `“${path}” is not a full path.`)
}

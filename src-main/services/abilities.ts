/**
 * What differs between hosts, as the services see it. Electron has dialogs and absolute paths; a browser has
 * neither, so the web host takes uploads and paths below its workspace; the command line has paths alone.
 */
import type { Delivery, FileEntry, HostKind } from '../../src-shared/project'

export type FileKind = 'csv' | 'project' | 'onnx'

export type Abilities = {
  host: HostKind
  /** The host can ask with a native dialog; where not, the two `choose` functions throw `message.invalid`. */
  dialogs: boolean
  /** An absolute path, or null when the person closed the dialog. */
  chooseFile(kind: FileKind): Promise<string | null>
  chooseDestination(suggestedName: string, kind: FileKind): Promise<string | null>
  /** A path as a page or a person gave it → absolute. @throws path.outside where the host forbids it. */
  resolve(path: string): string
  /** An absolute path → as a person may see it. */
  display(path: string): string
  /** Where a file that goes to the person is to be written first. null: a dialog was closed. */
  prepareDelivery(suggestedName: string, kind: FileKind): Promise<string | null>
  /** The finished file at that path → how the person gets it. */
  deliver(path: string): Promise<Delivery>
  /** CSV and project files in a folder below the workspace; '' is the workspace. */
  listFiles(folder: string): Promise<FileEntry[]>
}

/** Folders of the app; all absolute. */
export type Folders = {
  /** Untitled projects, the recent list, logs. */
  data: string
  /** Files that ship with the app. */
  resources: string
}

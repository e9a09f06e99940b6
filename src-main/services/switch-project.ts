/** One project is open at a time: making another one it, and leaving the one before in good order. */
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { ProjectState } from '../../src-shared/project'
import type { ServiceContext } from './context'
import { Document } from '../document/document'
import { describeProject, describeRecent, isUntitled, projectExtension, untitledFolder } from './project-state'

/** A new project in the app's own folder, called after `name` or `name 2` …; not yet the open one. */
export async function createUntitled(context: ServiceContext, name: string): Promise<Document> {
  const folder = untitledFolder(context)
  await mkdir(folder, { recursive: true })
  return Document.create(freePath(folder, safeName(name)))
}

/** What a file is called on every system: no separators, no control characters, not endless. */
function safeName(name: string): string {
  const safe = basename(name, extname(name))
    .replace(/[\u0000-\u001f<>:"/\\|?*]/g, ' ')
    .trim()
    .slice(0, 80)
  return safe.replace(/^\.+/, '') || 'Untitled'
}

function freePath(folder: string, name: string): string {
  for (let number = 1; ; number++) {
    const path = join(folder, `${name}${number === 1 ? '' : ` ${number}`}${projectExtension}`)
    if (!existsSync(path) && !existsSync(`${path}.wal`)) return path
  }
}

/** Closes the open project, makes `document` the open one and tells everyone. */
export async function switchTo(context: ServiceContext, document: Document): Promise<ProjectState> {
  try {
    await leaveProject(context)
  } finally {
    context.adopt(document)
    await rememberProject(context)
    context.emit('project.changed', { project: await describeProject(context) })
  }
  return describeProject(context)
}

/** Closes the open project, if there is one; an untitled one that never had a table is thrown away. */
export async function leaveProject(context: ServiceContext): Promise<void> {
  const document = context.openDocument
  if (document === null) return
  try {
    await context.closeDocument()
  } finally {
    if (isWorthless(context, document)) await removeProject(document.path)
  }
}

/** For the list of recent projects, before one closes: its last curve is its thumbnail. */
export async function rememberProject(context: ServiceContext): Promise<void> {
  const document = context.openDocument
  if (document === null) return
  if (isWorthless(context, document)) await context.recent.forget(document.path)
  else await context.recent.remember(await describeRecent(document))
}

function isWorthless(context: ServiceContext, document: Document): boolean {
  return isUntitled(context, document) && document.table().columns.length === 0
}

export async function removeProject(path: string): Promise<void> {
  for (const file of [path, `${path}.wal`]) await rm(file, { force: true })
}

/** The table of the open project: into it, through it, and every edit of it. */
import { basename } from 'node:path'
import type { Handlers } from '../../src-shared/contract'
import type { ImportReport } from '../../src-shared/table'
import type { Document } from '../document/document'
import type { ServiceContext } from './context'
import { EpochwiseError } from '../../src-shared/errors'
import { describeProject } from './project-state'
import { createUntitled, removeProject, switchTo } from './switch-project'
import { unbuiltTableService } from './unbuilt-table-service'

export function createTableService(context: ServiceContext): Handlers<'table' | 'column'> {
  const changing = async <T>(work: (document: Document) => Promise<T>): Promise<T> => {
    const { document } = context
    const before = snapshotOf(document)
    const result = await work(document)
    await announce(context, document, before)
    return result
  }
  return {
    ...unbuiltTableService,
    async 'table.import'({ from }) {
      const { abilities } = context
      const file = from.kind === 'ask' ? await abilities.chooseFile('csv') : abilities.resolve(from.path)
      return file === null ? null : importCsv(context, file)
    },
    'table.exportFile': () => {
      throw new EpochwiseError('table.none', 'The table cannot be exported yet.')
    },
    'table.page': ({ view, offset, limit }) => context.document.page(view, offset, limit),
    'table.locate': ({ view, rowId }) => context.document.locate(view, rowId),
    'table.next': ({ view, what, after, backwards }) => context.document.next(view, what, after, backwards),
    'table.change': ({ edits }) =>
      changing(async (document) => {
        const changed = await document.changeCells(edits)
        return { changed, revision: document.table().revision }
      }),
    'table.insertRows': ({ view, before, count }) =>
      changing(async (document) => ({ rowIds: await document.insertRows(view, before, count) })),
    'table.deleteRows': ({ rowIds }) => changing(async (document) => ({ deleted: await document.deleteRows(rowIds) })),
    'table.history': () => context.document.history(),
    'table.undo': () => changing(async (document) => ({ label: await document.undo() })),
    'table.redo': () => changing(async (document) => ({ label: await document.redo() })),
    'column.set': ({ columnId, ...wanted }) => changing((document) => document.setColumn(columnId, wanted)),
  }
}

/** Into a new untitled project, called after the file. Until that is whole, the open project stays open. */
async function importCsv(context: ServiceContext, file: string): Promise<ImportReport> {
  const name = basename(file)
  return context.tasks.run(
    'import',
    `Importing ${name}`,
    (progress) => context.emit('task.progress', progress),
    async ({ signal, progress }) => {
      const document = await createUntitled(context, name)
      let report: ImportReport
      try {
        report = await document.importCsv(file, { signal, onProgress: progress })
      } catch (error) {
        await document.close()
        await removeProject(document.path)
        throw error
      }
      await switchTo(context, document)
      return report
    },
  )
}

type Snapshot = { revision: number; fingerprint: string; recipe: unknown }

function snapshotOf(document: Document): Snapshot {
  return { revision: document.table().revision, fingerprint: document.dataFingerprint(), recipe: document.recipe() }
}

/** Runs show whether their data have changed, so they are told with the project when there are any. */
async function announce(context: ServiceContext, document: Document, before: Snapshot): Promise<void> {
  if (context.openDocument !== document) return
  const { revision, fingerprint, recipe } = snapshotOf(document)
  if (revision !== before.revision) {
    context.emit('table.changed', { ...document.table(), ...document.undoWords() })
  }
  const speaksOfRuns = fingerprint !== before.fingerprint && (await document.runs.list()).length > 0
  if (recipe !== before.recipe || speaksOfRuns) {
    context.emit('project.changed', { project: await describeProject(context) })
  }
}

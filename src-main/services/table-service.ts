/** The table of the open project: into it, through it, and every edit of it. */
import { basename } from 'node:path'
import type { Handlers } from '../../src-shared/contract'
import type { Document } from '../document/document'
import type { Draft, Planned } from '../document/edits/draft'
import type { ServiceContext } from './context'
import { copyCells } from '../document/copy'
import { planClear, planFillDown, planFillMissing, planReplace } from '../document/edits/bulk'
import { planParts } from '../document/edits/parts'
import { planPaste } from '../document/edits/paste'
import { planDeleteSpan, planDropMissing, planRemoveDuplicates } from '../document/edits/remove-rows'
import { planDeleteRows, planInsertRows } from '../document/edits/rows'
import { changeTable } from './change-table'
import { exportTableFile } from './export-table'
import { importNew } from './import-service'

export function createTableService(context: ServiceContext): Handlers<'table'> {
  const changing = <T>(work: (document: Document) => Promise<T>): Promise<T> => changeTable(context, work)
  const planned = <T>(plan: (draft: Draft) => Promise<Planned<T>>): Promise<T> =>
    changing((document) => document.change(plan))
  return {
    async 'table.import'({ from }) {
      const { abilities } = context
      const file = from.kind === 'ask' ? await abilities.chooseFile('csv') : abilities.resolve(from.path)
      if (file === null) return null
      const name = basename(file)
      return context.tasks.runLeaving(
        'import',
        `Importing ${name}`,
        (progress) => context.emit('task.progress', progress),
        (tools) => importNew(context, name, tools, (document, options) => document.importCsv(file, options)),
      )
    },
    'table.exportFile': (input) => exportTableFile(context, input),
    'table.page': ({ view, offset, limit }) => context.document.page(view, offset, limit),
    'table.locate': ({ view, rowId }) => context.document.locate(view, rowId),
    'table.next': ({ view, what, after, backwards }) => context.document.next(view, what, after, backwards),
    'table.change': ({ edits }) =>
      changing(async (document) => {
        const changed = await document.changeCells(edits)
        return { changed, revision: document.table().revision }
      }),
    'table.insertRows': async ({ view, before, count }) => ({
      rowIds: await planned((draft) => planInsertRows(draft, view, before, count)),
    }),
    'table.deleteRows': async ({ rowIds }) => ({ deleted: await planned((draft) => planDeleteRows(draft, rowIds)) }),
    'table.deleteSpan': async ({ view, first, last }) => ({
      deleted: await planned((draft) => planDeleteSpan(draft, view, first, last)),
    }),
    'table.copy': async ({ view, span }) => ({
      text: await context.document.look((connection, state, views) => copyCells(connection, state, views, view, span)),
    }),
    'table.paste': ({ view, at, text, grow }) => planned((draft) => planPaste(draft, view, at, text, grow)),
    'table.fillDown': async ({ view, span }) => ({
      changed: await planned((draft) => planFillDown(draft, view, span)),
    }),
    'table.clear': async ({ view, span }) => ({ changed: await planned((draft) => planClear(draft, view, span)) }),
    'table.replace': async ({ view, columnIds, query, with: replacement }) => ({
      changed: await planned((draft) => planReplace(draft, view, columnIds, query, replacement)),
    }),
    'table.fillMissing': async ({ columnId, how, value }) => ({
      changed: await planned((draft) => planFillMissing(draft, columnId, how, value)),
    }),
    'table.dropMissing': async ({ columnIds }) => ({
      deleted: await planned((draft) => planDropMissing(draft, columnIds)),
    }),
    'table.removeDuplicates': async ({ columnIds }) => ({
      deleted: await planned((draft) => planRemoveDuplicates(draft, columnIds)),
    }),
    'table.setPart': async ({ view, first, last, part }) => ({
      changed: await planned((draft) => planParts(draft, view, first, last, part)),
    }),
    'table.history': () => context.document.history(),
    async 'table.goTo'({ entry }) {
      await changing((document) => document.goTo(entry ?? 0))
      return null
    },
    async 'table.nameVersion'({ name }) {
      await changing((document) => document.nameVersion(name))
      return null
    },
    async 'table.bringBack'({ entry, name }) {
      await changing((document) => document.bringBack(entry, name))
      return null
    },
    'table.undo': () => changing(async (document) => ({ label: await document.undo() })),
    'table.redo': () => changing(async (document) => ({ label: await document.redo() })),
  }
}

/** Columns of the open project's table: what they are, where they stand, what is computed in them. */
import type { Handlers } from '../../src-shared/contract'
import type { Column } from '../../src-shared/table'
import type { Draft, Planned } from '../document/edits/draft'
import type { ServiceContext } from './context'
import { columnOf } from '../document/columns'
import { planMerge } from '../document/edits/bulk'
import { planDeleteColumns, planInsertColumn, planMove, planRename } from '../document/edits/columns'
import { checkExpression, planCompute } from '../document/edits/compute'
import { planSplit } from '../document/edits/split-column'
import { previewKind } from '../document/preview-kind'
import { readValues } from '../document/values'
import { changeTable } from './change-table'

export function createColumnService(context: ServiceContext): Handlers<'column'> {
  const planned = <T>(plan: (draft: Draft) => Promise<Planned<T>> | Planned<T>): Promise<T> =>
    changeTable(context, (document) => document.change(plan))
  const columnNow = (id: number): Column => columnOf(context.document.table().columns, id)
  return {
    'column.insert': async ({ name, kind, after }) =>
      columnNow(await planned((draft) => planInsertColumn(draft, name, kind, after))),
    'column.delete': async ({ columnIds }) => ({
      deleted: await planned((draft) => planDeleteColumns(draft, columnIds)),
    }),
    'column.rename': async ({ columnId, name }) => {
      await planned((draft) => planRename(draft, columnId, name))
      return columnNow(columnId)
    },
    'column.move': ({ columnId, before }) => planned((draft) => planMove(draft, columnId, before)),
    'column.arrange': async ({ layout }) => {
      await changeTable(context, (document) => document.showColumns(layout))
      return null
    },
    'column.set': ({ columnId, ...wanted }) => changeTable(context, (document) => document.setColumn(columnId, wanted)),
    'column.previewKind': ({ columnId, kind, reading }) =>
      context.document.look((connection, { columns, rows }) =>
        previewKind(connection, columnOf(columns, columnId), rows, kind, reading),
      ),
    'column.compute': async (wanted) => columnNow(await planned((draft) => planCompute(draft, wanted))),
    'column.checkExpression': ({ expression }) =>
      context.document.look((connection, { columns }) => checkExpression(connection, columns, expression)),
    'column.merge': async ({ columnId, values, into }) => ({
      changed: await planned((draft) => planMerge(draft, columnId, values, into)),
    }),
    'column.split': async ({ columnId, separator }) => ({
      columnIds: await planned((draft) => planSplit(draft, columnId, separator)),
    }),
    'column.values': ({ columnId, search, limit }) =>
      context.document.look((connection, { columns }) =>
        readValues(connection, columnOf(columns, columnId), search, limit),
      ),
  }
}

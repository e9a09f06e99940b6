/**
 * What can be done with the table, by name. The palette lists these, menus are made of them, `?` tells their keys.
 * They act on what is selected; a menu selects first what it was opened on.
 */
import type { ColumnRole } from '../../../src-shared/table'
import type { AppStore } from '../../state/app-state.svelte'
import type { Command } from '../../state/commands-state.svelte'
import type { TableStore } from '../../state/table-state.svelte'
import { columnRoles, rowParts } from '../../../src-shared/table'
import { formatCount } from '../../charts/format'
import { columnCommands } from './column-commands'
import { roleNames } from './column-words'
import { partWords } from './filter-words'
import { readClipboard } from './system-clipboard'

const group = 'Table'

export function tableCommands(app: AppStore, askRow: () => void): Command[] {
  const { table } = app
  const there = table.columns.all.length > 0
  const edits = there && !table.readOnly
  return [
    ...clipboardCommands(table, there, edits),
    ...cellCommands(table, edits),
    ...rowCommands(table, edits),
    ...findCommands(table, there, edits, askRow),
    ...viewCommands(table, there),
    ...columnCommands(table, edits),
    ...roleCommands(app, edits),
    {
      id: 'table.history',
      label: 'Undo history…',
      group,
      keys: ['mod+alt+z'],
      enabled: there,
      run: () => table.history.show(true),
    },
    {
      id: 'table.report',
      label: 'Import report',
      group,
      enabled: app.project?.importReport != null,
      run: () => app.files.showReport(true),
    },
  ]
}

function clipboardCommands(table: TableStore, there: boolean, edits: boolean): Command[] {
  const { clipboard } = table
  const paste = (): Promise<void> =>
    table.work.attempt(async () => {
      await clipboard.paste(await readClipboard())
    })
  return [
    { id: 'table.cut', label: 'Cut', group, keys: ['mod+x'], local: true, enabled: edits, run: () => clipboard.cut() },
    {
      id: 'table.copy',
      label: 'Copy',
      group,
      keys: ['mod+c'],
      local: true,
      enabled: there,
      run: async () => {
        await clipboard.copy()
      },
    },
    { id: 'table.paste', label: 'Paste', group, keys: ['mod+v'], local: true, enabled: edits, run: paste },
    {
      id: 'table.selectAll',
      label: 'Select all cells',
      group,
      keys: ['mod+a'],
      local: true,
      enabled: there,
      run: () => table.selection.selectAll(),
    },
    {
      id: 'table.selectRows',
      label: 'Select whole rows',
      group,
      keys: ['shift+space'],
      local: true,
      enabled: there,
      run: () => table.selection.widen('rows'),
    },
    {
      id: 'table.selectColumns',
      label: 'Select whole columns',
      group,
      keys: ['mod+space'],
      local: true,
      enabled: there,
      run: () => table.selection.widen('columns'),
    },
  ]
}

function cellCommands(table: TableStore, edits: boolean): Command[] {
  const { work } = table
  return [
    {
      id: 'table.edit',
      label: 'Edit the cell',
      group,
      keys: ['enter', 'f2'],
      local: true,
      enabled: edits,
      run: () => table.beginEdit(null),
    },
    {
      id: 'table.fillDown',
      label: 'Fill down',
      group,
      keys: ['mod+d'],
      enabled: edits,
      run: () => work.fillDown(),
    },
    {
      id: 'table.clear',
      label: 'Clear the cells',
      group,
      keys: ['delete'],
      local: true,
      enabled: edits,
      run: () => work.clear(),
    },
    {
      id: 'table.removeDuplicates',
      label: 'Remove duplicate rows…',
      group,
      enabled: edits,
      run: () => table.panels.openDialog({ kind: 'duplicates', columnIds: table.selectedColumnIds }),
    },
  ]
}

function rowCommands(table: TableStore, edits: boolean): Command[] {
  const { work, selection, panels } = table
  const rows = selection.rowCount
  // With whole columns selected it is they that are inserted and deleted.
  const meant = edits && selection.extent !== 'columns'
  const many = rows === 1 ? 'row' : `${formatCount(rows)} rows`
  return [
    { id: 'table.addRow', label: 'Add a row at the end', group, enabled: edits, run: () => work.addRow() },
    {
      id: 'table.insertAbove',
      label: `Insert ${many} above`,
      group,
      keys: ['mod+alt+='],
      enabled: meant && rows <= 10_000,
      run: () => work.insertRows(rows, false),
    },
    {
      id: 'table.insertBelow',
      label: `Insert ${many} below`,
      group,
      enabled: meant && rows <= 10_000,
      run: () => work.insertRows(rows, true),
    },
    {
      id: 'table.insertMany',
      label: 'Insert rows…',
      group,
      enabled: edits,
      run: () => panels.openDialog({ kind: 'insertRows' }),
    },
    {
      id: 'table.deleteRows',
      label: `Delete ${many}`,
      group,
      keys: ['mod+alt+-'],
      enabled: meant && table.total > 0,
      run: () => work.deleteRows(),
    },
    ...rowParts.map((part) => ({
      id: `table.part.${part}`,
      label: `Role of ${rows === 1 ? 'the row' : many}: ${partWords[part].toLowerCase()}`,
      group,
      enabled: meant && table.total > 0,
      run: () => work.setPart(part),
    })),
  ]
}

function findCommands(table: TableStore, there: boolean, edits: boolean, askRow: () => void): Command[] {
  const { find } = table
  return [
    { id: 'table.find', label: 'Find…', group, keys: ['mod+f'], enabled: there, run: () => find.open('find') },
    {
      id: 'table.replace',
      label: 'Find and replace…',
      group,
      keys: ['mod+h'],
      enabled: edits,
      run: () => find.open('replace'),
    },
    {
      id: 'table.findNext',
      label: 'Find the next',
      group,
      keys: ['f3'],
      enabled: there && find.query.text !== '',
      run: () => find.next(),
    },
    {
      id: 'table.findPrevious',
      label: 'Find the one before',
      group,
      keys: ['shift+f3'],
      enabled: there && find.query.text !== '',
      run: () => find.next(true),
    },
    { id: 'table.goTo', label: 'Go to row…', group, keys: ['mod+g'], enabled: there, run: askRow },
    {
      id: 'table.nextOdd',
      label: 'Next cell to mend',
      group,
      keys: ['f8'],
      enabled: table.odd > 0,
      run: () => table.goToNextOdd(),
    },
    {
      id: 'table.previousOdd',
      label: 'Cell to mend before this one',
      group,
      keys: ['shift+f8'],
      enabled: table.odd > 0,
      run: () => table.goToNextOdd(true),
    },
  ]
}

function viewCommands(table: TableStore, there: boolean): Command[] {
  const { view } = table.pages
  const value = table.activeCell
  const words = value === undefined ? 'this value' : value === null ? 'missing' : `“${value.slice(0, 30)}”`
  return [
    {
      id: 'table.filterValue',
      label: `Only rows with ${words} here`,
      group,
      enabled: value !== undefined,
      run: () => table.filterByCell(false),
    },
    {
      id: 'table.filterOutValue',
      label: `No rows with ${words} here`,
      group,
      enabled: value !== undefined,
      run: () => table.filterByCell(true),
    },
    {
      id: 'table.filterText',
      label: 'Filter by text in any column…',
      group,
      enabled: there,
      run: () => table.panels.openDialog({ kind: 'filter', at: null, column: null }),
    },
    {
      id: 'table.filterChanged',
      label: 'Only rows changed by me',
      group,
      enabled: there,
      run: () => table.filter({ kind: 'changed' }),
    },
    {
      id: 'table.filterOdd',
      label: 'Only rows to mend',
      group,
      enabled: there && table.odd > 0,
      run: () => table.filter({ kind: 'odd', columnId: null }),
    },
    {
      id: 'table.noFilters',
      label: 'Take every filter off',
      group,
      enabled: view.filters.length > 0,
      run: () => table.show({ ...view, filters: [] }),
    },
    {
      id: 'table.noSort',
      label: 'Back to the order of the table',
      group,
      enabled: view.sort.length > 0,
      run: () => table.show({ ...view, sort: [] }),
    },
    {
      id: 'table.columns',
      label: 'Show and hide columns…',
      group,
      enabled: there,
      run: () => table.panels.openDialog({ kind: 'columns' }),
    },
  ]
}

function roleCommands(app: AppStore, edits: boolean): Command[] {
  const { table } = app
  const column = table.activeColumn
  return columnRoles.map((role: ColumnRole) => ({
    id: `column.role.${role}`,
    label: `Use ${column?.name ?? 'the column'} as: ${roleNames[role].toLowerCase()}`,
    group: 'Column',
    enabled: edits && column !== null && column.role !== role,
    run: () => table.work.attempt(() => table.work.setColumn(column!.id, { role })),
  }))
}

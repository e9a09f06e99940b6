/** What can be done with the active column, or the selected ones. */
import type { Command } from '../../state/commands-state.svelte'
import type { TableStore } from '../../state/table-state.svelte'
import { formatCount } from '../../charts/format'

const group = 'Column'

export function columnCommands(table: TableStore, edits: boolean): Command[] {
  const there = table.activeColumn !== null
  return [
    ...sortCommands(table, there),
    ...arrangeCommands(table, there, edits),
    ...changeCommands(table, there && edits),
    ...valueCommands(table, there && edits),
  ]
}

function sortCommands(table: TableStore, there: boolean): Command[] {
  const name = table.activeColumn?.name ?? 'the column'
  const sort = (direction: 'ascending' | 'descending', add: boolean) => (): void => {
    if (table.activeColumn) table.sort(table.activeColumn.id, direction, add)
  }
  return [
    {
      id: 'column.sortAscending',
      label: `Sort by ${name}, ascending`,
      group,
      enabled: there,
      run: sort('ascending', false),
    },
    {
      id: 'column.sortDescending',
      label: `Sort by ${name}, descending`,
      group,
      enabled: there,
      run: sort('descending', false),
    },
    {
      id: 'column.sortAlso',
      label: `Then sort by ${name}`,
      group,
      enabled: there && table.pages.view.sort.some((order) => order.columnId !== table.activeColumn?.id),
      run: sort('ascending', true),
    },
    {
      id: 'column.filter',
      label: `Filter by ${name}…`,
      group,
      enabled: there,
      run: () => table.panels.openDialog({ kind: 'filter', at: null, column: table.activeColumn }),
    },
  ]
}

function arrangeCommands(table: TableStore, there: boolean, edits: boolean): Command[] {
  const { columns, selection, work } = table
  const ids = table.selectedColumnIds
  const pinned = columns.shown[selection.active.column]?.pinned === true
  const many = ids.length === 1 ? (table.activeColumn?.name ?? 'column') : `${formatCount(ids.length)} columns`
  const move = (by: 1 | -1) => (): Promise<void> => {
    const at = selection.active.column
    return work.moveColumn(columns.shown[at]!.column.id, by < 0 ? at - 1 : at + 2)
  }
  const widen = (by: number) => (): void => {
    const at = selection.active.column
    columns.resize(at, columns.widthOf(at) + by)
  }
  return [
    {
      id: 'column.pin',
      label: pinned ? `Unpin ${many}` : `Pin ${many} at the left`,
      group,
      enabled: there,
      run: () => table.pinColumns(ids, !pinned),
    },
    { id: 'column.hide', label: `Hide ${many}`, group, enabled: there, run: () => table.hideColumns(ids) },
    {
      id: 'column.unhide',
      label: 'Show every hidden column',
      group,
      enabled: columns.hidden.length > 0,
      run: () => columns.unhide(columns.hidden.map((column) => column.id)),
    },
    { id: 'column.fit', label: `Fit ${many} to its cells`, group, enabled: there, run: () => table.fitColumns(ids) },
    {
      id: 'column.narrower',
      label: 'Narrower column, from its head',
      group,
      keys: ['alt+arrowleft'],
      local: true,
      enabled: there,
      run: widen(-16),
    },
    {
      id: 'column.wider',
      label: 'Wider column, from its head',
      group,
      keys: ['alt+arrowright'],
      local: true,
      enabled: there,
      run: widen(16),
    },
    {
      id: 'column.moveLeft',
      label: 'Move the column to the left',
      group,
      keys: ['shift+alt+arrowleft'],
      local: true,
      enabled: edits && there,
      run: move(-1),
    },
    {
      id: 'column.moveRight',
      label: 'Move the column to the right',
      group,
      keys: ['shift+alt+arrowright'],
      local: true,
      enabled: edits && there,
      run: move(1),
    },
  ]
}

function changeCommands(table: TableStore, enabled: boolean): Command[] {
  const { panels, work } = table
  const column = table.activeColumn
  const name = column?.name ?? 'the column'
  const ids = table.selectedColumnIds
  const many = ids.length === 1 ? name : `${formatCount(ids.length)} columns`
  const isWhole = table.selection.extent === 'columns'
  const isComputed = column?.settings.formula !== undefined
  return [
    {
      id: 'column.rename',
      label: `Rename ${name}…`,
      group,
      enabled,
      run: () => panels.openDialog({ kind: 'rename', column: column! }),
    },
    {
      id: 'column.read',
      label: `Kind and reading of ${name}…`,
      group,
      enabled,
      run: () => panels.openDialog({ kind: 'read', column: column! }),
    },
    {
      id: 'column.insert',
      label: 'Insert a column…',
      group,
      ...(isWhole ? { keys: ['mod+alt+='] } : {}),
      enabled,
      run: () => panels.openDialog({ kind: 'insertColumn', after: column?.id ?? null }),
    },
    {
      id: 'column.compute',
      label: 'Insert a computed column…',
      group,
      enabled,
      run: () => panels.openDialog({ kind: 'compute', column: null, after: column?.id ?? null }),
    },
    {
      id: 'column.expression',
      label: `Expression of ${name}…`,
      group,
      enabled: enabled && isComputed,
      run: () => panels.openDialog({ kind: 'compute', column: column!, after: null }),
    },
    {
      id: 'column.delete',
      label: `Delete ${many}`,
      group,
      ...(isWhole ? { keys: ['mod+alt+-'] } : {}),
      enabled,
      run: () => work.deleteColumns(ids),
    },
  ]
}

function valueCommands(table: TableStore, enabled: boolean): Command[] {
  const { panels, work } = table
  const column = table.activeColumn
  const name = column?.name ?? 'the column'
  const isCategory = column?.kind === 'category' || column?.kind === 'ordered' || column?.kind === 'text'
  const isMissing = (column?.missing ?? 0) > 0
  return [
    {
      id: 'column.fillMissing',
      label: `Fill missing values of ${name}…`,
      group,
      enabled: enabled && isMissing,
      run: () => panels.openDialog({ kind: 'fillMissing', column: column! }),
    },
    {
      id: 'column.dropMissing',
      label: `Delete rows without ${name}`,
      group,
      enabled: enabled && isMissing,
      run: () => work.dropMissing(table.selectedColumnIds),
    },
    {
      id: 'column.merge',
      label: `Merge values of ${name}…`,
      group,
      enabled: enabled && isCategory,
      run: () => panels.openDialog({ kind: 'merge', column: column! }),
    },
    {
      id: 'column.split',
      label: `Split ${name} into columns…`,
      group,
      enabled: enabled && (isCategory || column?.kind === 'date'),
      run: () => panels.openDialog({ kind: 'split', column: column! }),
    },
  ]
}

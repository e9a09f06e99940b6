/** The grid's menus: which commands, in what order, behind which words. */
import { columnRoles, rowParts } from '../../../src-shared/table'
import { roleNames } from './column-words'
import { partWords } from './filter-words'

export type MenuPart =
  | { kind: 'command'; id: string; label?: string }
  | { kind: 'sub'; label: string; parts: readonly MenuPart[] }
  | { kind: 'line' }

const line: MenuPart = { kind: 'line' }
const command = (id: string, label?: string): MenuPart => ({ kind: 'command', id, label })
const sub = (label: string, parts: readonly MenuPart[]): MenuPart => ({ kind: 'sub', label, parts })

const clipboard = [command('table.cut'), command('table.copy'), command('table.paste')]
const rows = [command('table.insertAbove'), command('table.insertBelow'), command('table.deleteRows')]
const rowRoles = sub(
  'Role of the rows',
  rowParts.map((part) => command(`table.part.${part}`, partWords[part])),
)

export const gridMenus = {
  cell: [
    ...clipboard,
    line,
    command('table.edit'),
    command('table.fillDown'),
    command('table.clear'),
    line,
    command('table.filterValue'),
    command('table.filterOutValue'),
    line,
    ...rows,
    rowRoles,
  ],
  row: [...clipboard, command('table.clear'), line, ...rows, command('table.insertMany'), line, rowRoles],
  column: [
    command('column.sortAscending', 'Sort ascending'),
    command('column.sortDescending', 'Sort descending'),
    command('column.sortAlso', 'Then sort by this too'),
    command('column.filter', 'Filter…'),
    line,
    command('column.rename', 'Rename…'),
    command('column.read', 'Kind and reading…'),
    sub(
      'Use as',
      columnRoles.map((role) => command(`column.role.${role}`, roleNames[role])),
    ),
    sub('Values', [
      command('column.fillMissing', 'Fill missing…'),
      command('column.dropMissing', 'Delete rows that miss it'),
      command('column.merge', 'Merge…'),
      command('column.split', 'Split into columns…'),
      command('table.removeDuplicates'),
    ]),
    line,
    command('column.insert'),
    command('column.compute'),
    command('column.expression', 'Expression…'),
    line,
    sub('Arrange', [
      command('column.pin'),
      command('column.hide'),
      command('column.fit'),
      command('column.moveLeft'),
      command('column.moveRight'),
      command('table.columns'),
    ]),
    command('column.delete'),
  ],
} satisfies Record<string, readonly MenuPart[]>

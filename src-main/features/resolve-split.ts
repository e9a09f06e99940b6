/** Which split a recipe means for a table. */
import type { Recipe, Task } from '../../src-shared/recipe'
import type { Column, ColumnRole, TableState } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import type { SplitRule } from './encoding'
import { unfitting } from './refusals'

/** @throws EpochwiseError recipe.invalid where the columns lack what the split goes by. */
export function resolveSplit(table: TableState, recipe: Recipe, task: Task): SplitRule {
  const { kind, validationShare, testShare } = recipe.split
  const shares = { seed: recipe.seed, validationShare, testShare }
  const [time, group] = [withRole(table, 'time'), withRole(table, 'group')]
  switch (kind === 'auto' ? suited(time, group, task) : kind) {
    case 'time':
      return { kind: 'time', columnId: time === null ? null : timeId(time), ...shares }
    case 'group':
      return { kind: 'group', columnId: groupId(group, recipe), ...shares }
    case 'stratified':
      requireClasses(task, recipe)
      return { kind: 'stratified', columnId: null, ...shares }
    default:
      return { kind: 'random', columnId: null, ...shares }
  }
}

function suited(time: Column | null, group: Column | null, task: Task): SplitRule['kind'] {
  if (time !== null) return 'time'
  if (group !== null) return 'group'
  return task === 'classification' ? 'stratified' : 'random'
}

function withRole(table: TableState, role: ColumnRole): Column | null {
  return table.columns.find((column) => column.role === role) ?? null
}

function timeId({ id, name, kind }: Column): number {
  if (isReadKind(kind)) return id
  throw unfitting(
    `The split goes by the time in “${name}”, but its texts are not read as dates. Change the column's kind to date, or give it another role.`,
    'split.kind',
    { label: `Read “${name}” as dates`, action: { kind: 'column-kind', columnId: id, columnKind: 'date' } },
  )
}

function groupId(group: Column | null, { split }: Recipe): number {
  if (group !== null) return group.id
  throw unfitting(
    'The split goes by groups, but no column has the role “group”. Give it to the column whose values must stay together.',
    'split.kind',
    { label: 'Choose the split for me', action: { kind: 'recipe', change: { split: { ...split, kind: 'auto' } } } },
  )
}

function requireClasses(task: Task, { split }: Recipe): void {
  if (task === 'classification') return
  throw unfitting(
    'A stratified split gives each class its share, and a regression has no classes. Choose another split.',
    'split.kind',
    { label: 'Choose the split for me', action: { kind: 'recipe', change: { split: { ...split, kind: 'auto' } } } },
  )
}

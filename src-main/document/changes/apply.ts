/** What journal entries do to the file, forwards and back; an edit, its undo and its redo use the same functions. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { DocumentState, Outcome } from '../state'
import type { Change } from '../stored'
import { assertNever } from '../../../src-shared/errors'
import { changeCells } from './cells'
import { changeMeanings, moveColumn } from './meanings'
import { addColumns, removeColumns } from './columns'
import { addRows, removeRows } from './rows'
import { changeParts } from './parts'

export type Direction = 'forward' | 'back'

/** All changes of an entry, the last one first on the way back. Within a transaction. */
export async function applyChanges(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  changes: readonly Change[],
  direction: Direction,
): Promise<Outcome> {
  let outcome: Outcome = state
  for (const change of inOrder(changes, direction)) {
    outcome = { ...outcome, ...(await applyChange(connection, { ...state, ...outcome }, entry, change, direction)) }
  }
  return outcome
}

/**
 * What alters the table's columns comes first either way: DuckDB refuses to alter a table whose rows the same transaction
 * has changed. Cells of a column that is gone by then went with it.
 */
function inOrder(changes: readonly Change[], direction: Direction): Change[] {
  const sorted = direction === 'forward' ? changes : changes.toReversed()
  const alters = ({ kind }: Change): boolean => kind === 'columns' || kind === 'meanings'
  return [...sorted.filter(alters), ...sorted.filter((change) => !alters(change))]
}

function applyChange(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  change: Change,
  direction: Direction,
): Promise<Partial<Outcome>> {
  const forward = direction === 'forward'
  switch (change.kind) {
    case 'cells':
      return changeCells(connection, state, entry, change, forward)
    case 'rows':
      return (change.way === 'in') === forward
        ? addRows(connection, state, entry, change)
        : removeRows(connection, state, entry, change.count)
    case 'columns':
      return (change.way === 'in') === forward
        ? addColumns(connection, state, entry, change.columns)
        : removeColumns(connection, state, entry, change.columns)
    case 'meanings':
      return changeMeanings(connection, state, change, forward)
    case 'move':
      return moveColumn(connection, state, change.columnId, forward ? change.to : change.from)
    case 'parts':
      return changeParts(connection, state, entry, forward)
    case 'recipe':
      return changeRecipe(connection, forward ? change.after : change.before)
    default:
      return assertNever(change)
  }
}

async function changeRecipe(connection: DuckDBConnection, recipe: Outcome['recipe']): Promise<Partial<Outcome>> {
  await connection.run('UPDATE recipe SET json = ?', [JSON.stringify(recipe)])
  return { recipe }
}

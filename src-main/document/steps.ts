/** Back and forth in the journal. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { DocumentState, Outcome } from './state'
import type { Change } from './stored'
import { EpochwiseError } from '../../src-shared/errors'
import { applyChanges } from './changes/apply'
import { step } from './journal'
import { plainRows } from './sql'

type Step = { label: string; changes: Change[]; outcome: Outcome }

/** @throws EpochwiseError journal.empty */
export async function takeStep(
  connection: DuckDBConnection,
  state: DocumentState,
  which: 'undo' | 'redo',
): Promise<Step> {
  const { id, label, changes } = await step(connection, which)
  const outcome = await applyChanges(connection, state, id, changes, which === 'undo' ? 'back' : 'forward')
  return { label, changes, outcome }
}

export type Way = { which: 'undo' | 'redo'; steps: number }

/** How to get to where `entry` is the last that is applied; 0: none is. @throws EpochwiseError journal.empty for one that is not there */
export async function wayTo(connection: DuckDBConnection, entry: number): Promise<Way> {
  const [row] = await plainRows(
    connection,
    `SELECT count(*) FILTER (applied AND id > ${entry}) AS undo, count(*) FILTER (NOT applied AND id <= ${entry}) AS redo,
      count(*) FILTER (id = ${entry}) AS here FROM journal`,
  )
  if (entry !== 0 && row!['here'] === 0) {
    throw new EpochwiseError('journal.empty', 'That change is not in the history any more. Choose another one.')
  }
  const [undo, redo] = [Number(row!['undo']), Number(row!['redo'])]
  return undo > 0 ? { which: 'undo', steps: undo } : { which: 'redo', steps: redo }
}

/** Back and forth in the journal. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { DocumentState, Outcome } from './state'
import type { Change } from './stored'
import type { Step } from './journal-tree'
import { applyChanges } from './changes/apply'
import { takeEntry } from './journal'

type Done = { label: string; changes: Change[]; outcome: Outcome }

/** @throws EpochwiseError journal.empty */
export async function takeStep(connection: DuckDBConnection, state: DocumentState, step: Step): Promise<Done> {
  const { id, label, changes } = await takeEntry(connection, step)
  const outcome = await applyChanges(connection, state, id, changes, step.which === 'undo' ? 'back' : 'forward')
  return { label, changes, outcome }
}

/**
 * States of the table that can be brought back whatever is done after an undo: those that a person named, and those before
 * a change of much. A version is a place in the journal's tree; nothing is copied for it.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { TableVersion } from '../../src-shared/table'
import type { Change } from './stored'
import { headOf, pathTo, readTree, wayTo } from './journal-tree'
import { plainRows } from './sql'

/** The older ones make room. */
export const mostVersions = 10

/** From this many cells or rows on a change is one of much. */
const much = 100

export function changesMuch(changes: readonly Change[]): boolean {
  return changes.some((change) => {
    if (change.kind === 'cells' || change.kind === 'rows' || change.kind === 'parts') return change.count >= much
    if (change.kind === 'meanings') return change.columns.some(({ before, after }) => before.kind !== after.kind)
    return change.kind === 'columns'
  })
}

type Kept = { entry: number; label: string; byHand: boolean }

/** A state has one name; one that a person gave it stays before one of ours. */
export async function keepVersion(connection: DuckDBConnection, { entry, label, byHand }: Kept): Promise<void> {
  const [there] = await plainRows(connection, `SELECT by_hand FROM versions WHERE entry = ${entry}`)
  if (there?.['by_hand'] === true && !byHand) return
  await connection.run(`DELETE FROM versions WHERE entry = ${entry}`)
  await connection.run('INSERT INTO versions VALUES (?, ?, ?, ?)', [entry, label, byHand, new Date().toISOString()])
  await connection.run(
    `DELETE FROM versions WHERE entry NOT IN
      (SELECT entry FROM versions ORDER BY made_at DESC, entry DESC LIMIT ${mostVersions})`,
  )
}

/** The state as it is now, under a name. */
export async function nameVersion(connection: DuckDBConnection, label: string): Promise<void> {
  await keepVersion(connection, { entry: await headOf(connection), label, byHand: true })
}

/**
 * Before a version is brought back: the state as it is becomes one too. The one that is brought back counts as new, so that
 * it isn't the one that makes room. @throws EpochwiseError journal.empty for one that is not there
 */
export async function keepWayBack(connection: DuckDBConnection, entry: number, name: string): Promise<void> {
  const tree = await readTree(connection)
  if (wayTo(tree, entry).length === 0) return
  await connection.run('UPDATE versions SET made_at = ? WHERE entry = ?', [new Date().toISOString(), entry])
  await keepVersion(connection, { entry: tree.head, label: `Before going back to “${name}”`, byHand: false })
}

/** Newest last. */
export async function readVersions(connection: DuckDBConnection): Promise<TableVersion[]> {
  const head = await headOf(connection)
  const rows = await plainRows(
    connection,
    'SELECT entry, label, by_hand, made_at FROM versions ORDER BY made_at, entry',
  )
  return rows.map((row) => ({
    entry: Number(row['entry']),
    label: String(row['label']),
    byHand: row['by_hand'] === true,
    at: String(row['made_at']),
    isNow: Number(row['entry']) === head,
  }))
}

/** Entries that are undone and lead to no version: they go when something else is done. */
export async function unneededEntries(connection: DuckDBConnection): Promise<number[]> {
  const undone = await plainRows(connection, 'SELECT id FROM journal WHERE NOT applied')
  if (undone.length === 0) return []
  const tree = await readTree(connection)
  const versions = await plainRows(connection, 'SELECT entry FROM versions')
  const needed = new Set(versions.flatMap(({ entry }) => pathTo(tree, Number(entry)) ?? []))
  return undone.map(({ id }) => Number(id)).filter((id) => !needed.has(id))
}

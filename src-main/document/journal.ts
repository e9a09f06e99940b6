/** Undo and redo: each change is written down in the same transaction that makes it, so both survive a restart. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Change } from './stored'
import { EpochwiseError } from '../../src-shared/errors'
import { plainRows } from './sql'
import { changeSchema, readJson } from './stored'

export type Entry = { id: number; label: string; change: Change }

/** Forgets what could have been redone. Gives the entry's id, never used before. */
export async function record(connection: DuckDBConnection, label: string, change: Change): Promise<number> {
  const [last] = await plainRows(connection, 'SELECT coalesce(max(id), 0) AS id FROM journal')
  const id = Number(last!['id']) + 1
  for (const table of ['kept_rows', 'kept_cells']) {
    await connection.run(`DELETE FROM ${table} WHERE entry IN (SELECT id FROM journal WHERE NOT applied)`)
  }
  await connection.run('DELETE FROM journal WHERE NOT applied')
  const touchesData = change.kind !== 'recipe'
  await connection.run('INSERT INTO journal VALUES (?, ?, ?, TRUE, ?)', [
    id,
    label,
    JSON.stringify(change),
    touchesData,
  ])
  return id
}

/** The entry that undo (or redo) is about, marked as undone (or done). @throws EpochwiseError journal.empty */
export async function step(connection: DuckDBConnection, direction: 'undo' | 'redo'): Promise<Entry> {
  const sql =
    direction === 'undo'
      ? 'SELECT id, label, change FROM journal WHERE applied ORDER BY id DESC LIMIT 1'
      : 'SELECT id, label, change FROM journal WHERE NOT applied ORDER BY id LIMIT 1'
  const [row] = await plainRows(connection, sql)
  if (row === undefined) throw new EpochwiseError('journal.empty', `There is nothing to ${direction}.`)
  const id = Number(row['id'])
  await connection.run('UPDATE journal SET applied = ? WHERE id = ?', [direction === 'redo', id])
  return { id, label: String(row['label']), change: readJson(changeSchema, row['change'], 'journal') }
}

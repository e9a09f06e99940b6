/** Undo and redo: each change is written down in the same transaction that makes it, so both survive a restart. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { HistoryEntry } from '../../src-shared/table'
import type { Change } from './stored'
import { EpochwiseError } from '../../src-shared/errors'
import { plainRows } from './sql'
import { changesSchema, readJson } from './stored'

export type Entry = { id: number; label: string; changes: Change[] }

/** Tables with what entries keep. */
const keeping = ['kept_cells', 'kept_rows', 'kept_parts', 'removed_cells'] as const

/** The id of the entry to come, never used before. */
export async function nextEntry(connection: DuckDBConnection): Promise<number> {
  const [last] = await plainRows(
    connection,
    `SELECT greatest((SELECT coalesce(max(id), 0) FROM journal),
      (SELECT coalesce(TRY_CAST(max(value) AS BIGINT), 0) FROM meta WHERE key = 'journal_base')) AS id`,
  )
  return Number(last!['id']) + 1
}

/** Forgets what could have been redone. */
export async function record(connection: DuckDBConnection, { id, label, changes }: Entry): Promise<void> {
  const [undone] = await plainRows(connection, 'SELECT count(*) AS n FROM journal WHERE NOT applied')
  if (Number(undone!['n']) > 0) {
    for (const table of keeping) {
      await connection.run(`DELETE FROM ${table} WHERE entry IN (SELECT id FROM journal WHERE NOT applied)`)
    }
    await connection.run('DELETE FROM journal WHERE NOT applied')
  }
  await connection.run('INSERT INTO journal VALUES (?, ?, ?, TRUE, ?, ?)', [
    id,
    label,
    JSON.stringify(changes),
    changes.some(touchesData),
    new Date().toISOString(),
  ])
}

/** Names and places of columns are nothing that a run learns from. */
function touchesData(change: Change): boolean {
  if (change.kind === 'recipe' || change.kind === 'move') return false
  if (change.kind !== 'meanings') return true
  return change.columns.some(
    ({ before, after }) => JSON.stringify({ ...before, name: '' }) !== JSON.stringify({ ...after, name: '' }),
  )
}

/** The entry that undo (or redo) is about, marked as undone (or done). @throws EpochwiseError journal.empty */
export async function step(connection: DuckDBConnection, direction: 'undo' | 'redo'): Promise<Entry> {
  const sql =
    direction === 'undo'
      ? 'SELECT id, label, changes FROM journal WHERE applied ORDER BY id DESC LIMIT 1'
      : 'SELECT id, label, changes FROM journal WHERE NOT applied ORDER BY id LIMIT 1'
  const [row] = await plainRows(connection, sql)
  if (row === undefined) throw new EpochwiseError('journal.empty', `There is nothing to ${direction}.`)
  const id = Number(row['id'])
  await connection.run('UPDATE journal SET applied = ? WHERE id = ?', [direction === 'redo', id])
  return { id, label: String(row['label']), changes: readJson(changesSchema, row['changes'], 'journal') }
}

/** Newest last. */
export async function readHistory(connection: DuckDBConnection): Promise<HistoryEntry[]> {
  const rows = await plainRows(connection, 'SELECT id, label, applied, made_at FROM journal ORDER BY id')
  return rows.map((row) => ({
    id: Number(row['id']),
    label: String(row['label']),
    applied: row['applied'] === true,
    at: String(row['made_at']),
  }))
}

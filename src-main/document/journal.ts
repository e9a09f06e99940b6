/** Undo and redo: each change is written down in the same transaction that makes it, so both survive a restart. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { History } from '../../src-shared/table'
import type { Change } from './stored'
import { EpochwiseError } from '../../src-shared/errors'
import type { Step } from './journal-tree'
import { headOf, headSql, pathTo, readTree } from './journal-tree'
import { asideSizes, dropAside } from './set-aside'
import { plainRows } from './sql'
import { writeMeta } from './state'
import { changesSchema, readJson } from './stored'
import { changesMuch, keepVersion, readVersions, unneededEntries } from './versions'

export type Entry = { id: number; label: string; changes: Change[] }

/** Tables with what entries keep. */
const keeping = ['kept_cells', 'kept_rows', 'kept_parts', 'removed_cells'] as const

export type JournalLimits = {
  entries: number
  /** Cells, and rows, that entries keep: forty million are one to two gigabytes. */
  cells: number
  /** So many are kept however large they are. */
  always: number
}

export const journalLimits: JournalLimits = { entries: 10_000, cells: 40_000_000, always: 10 }

/** The id of the entry to come, never used before. */
export async function nextEntry(connection: DuckDBConnection): Promise<number> {
  const [last] = await plainRows(
    connection,
    `SELECT greatest((SELECT coalesce(max(id), 0) FROM journal),
      (SELECT coalesce(TRY_CAST(max(value) AS BIGINT), 0) FROM meta WHERE key = 'journal_base')) AS id`,
  )
  return Number(last!['id']) + 1
}

/** Forgets what could have been redone, but for the way to a version; keeps the state before it as one where much changes. */
export async function record(connection: DuckDBConnection, { id, label, changes }: Entry): Promise<void> {
  const parent = await headOf(connection)
  if (changesMuch(changes)) await keepVersion(connection, { entry: parent, label: `Before: ${label}`, byHand: false })
  await forget(connection, await unneededEntries(connection))
  await connection.run('INSERT INTO journal VALUES (?, ?, ?, ?, TRUE, ?, ?)', [
    id,
    parent,
    label,
    JSON.stringify(changes),
    changes.some(touchesData),
    new Date().toISOString(),
  ])
}

/** With all that they keep. */
async function forget(connection: DuckDBConnection, entries: readonly number[]): Promise<void> {
  if (entries.length === 0) return
  const list = entries.join(', ')
  for (const table of keeping) await connection.run(`DELETE FROM ${table} WHERE entry IN (${list})`)
  await dropAside(connection, new Set(entries))
  await connection.run(`DELETE FROM journal WHERE id IN (${list})`)
}

/**
 * Lets the oldest changes go for ever where they have become too many, or keep too much; never the last ten. What they
 * changed stays changed, and counts as it was read in: they can't be undone any more.
 */
export async function trim(connection: DuckDBConnection, limits: JournalLimits = journalLimits): Promise<void> {
  const last = await lastToLetGo(connection, limits)
  if (last === null) return
  const [base] = await plainRows(
    connection,
    `SELECT max(id) AS id FROM journal WHERE id <= ${last} AND applied AND touches_data`,
  )
  const before = await plainRows(connection, `SELECT value FROM meta WHERE key = 'journal_forgotten'`)
  const gone = await plainRows(connection, `SELECT id FROM journal WHERE id <= ${last} AND applied`)
  await writeMeta(connection, 'journal_root', String(last))
  await forget(
    connection,
    gone.map(({ id }) => Number(id)),
  )
  await forgetLost(connection)
  if (base!['id'] !== null) await writeMeta(connection, 'journal_base', String(Number(base!['id'])))
  await writeMeta(connection, 'journal_forgotten', String(Number(before[0]?.['value'] ?? 0) + gone.length))
}

/** Undone entries and versions to which there is no way any more. */
async function forgetLost(connection: DuckDBConnection): Promise<void> {
  const tree = await readTree(connection)
  await forget(
    connection,
    [...tree.parents.keys()].filter((id) => pathTo(tree, id) === null),
  )
  const versions = await plainRows(connection, 'SELECT entry FROM versions')
  const lost = versions.map(({ entry }) => Number(entry)).filter((entry) => pathTo(tree, entry) === null)
  if (lost.length > 0) await connection.run(`DELETE FROM versions WHERE entry IN (${lost.join(', ')})`)
}

/** null: there is room for all. */
async function lastToLetGo(connection: DuckDBConnection, limits: JournalLimits): Promise<number | null> {
  const aside = await asideSizes(connection)
  const asideCells = [...aside.values()].reduce((sum, cells) => sum + cells, 0)
  const counted = keeping.map((table) => `(SELECT count(*) FROM ${table})`).join(' + ')
  const [kept] = await plainRows(connection, `SELECT ${counted} AS cells, (SELECT count(*) FROM journal) AS entries`)
  if (Number(kept!['cells']) + asideCells <= limits.cells && Number(kept!['entries']) <= limits.entries) return null
  const sizes = keeping
    .map((table) => `SELECT entry, count(*) AS cells FROM ${table} GROUP BY entry`)
    .join(' UNION ALL ')
  const entries = await plainRows(
    connection,
    `SELECT j.id AS id, coalesce(sum(k.cells), 0)::DOUBLE AS cells FROM journal j LEFT JOIN (${sizes}) k ON k.entry = j.id
      WHERE j.applied GROUP BY j.id ORDER BY j.id DESC`,
  )
  let cells = 0
  const firstOut = entries.findIndex((entry, at) => {
    cells += Number(entry['cells']) + (aside.get(Number(entry['id'])) ?? 0)
    return at >= limits.always && (cells > limits.cells || at >= limits.entries)
  })
  return firstOut < 0 ? null : Number(entries[firstOut]!['id'])
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
export async function takeEntry(connection: DuckDBConnection, step: Step): Promise<Entry> {
  const condition = step.which === 'undo' ? 'applied' : `NOT applied AND parent = ${headSql}`
  const one = step.which === 'redo' && step.entry !== undefined ? `AND id = ${step.entry}` : ''
  const [row] = await plainRows(
    connection,
    `SELECT id, label, changes FROM journal WHERE ${condition} ${one} ORDER BY id DESC LIMIT 1`,
  )
  if (row === undefined) throw new EpochwiseError('journal.empty', `There is nothing to ${step.which}.`)
  const id = Number(row['id'])
  await connection.run('UPDATE journal SET applied = ? WHERE id = ?', [step.which === 'redo', id])
  return { id, label: String(row['label']), changes: readJson(changesSchema, row['changes'], 'journal') }
}

/** Newest last: what stands, and what redo after redo would do. Other branches are there for the sake of versions. */
export async function readHistory(connection: DuckDBConnection): Promise<History> {
  const rows = await plainRows(
    connection,
    `WITH RECURSIVE ahead AS (
        SELECT max(id) AS id FROM journal WHERE NOT applied AND parent = ${headSql}
        UNION ALL
        SELECT (SELECT max(j.id) FROM journal j WHERE j.parent = ahead.id) FROM ahead WHERE ahead.id IS NOT NULL)
      SELECT id, label, applied, made_at FROM journal WHERE applied OR id IN (SELECT id FROM ahead) ORDER BY id`,
  )
  const entries = rows.map((row) => ({
    id: Number(row['id']),
    label: String(row['label']),
    applied: row['applied'] === true,
    at: String(row['made_at']),
  }))
  const [forgotten] = await plainRows(
    connection,
    `SELECT coalesce(TRY_CAST(max(value) AS BIGINT), 0) AS n FROM meta WHERE key = 'journal_forgotten'`,
  )
  return { entries, forgotten: Math.max(0, Number(forgotten!['n'])), versions: await readVersions(connection) }
}

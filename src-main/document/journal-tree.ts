/** The journal's entries as a tree: which state each of them changed, and the way from one state to another. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { EpochwiseError } from '../../src-shared/errors'
import { plainRows } from './sql'

/** States are named by the entry that led to them. */
export type Tree = {
  /** The oldest state there is a way back to. */
  root: number
  /** The state as it is. */
  head: number
  /** Of each entry. */
  parents: ReadonlyMap<number, number>
}

/** Without an entry, redo goes on with the newest. */
export type Step = { which: 'undo' } | { which: 'redo'; entry?: number }

/** SQL. The state that no entry is known to lead to: 0, or the last entry that was let go. */
export const rootSql = `coalesce((SELECT TRY_CAST(max(value) AS BIGINT) FROM meta WHERE key = 'journal_root'), 0)`

/** SQL. Along a branch ids grow, and only one branch is applied. */
export const headSql = `coalesce((SELECT max(id) FROM journal WHERE applied), ${rootSql})`

export async function headOf(connection: DuckDBConnection): Promise<number> {
  const [row] = await plainRows(connection, `SELECT ${headSql} AS head`)
  return Number(row!['head'])
}

export async function readTree(connection: DuckDBConnection): Promise<Tree> {
  const [ends] = await plainRows(connection, `SELECT ${rootSql} AS root, ${headSql} AS head`)
  const entries = await plainRows(connection, 'SELECT id, parent FROM journal')
  const parents = new Map(entries.map(({ id, parent }) => [Number(id), Number(parent)]))
  return { root: Number(ends!['root']), head: Number(ends!['head']), parents }
}

/** The entries from the root to a state, in their order; null: it is not in the tree. */
export function pathTo({ root, parents }: Tree, state: number): number[] | null {
  const path: number[] = []
  // Ids grow along a branch: a file that says otherwise leads nowhere.
  for (let at = state; at !== root;) {
    const parent = parents.get(at)
    if (parent === undefined || parent >= at) return null
    path.push(at)
    at = parent
  }
  return path.reverse()
}

/** `state` 0 is the root. @throws EpochwiseError journal.empty for one that is not there */
export function wayTo(tree: Tree, state: number): Step[] {
  const [from, to] = [pathTo(tree, tree.head), pathTo(tree, state === 0 ? tree.root : state)]
  if (from === null || to === null) {
    throw new EpochwiseError('journal.empty', 'That change is not in the history any more. Choose another one.')
  }
  const apart = from.findIndex((entry, i) => entry !== to[i])
  const shared = apart < 0 ? Math.min(from.length, to.length) : apart
  const back = from.slice(shared).map((): Step => ({ which: 'undo' }))
  return [...back, ...to.slice(shared).map((entry): Step => ({ which: 'redo', entry }))]
}

/** Cells that an entry changes, written down before it does: their texts before and after. */
import type { Column } from '../../../src-shared/table'
import type { Change } from '../stored'
import type { Draft, Planned } from './draft'
import { columnOf } from '../columns'
import { cellSql } from '../reading'
import { textName } from '../schema'
import { plainRows } from '../sql'

/**
 * Keeps the cells of a column that come out differently. `after` is SQL of the new text, in which the row is `r`; what it
 * gives is read as if it was typed: missing words become missing. `from`: which rows, as SQL from `rows r` on.
 */
export async function keepCells(
  { connection, state, entry }: Draft,
  { id }: Column,
  after: string,
  from = 'FROM rows r',
): Promise<void> {
  const text = `r.${textName(id)}`
  await connection.run(
    `INSERT INTO kept_cells SELECT ${entry}, id, ${id}, before, after FROM (
      SELECT id, before, ${cellSql('made', state.missingWords)} AS after FROM (
        SELECT r.id AS id, ${text} AS before, ${after} AS made ${from}))
      WHERE before IS DISTINCT FROM after`,
  )
}

/** The plan that makes the entry's `kept_cells` as they are. `name` is asked only where cells change. */
export async function planKept(
  { connection, state, entry }: Draft,
  name: (changed: number, columns: readonly Column[]) => string,
): Promise<Planned<number>> {
  const rows = await plainRows(
    connection,
    `SELECT column_id, count(*) AS n FROM kept_cells WHERE entry = ${entry} GROUP BY column_id ORDER BY column_id`,
  )
  const changed = rows.reduce((sum, row) => sum + Number(row['n']), 0)
  if (changed === 0) return { plan: null, result: 0 }
  const columnIds = rows.map((row) => Number(row['column_id']))
  const change: Change = { kind: 'cells', columnIds, count: changed }
  const columns = columnIds.map((id) => columnOf(state.columns, id))
  return { plan: { label: name(changed, columns), changes: [change] }, result: changed }
}

/** Rows out of the table by a rule. */
import type { TableView } from '../../../src-shared/table'
import type { Draft, Planned } from './draft'
import { columnOf } from '../columns'
import { textName } from '../schema'
import { chooseRows } from './chosen'
import { planRemoval } from './rows'
import { columnWords, count } from './words'

export async function planDeleteSpan(
  draft: Draft,
  view: TableView,
  first: number,
  last: number,
): Promise<Planned<number>> {
  const { sql } = await chooseRows(draft, view, first, last)
  await keepRows(draft, `rows r SEMI JOIN (${sql}) k ON k.id = r.id`)
  return planRemoval(draft, (rows) => `Deleted ${count(rows, 'row')}`)
}

/** Rows without a value in any of the columns. */
export async function planDropMissing(draft: Draft, columnIds: readonly number[]): Promise<Planned<number>> {
  const columns = columnIds.map((id) => columnOf(draft.state.columns, id))
  const missing = columns.map(({ id }) => `r.${textName(id)} IS NULL`).join(' OR ')
  await keepRows(draft, `rows r WHERE ${missing}`)
  return planRemoval(draft, (rows) => `Deleted ${count(rows, 'row')} without ${columnWords(columns)}`)
}

/** Rows that are alike in all of the columns: the first of them in the table stays. */
export async function planRemoveDuplicates(draft: Draft, columnIds: readonly number[]): Promise<Planned<number>> {
  const columns = columnIds.map((id) => columnOf(draft.state.columns, id))
  const names = columns.map(({ id }) => textName(id)).join(', ')
  // Grouping is several times as fast as numbering the rows of every group.
  const firsts = `SELECT min(place) AS place FROM rows GROUP BY ${names}`
  await keepRows(draft, `rows r ANTI JOIN (${firsts}) f ON f.place = r.place`)
  return planRemoval(draft, (rows) => `Removed ${count(rows, 'duplicate')} by ${columnWords(columns)}`)
}

async function keepRows({ connection, entry }: Draft, from: string): Promise<void> {
  await connection.run(`INSERT INTO kept_rows SELECT ${entry}, r.id, r.place, r.part FROM ${from}`)
}

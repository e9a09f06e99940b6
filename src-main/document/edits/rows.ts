/** Rows in and out of the table. */
import { BIGINT, LIST, listValue } from '@duckdb/node-api'
import type { TableView } from '../../../src-shared/table'
import type { Draft, Planned } from './draft'
import { noTable } from '../columns'
import { idsOf } from '../orders'
import { plainRows } from '../sql'
import { count, noRow } from './words'

/** Empty rows before a row of the view (`null`: at the end of the table); gives their ids. */
export async function planInsertRows(
  draft: Draft,
  view: TableView,
  before: number | null,
  rows: number,
): Promise<Planned<number[]>> {
  const { state } = draft
  if (state.columns.length === 0) throw noTable()
  await keepNewRows(draft, await gapBefore(draft, view, before, rows), rows)
  const result = Array.from({ length: rows }, (_, i) => state.nextRow + i)
  return { plan: { label: `Added ${count(rows, 'row')}`, changes: [{ kind: 'rows', way: 'in', count: rows }] }, result }
}

/** Places of new rows: `from` + `step`, `from` + 2 `step`, … */
type Gap = { from: number; step: number }

/** New rows with the ids to come, in the gap. */
export async function keepNewRows(
  { connection, state, entry }: Draft,
  { from, step }: Gap,
  rows: number,
): Promise<void> {
  await connection.run(
    `INSERT INTO kept_rows SELECT ${entry}, ${state.nextRow} + i, ${from} + (i + 1) * ${step}, NULL FROM range(${rows}) t(i)`,
  )
}

/** Room for so many rows in front of a row of the view; places are spread anew where it is too narrow. */
async function gapBefore(draft: Draft, view: TableView, before: number | null, rows: number): Promise<Gap> {
  const { connection, state, views } = draft
  const order = await views.order(connection, state, view)
  const [rowId] = before === null ? [] : idsOf(order, before, 1)
  if (rowId === undefined) return gapAtEnd(draft)
  const found = await findGap(draft, rowId, rows)
  if (found !== null) return found
  await spreadPlaces(draft)
  return (await findGap(draft, rowId, rows))!
}

export async function gapAtEnd({ connection }: Draft): Promise<Gap> {
  const [row] = await plainRows(
    connection,
    'SELECT coalesce(max(place), 0) AS last, coalesce(max(id), 0) AS id FROM rows',
  )
  return { from: Math.max(Math.floor(Number(row!['last'])), Number(row!['id'])), step: 1 }
}

/** null: too narrow for so many different numbers. */
async function findGap({ connection }: Draft, rowId: number, rows: number): Promise<Gap | null> {
  const [row] = await plainRows(
    connection,
    `SELECT own.place AS place, (SELECT max(place) FROM rows WHERE place < own.place) AS before
      FROM (SELECT place FROM rows WHERE id = ${rowId}) own`,
  )
  const place = Number(row!['place'])
  const from = row!['before'] === null ? place - rows - 1 : Number(row!['before'])
  const step = (place - from) / (rows + 1)
  const smallest = Math.max(Math.abs(from), Math.abs(place), 1) * 2 ** -50
  return step > smallest ? { from, step } : null
}

/** Every row, those that undo may bring back among them, gets a whole number, in the same order. */
async function spreadPlaces({ connection, views }: Draft): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE spread AS SELECT place, CAST(row_number() OVER (ORDER BY place) AS DOUBLE) AS fresh
      FROM (SELECT place FROM rows UNION SELECT place FROM kept_rows)`,
  )
  for (const table of ['rows', 'kept_rows']) {
    await connection.run(`UPDATE ${table} SET place = s.fresh FROM spread s WHERE s.place = ${table}.place`)
  }
  await connection.run('DROP TABLE spread')
  views.allChanged()
}

/** Gives how many there were to delete. @throws EpochwiseError table.row when none of them is there */
export async function planDeleteRows(draft: Draft, rowIds: readonly number[]): Promise<Planned<number>> {
  const { connection, entry } = draft
  await connection.run(
    `INSERT INTO kept_rows SELECT ${entry}, id, place, part FROM rows WHERE id IN (SELECT unnest(?))`,
    [listValue(rowIds.map((id) => BigInt(id)))],
    [LIST(BIGINT)],
  )
  const planned = await planRemoval(draft, (rows) => `Deleted ${count(rows, 'row')}`)
  if (planned.result === 0) throw noRow(rowIds[0] ?? 0)
  return planned
}

/** The plan that takes the entry's `kept_rows` out. */
export async function planRemoval(
  { connection, state, entry }: Draft,
  label: (rows: number) => string,
): Promise<Planned<number>> {
  const [row] = await plainRows(connection, `SELECT count(*) AS n FROM kept_rows WHERE entry = ${entry}`)
  const rows = Number(row!['n'])
  if (rows === 0) return { plan: null, result: 0 }
  const before = state.columns.map(({ id, missing, odd, unique }) => ({ id, missing, odd, unique }))
  return { plan: { label: label(rows), changes: [{ kind: 'rows', way: 'out', count: rows, before }] }, result: rows }
}

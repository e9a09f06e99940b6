/** The rows that can be trained on: those with a target, in the order of their ids, and which of them are held back. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnKind } from '../../src-shared/table'
import { isReadKind } from '../../src-shared/table'
import { valueName } from '../document/schema'
import type { SplitRequest } from './split'
import { createEnum, createIdTable, numberSql, placeSql, readDoubles } from './snapshot'
import { splitRows } from './split'

export type TargetColumn = { id: number; kind: ColumnKind }

/** Rows with a target, ascending by id. */
export type UsableRows = {
  ids: Float64Array
  /** The number, or the place among the classes. */
  targets: Float64Array
  /** 1 where the row is held back for validation. */
  held: Uint8Array
  /** SQL that reads these rows of `rows`, in this order: stands behind FROM rows. */
  tail: string
}

/** `classes`: read the target as the place among them; null: as its number. One call a connection: it leaves temporary tables. */
export async function readUsableRows(
  connection: DuckDBConnection,
  tableRows: number,
  target: TargetColumn,
  classes: readonly string[] | null,
  split: SplitRequest,
): Promise<UsableRows> {
  const { ids, targets, tail } = await readTargets(connection, tableRows, target, classes)
  const strata = classes === null ? null : { of: targets, count: classes.length }
  const held = splitRows(ids, strata, split)
  return { ids, targets, held, tail }
}

type Targets = Pick<UsableRows, 'ids' | 'targets' | 'tail'>

async function readTargets(
  connection: DuckDBConnection,
  tableRows: number,
  target: TargetColumn,
  classes: readonly string[] | null,
): Promise<Targets> {
  const textual = classes !== null && !isReadKind(target.kind)
  if (textual) await createEnum(connection, 'classes', classes)
  const sql = textual ? placeSql(target.id, 'classes', NaN) : numberSql(target.id)
  const tail = `WHERE ${valueName(target)} IS NOT NULL`
  const asStored = await collect(connection, sql, tail, tableRows)
  // A row whose deletion was undone may be stored behind its successors.
  const read = isAscending(asStored.ids) ? asStored : await collect(connection, sql, `${tail} ORDER BY id`, tableRows)
  if (classes !== null && !textual) placeNumbers(read.targets, classes)
  return read
}

async function collect(connection: DuckDBConnection, sql: string, tail: string, tableRows: number): Promise<Targets> {
  const ids = new Float64Array(tableRows)
  const targets = new Float64Array(tableRows)
  let rows = 0
  for await (const [id, target] of readDoubles(connection, `SELECT id::DOUBLE, ${sql} FROM rows ${tail}`)) {
    ids.set(id!, rows)
    targets.set(target!, rows)
    rows += id!.length
  }
  return { ids: ids.subarray(0, rows), targets: targets.subarray(0, rows), tail }
}

function isAscending(ids: Float64Array): boolean {
  for (let i = 1; i < ids.length; i++) {
    if (ids[i]! <= ids[i - 1]!) return false
  }
  return true
}

/** Numbers → places of their texts among the classes, in place. */
function placeNumbers(targets: Float64Array, classes: readonly string[]): void {
  const places = new Map(classes.map((text, place) => [Number(text), place]))
  for (let i = 0; i < targets.length; i++) targets[i] = places.get(targets[i]!) ?? NaN
}

/** SQL condition of the training rows. One call a connection: it leaves a temporary table. */
export async function nameTrainingRows(
  connection: DuckDBConnection,
  rows: UsableRows,
  target: TargetColumn,
): Promise<string> {
  if (!rows.held.includes(1)) return `${valueName(target)} IS NOT NULL`
  await createIdTable(connection, 'training_rows', rows.ids, (i) => rows.held[i] === 0)
  return 'id IN (SELECT id FROM training_rows)'
}

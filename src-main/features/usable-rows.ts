/** The rows that can be used: those with every target, in the order of their ids, and which part each belongs to. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { EpochwiseError } from '../../src-shared/errors'
import type { Column, TableState } from '../../src-shared/table'
import { isReadKind, rowParts } from '../../src-shared/table'
import type { SplitRule } from './encoding'
import type { SplitBy, SplitInput } from './split'
import { automatic, splitRows } from './split'
import { createEnum, createIdTable, numberSql, placeSql, readDoubles, readRows } from './snapshot'

export type RowsRequest = {
  /** Several only of numbers. */
  targets: readonly Column[]
  /** Read the target as the place among them; null: as its number. */
  classes: readonly string[] | null
  weight: { columnId: number; name: string } | null
  split: SplitRule
}

/** Ascending by id. */
export type UsableRows = {
  ids: Float64Array
  /** Per target: the number, or the place among the classes. */
  targets: Float64Array[]
  /** Row by row, one of `parts`. */
  part: Uint8Array
  /** From the weight column: 0 or more. */
  weights: Float64Array | null
  /** Rows that a hand has taken out. */
  excluded: number
  /** SQL that reads these rows of `rows`, in this order: stands behind FROM rows. */
  tail: string
}

/** One call a connection: it leaves temporary tables. @throws EpochwiseError train.weight */
export async function readUsableRows(
  connection: DuckDBConnection,
  table: TableState,
  request: RowsRequest,
): Promise<UsableRows> {
  const { targets, classes, weight, split } = request
  const textual = classes !== null && !isReadKind(targets[0]!.kind)
  if (textual) await createEnum(connection, 'classes', classes)
  const columns = {
    id: 'id::DOUBLE',
    part: 'coalesce(part, 0)::DOUBLE',
    by: splitSql(split, table),
    weight: weight === null ? null : numberSql(weight.columnId),
    targets: targets.map(({ id }) => (textual ? placeSql(id, 'classes', NaN) : numberSql(id))),
  }
  const tail = `WHERE ${usableSql(targets)}`
  const stored = await collect(connection, columns, tail, table.rows)
  // A row whose deletion was undone, or that was inserted, may be stored behind its successors.
  const read = isAscending(stored.ids) ? stored : await collect(connection, columns, `${tail} ORDER BY id`, table.rows)
  if (classes !== null && !textual) placeNumbers(read.targets[0]!, classNumbers(targets[0]!, classes))
  if (weight !== null) await requireWeights(connection, read, weight.name)
  const by = splitBy(split, read, classes)
  return {
    ids: read.ids,
    targets: read.targets,
    part: splitRows({ ids: read.ids, fixed: partsByHand(read.part), by }, split),
    weights: read.weight,
    excluded: await countExcluded(connection),
    tail: read.tail,
  }
}

const excludedPart = rowParts.indexOf('excluded')

/** SQL condition of the rows that have every target and are not taken out. */
function usableSql(targets: readonly Column[]): string {
  const present = targets.map(({ id, kind }) => `${isReadKind(kind) ? 'n' : 'c'}${id} IS NOT NULL`)
  return [...present, `coalesce(part, 0) <> ${excludedPart}`].join(' AND ')
}

async function countExcluded(connection: DuckDBConnection): Promise<number> {
  const [row] = await readRows(connection, `SELECT count(*)::DOUBLE FROM rows WHERE part = ${excludedPart}`)
  return row![0] as number
}

/** What the split goes by, row by row; null where it goes by the ids and the classes. */
function splitSql({ kind, columnId }: SplitRule, table: TableState): string | null {
  if (kind === 'time') return columnId === null ? 'place' : numberSql(columnId)
  if (kind !== 'group') return null
  if (columnId === null || !table.columns.some(({ id }) => id === columnId)) throw new Error('A split by no group.')
  // 53 bits of a hash that is the same everywhere; a row without a group is one of its own.
  return `coalesce((md5_number_lower(c${columnId}) % 9007199254740992)::DOUBLE, -1 - id::DOUBLE)`
}

function splitBy({ kind }: SplitRule, { by, targets }: Read, classes: readonly string[] | null): SplitBy {
  if (kind === 'time') return { kind, times: by! }
  if (kind === 'group') return { kind, groups: by! }
  return kind === 'stratified' ? { kind, of: targets[0]!, count: classes!.length } : { kind }
}

/** null: none is set by hand. */
function partsByHand(part: Float64Array): SplitInput['fixed'] {
  if (part.every((code) => code === 0)) return null
  return Uint8Array.from(part, (code) => (code === 0 ? automatic : code - 1))
}

type Selected = { id: string; part: string; by: string | null; weight: string | null; targets: string[] }
type Read = {
  ids: Float64Array
  part: Float64Array
  by: Float64Array | null
  weight: Float64Array | null
  targets: Float64Array[]
  tail: string
}

async function collect(
  connection: DuckDBConnection,
  { id, part, by, weight, targets }: Selected,
  tail: string,
  tableRows: number,
): Promise<Read> {
  const selected = [id, part, by, weight, ...targets].filter((sql) => sql !== null)
  const found = selected.map(() => new Float64Array(tableRows))
  let rows = 0
  for await (const values of readDoubles(connection, selected, tail)) {
    found.forEach((column, j) => {
      for (let at = j, i = rows; at < values.length; at += selected.length) column[i++] = values[at]!
    })
    rows += values.length / selected.length
  }
  const read = found.map((values) => values.subarray(0, rows))
  const next = (): Float64Array => read.shift()!
  return {
    ids: next(),
    part: next(),
    by: by === null ? null : next(),
    weight: weight === null ? null : next(),
    targets: read,
    tail,
  }
}

function isAscending(ids: Float64Array): boolean {
  for (let i = 1; i < ids.length; i++) {
    if (ids[i]! <= ids[i - 1]!) return false
  }
  return true
}

/** What the classes of a column that is read as a number read as. */
function classNumbers({ kind, settings }: Column, classes: readonly string[]): number[] {
  if (kind === 'boolean') return [0, 1]
  if (kind === 'ordered') return classes.map((text) => settings.order?.indexOf(text) ?? -1)
  return classes.map(Number)
}

/** Numbers → places among the classes, in place. */
function placeNumbers(targets: Float64Array, numbers: readonly number[]): void {
  const places = new Map(numbers.map((number, place) => [number, place]))
  for (let i = 0; i < targets.length; i++) targets[i] = places.get(targets[i]!) ?? NaN
}

async function requireWeights(connection: DuckDBConnection, { ids, weight }: Read, name: string): Promise<void> {
  const bad = weight!.findIndex((value) => !(value >= 0))
  if (bad >= 0) {
    const row = await rowNumber(connection, ids[bad]!)
    const what = Number.isNaN(weight![bad]!) ? 'has no weight' : `has the weight ${weight![bad]!}`
    const message = `Row ${row.toLocaleString('en-US')} ${what} in “${name}”. A weight is a number of 0 or more: mend the cell, or give the column another role.`
    throw new EpochwiseError('train.weight', message, { row: ids[bad]!, column: name, remedy: toData })
  }
  if (ids.length === 0 || weight!.some((value) => value > 0)) return
  const message = `Every row has the weight 0 in “${name}”, so none would count. Mend the weights, or give the column another role.`
  throw new EpochwiseError('train.weight', message, { column: name, remedy: toData })
}

const toData = { label: 'Show the data', action: { kind: 'view', view: 'data' } } as const

/** Where a row stands in the table, from 1. */
export async function rowNumber(connection: DuckDBConnection, id: number): Promise<number> {
  const before = `SELECT count(*)::DOUBLE FROM rows WHERE place < (SELECT place FROM rows WHERE id = ${id})`
  const [row] = await readRows(connection, before)
  return (row![0] as number) + 1
}

/** SQL condition of the training rows. One call a connection: it leaves a temporary table. */
export async function nameTrainingRows(
  connection: DuckDBConnection,
  { ids, part }: Pick<UsableRows, 'ids' | 'part'>,
  targets: readonly Column[],
): Promise<string> {
  if (part.every((one) => one === 0)) return usableSql(targets)
  await createIdTable(connection, 'training_rows', ids, (i) => part[i] === 0)
  return 'id IN (SELECT id FROM training_rows)'
}

/** Rows into the table and out of it; what was in them is kept for their way back. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column } from '../../../src-shared/table'
import type { DocumentState, Outcome } from '../state'
import type { Change } from '../stored'
import { isReadKind } from '../../../src-shared/table'
import { writeColumns } from '../columns'
import { countMoving, countNew, recount } from '../counts'
import { readingSql } from '../reading'
import { numberName, textName } from '../schema'
import { bringBack, setAside } from '../set-aside'
import { plainRows } from '../sql'
import { writeMeta } from '../state'

type RowsBefore = Extract<Change, { kind: 'rows' }>['before']

/** Up to so many cells, each is kept by itself and the counts are carried on; beyond, whole columns are quicker. */
const fewCells = 20_000

/** The columns with the counts from before their rows were taken out; null: not known of each. */
function asBefore(columns: readonly Column[], before: RowsBefore): Column[] | null {
  const counts = new Map(before?.map((one) => [one.id, one]))
  return columns.every(({ id }) => counts.has(id))
    ? columns.map((column) => ({ ...column, ...counts.get(column.id) }))
    : null
}

function isFew({ columns }: DocumentState, rows: number): boolean {
  return rows * columns.length <= fewCells
}

/** The entry's `kept_rows`, with their cells as they were set aside, or with the texts that `removed_cells` has of them. */
export async function addRows(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  { count, before }: Extract<Change, { kind: 'rows' }>,
): Promise<Partial<Outcome>> {
  const wereAside = await bringBack(connection, state.columns, entry)
  const known = asBefore(state.columns, before)
  const carried =
    known === null && !wereAside && isFew(state, count) ? await carryOn(connection, state.columns, entry, 1) : null
  if (!wereAside) await connection.run(restoreSql(state.columns, entry))
  const rows = state.rows + count
  const columns = known ?? carried ?? (await recountAll(connection, state.columns, rows))
  await writeColumns(connection, columns, columns)
  const [last] = await plainRows(connection, `SELECT max(row_id) AS id FROM kept_rows WHERE entry = ${entry}`)
  const nextRow = Math.max(state.nextRow, Number(last!['id']) + 1)
  if (nextRow > state.nextRow) await writeMeta(connection, 'next_row', String(nextRow))
  return { columns, rows, nextRow }
}

function restoreSql(columns: readonly Column[], entry: number): string {
  if (columns.length === 0) return `INSERT INTO rows BY NAME SELECT row_id AS id, place, part FROM (${keptRows(entry)})`
  const texts = columns.map(({ id }) => `any_value(c.text) FILTER (c.column_id = ${id}) AS ${textName(id)}`)
  const numbers = columns
    .filter(({ kind }) => isReadKind(kind))
    .map((column) => `, ${readingSql(column, textName(column.id))} AS ${numberName(column.id)}`)
  return `INSERT INTO rows BY NAME SELECT *${numbers.join('')} FROM (
    SELECT k.row_id AS id, any_value(k.place) AS place, any_value(k.part) AS part, ${texts.join(', ')}
    FROM (${keptRows(entry)}) k LEFT JOIN (${removed(entry)}) c ON c.row_id = k.row_id GROUP BY k.row_id) ORDER BY place`
}

/** Takes the entry's `kept_rows` out; the texts of few go into `removed_cells`. */
export async function removeRows(
  connection: DuckDBConnection,
  state: DocumentState,
  entry: number,
  count: number,
): Promise<Partial<Outcome>> {
  const few = isFew(state, count)
  if (few) await keepTexts(connection, state.columns, entry)
  else await setAside(connection, state.columns, entry)
  await connection.run(`DELETE FROM rows WHERE id IN (${keptIds(entry)})`)
  const rows = state.rows - count
  const columns = few
    ? await carryOn(connection, state.columns, entry, -1)
    : await recountAll(connection, state.columns, rows)
  await writeColumns(connection, columns, columns)
  return { columns, rows }
}

async function keepTexts(connection: DuckDBConnection, columns: readonly Column[], entry: number): Promise<void> {
  await connection.run(`DELETE FROM removed_cells WHERE entry = ${entry} AND row_id IN (${keptIds(entry)})`)
  if (columns.length === 0) return
  const ids = columns.map(({ id }) => id).join(', ')
  const texts = columns.map(({ id }) => textName(id)).join(', ')
  await connection.run(
    `INSERT INTO removed_cells SELECT ${entry}, id, column_id, text FROM (
      SELECT id, unnest([${ids}]) AS column_id, unnest([${texts}]) AS text FROM rows WHERE id IN (${keptIds(entry)}))
      WHERE text IS NOT NULL`,
  )
}

/** To be asked while the rows are not in the table. `sign`: do they come or go? */
async function carryOn(
  connection: DuckDBConnection,
  columns: readonly Column[],
  entry: number,
  sign: 1 | -1,
): Promise<Column[]> {
  const changed: Column[] = []
  for (const column of columns) {
    const texts = `SELECT c.text FROM (${keptRows(entry)}) k
      LEFT JOIN (${removed(entry)} AND column_id = ${column.id}) c ON c.row_id = k.row_id`
    const { missing, odd } = await countMoving(connection, column, texts)
    const unique = await countNew(connection, column, texts)
    changed.push({
      ...column,
      missing: column.missing + sign * missing,
      odd: column.odd + sign * odd,
      unique: column.unique + sign * unique,
    })
  }
  return changed
}

async function recountAll(connection: DuckDBConnection, columns: readonly Column[], rows: number): Promise<Column[]> {
  const counted: Column[] = []
  for (const column of columns) counted.push(await recount(connection, column, rows))
  return counted
}

const keptRows = (entry: number): string => `SELECT row_id, place, part FROM kept_rows WHERE entry = ${entry}`
const keptIds = (entry: number): string => `SELECT row_id FROM kept_rows WHERE entry = ${entry}`
const removed = (entry: number): string => `SELECT row_id, column_id, text FROM removed_cells WHERE entry = ${entry}`

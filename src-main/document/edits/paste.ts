/** Cells from the clipboard into the table, which grows where that is asked for. */
import { DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api'
import type { Column, TableView } from '../../../src-shared/table'
import type { Change } from '../stored'
import type { Chosen } from './chosen'
import type { Draft, Plan, Planned } from './draft'
import { EpochwiseError } from '../../../src-shared/errors'
import { plainReading } from '../../../src-shared/table'
import { columnOf } from '../columns'
import { cellSql, isMissing, readText } from '../reading'
import { textName } from '../schema'
import { plainRows } from '../sql'
import { parseTsv } from '../tsv'
import { chooseOf } from './chosen'
import { freeName, newColumn } from './new-column'
import { gapAtEnd, keepNewRows } from './rows'
import { count } from './words'

export type Pasted = { cells: number; rows: number; columns: number }
type Overhang = { rows: number; columns: number }

/** @throws EpochwiseError table.overhang without `grow`, table.tooLarge */
export async function planPaste(
  draft: Draft,
  view: TableView,
  at: { index: number; columnId: number },
  text: string,
  grow: boolean,
): Promise<Planned<Pasted>> {
  const { connection, state, views } = draft
  const cells = parseTsv(text)
  const width = cells.reduce((most, row) => Math.max(most, row.length), 0)
  if (cells.length * width > mostCells) throw tooLarge()
  const order = await views.order(connection, state, view)
  const targets = targetColumns(state.columns, at.columnId, width)
  const overhang = {
    rows: Math.max(0, at.index + cells.length - order.length),
    columns: width - targets.length,
  }
  if (!grow && (overhang.rows > 0 || overhang.columns > 0)) throw overhangs(overhang)
  const added = addedColumns(draft, cells, targets.length, overhang.columns)
  if (overhang.rows > 0) await keepNewRows(draft, await gapAtEnd(draft), overhang.rows)
  const chosen = await chooseOf(connection, order, at.index, at.index + cells.length - 1)
  await stage(draft, cells)
  await keepPasted(draft, chosen, [...targets, ...added.map(({ column }) => column)], targets.length)
  return plan(draft, cells.length, width, overhang, added)
}

const mostCells = 5_000_000

function tooLarge(): EpochwiseError {
  return new EpochwiseError(
    'table.tooLarge',
    'More than 5 million cells cannot be pasted at once. Import them as a file.',
  )
}

function overhangs(overhang: Overhang): EpochwiseError {
  const parts = [
    ...(overhang.rows > 0 ? [count(overhang.rows, 'row')] : []),
    ...(overhang.columns > 0 ? [count(overhang.columns, 'column')] : []),
  ]
  const message = `What is pasted hangs over the table by ${parts.join(' and ')}. Let the table grow, or paste further up or to the left.`
  return new EpochwiseError('table.overhang', message, { overhang })
}

/** The shown columns from the first one on, as many as are needed and there. */
function targetColumns(columns: readonly Column[], columnId: number, width: number): Column[] {
  const first = columnOf(columns, columnId)
  const shown = columns.filter((column) => column.id === first.id || column.settings.hidden !== true)
  const from = shown.indexOf(first)
  return shown.slice(from, from + width)
}

type Placed = { at: number; column: Column }

/** A number where every text that is pasted into it is one. */
function addedColumns({ state }: Draft, cells: readonly string[][], from: number, howMany: number): Placed[] {
  const names = new Set(state.columns.map(({ name }) => name))
  return Array.from({ length: howMany }, (_, i) => {
    const name = freeName(names, `Column ${state.columns.length + i + 1}`)
    names.add(name)
    const filled = cells.map((row) => row[from + i] ?? '').filter((text) => !isMissing(text, state.missingWords))
    const numeric = filled.length > 0 && filled.every((text) => readText(asNumber, text) !== null)
    const column = newColumn(state.nextColumn + i, name, numeric ? 'number' : 'category')
    return { at: state.columns.length + i, column }
  })
}

const asNumber = { kind: 'number', settings: { reading: plainReading } } as const

/** Into a temporary table: row and column from 0. A row that is shorter than the others leaves the rest as it is. */
async function stage({ connection }: Draft, cells: readonly string[][]): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE pasted (nth INTEGER, place INTEGER, text VARCHAR)')
  const appender = await connection.createAppender('pasted', 'main', 'temp')
  let [rows, places, texts]: [number[], number[], string[]] = [[], [], []]
  const flush = (): void => {
    if (rows.length === 0) return
    const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, VARCHAR], rows.length)
    chunk.setColumns([rows, places, texts])
    appender.appendDataChunk(chunk)
    ;[rows, places, texts] = [[], [], []]
  }
  for (const [at, row] of cells.entries()) {
    for (const [place, text] of row.entries()) {
      rows.push(at)
      places.push(place)
      texts.push(text)
      if (rows.length === 2048) flush()
    }
  }
  flush()
  appender.flushSync()
  appender.closeSync()
}

/** `existing`: how many of the columns are there already. */
async function keepPasted(
  { connection, state, entry }: Draft,
  { sql, rows }: Chosen,
  columns: readonly Column[],
  existing: number,
): Promise<void> {
  for (const [place, { id }] of columns.entries()) {
    const before = place < existing ? `r.${textName(id)}` : 'NULL'
    await connection.run(
      `INSERT INTO kept_cells SELECT ${entry}, id, ${id}, before, after FROM (
        SELECT r.id AS id, ${before} AS before, ${cellSql('p.text', state.missingWords)} AS after
          FROM pasted p JOIN (${sql}) k ON k.nth = p.nth JOIN rows r ON r.id = k.id WHERE p.place = ${place}
        UNION ALL
        SELECT ${state.nextRow} + p.nth - ${rows}, NULL, ${cellSql('p.text', state.missingWords)}
          FROM pasted p WHERE p.place = ${place} AND p.nth >= ${rows})
        WHERE before IS DISTINCT FROM after`,
    )
  }
}

async function plan(
  { connection, entry }: Draft,
  rows: number,
  width: number,
  overhang: Overhang,
  added: readonly Placed[],
): Promise<Planned<Pasted>> {
  const kept = await plainRows(
    connection,
    `SELECT column_id, count(*) AS n FROM kept_cells WHERE entry = ${entry} GROUP BY column_id ORDER BY column_id`,
  )
  const cells = kept.reduce((sum, row) => sum + Number(row['n']), 0)
  const result = { cells, ...overhang }
  const changes: Change[] = []
  if (added.length > 0) changes.push({ kind: 'columns', way: 'in', columns: [...added] })
  if (overhang.rows > 0) changes.push({ kind: 'rows', way: 'in', count: overhang.rows })
  const columnIds = kept.map((row) => Number(row['column_id']))
  if (cells > 0) changes.push({ kind: 'cells', columnIds, count: cells })
  const made: Plan = { label: `Pasted ${rows.toLocaleString('en')} × ${count(width, 'cell')}`, changes }
  return { plan: changes.length === 0 ? null : made, result }
}

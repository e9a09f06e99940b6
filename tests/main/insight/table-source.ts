/** A table in a real DuckDB file, as the document stores it: texts, and their readings where the kind has one. */
import { DOUBLE, DuckDBInstance, VARCHAR } from '@duckdb/node-api'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { TableSource } from '../../../src-main/features/snapshot'
import type { Column, ColumnKind, ColumnRole, TableState } from '../../../src-shared/table'
import { isReadKind, plainReading, usualMissingWords } from '../../../src-shared/table'

export type Cells = readonly (string | number | null)[]

export type Spec = { cells: Cells; kind?: ColumnKind; role?: ColumnRole; order?: readonly string[] }

/** Columns by name, ids from 1 in their order; the kind is `number` where every cell is one. Closed with the test. */
export async function tableOf(
  specs: Record<string, Spec | Cells>,
  change: Partial<TableState> = {},
): Promise<TableSource> {
  const given = Object.entries(specs).map(([name, spec]) => ({ name, ...('cells' in spec ? spec : { cells: spec }) }))
  const columns = given.map(({ name, cells, kind, role = 'feature', order }, j) => {
    const found = kind ?? (cells.every((cell) => cell === null || typeof cell === 'number') ? 'number' : 'category')
    const read = cells.map((cell) => reading(cell, found, order))
    return { column: describe(j + 1, name, found, role, cells, read), cells, read }
  })
  const source = await store(
    columns.map((one) => ({ ...one, cells: one.cells.map((cell) => (cell === null ? null : String(cell))) })),
  )
  return { ...source, table: () => ({ ...source.table(), ...change }) }
}

/** As SQL would compute the cells from the row's number `i`, counted from 0; for long tables. */
export async function longTable(
  rows: number,
  specs: Record<string, { sql: string; kind: ColumnKind; role?: ColumnRole }>,
): Promise<TableSource> {
  const { instance, close } = await openFile()
  onTestFinished(close)
  const connection = await instance.connect()
  const entries = Object.entries(specs)
  const selected = entries.flatMap(([, { sql, kind }], j) => {
    const id = j + 1
    return isReadKind(kind)
      ? [`(${sql})::VARCHAR AS c${id}`, `(${sql})::DOUBLE AS n${id}`]
      : [`(${sql})::VARCHAR AS c${id}`]
  })
  await connection.run(
    `CREATE TABLE rows AS SELECT i + 1 AS id, (i + 1)::DOUBLE AS place, NULL::UTINYINT AS part, ${selected.join(', ')} FROM range(${rows}) t(i)`,
  )
  const columns: Column[] = []
  for (const [j, [name, { kind, role = 'feature' }]] of entries.entries()) {
    const id = j + 1
    const reader = await connection.runAndReadAll(`SELECT count(*) - count(c${id}), count(DISTINCT c${id}) FROM rows`)
    const [missing, unique] = reader.getRowsJS()[0]!.map(Number)
    columns.push({
      id,
      name,
      kind,
      role,
      missing: missing!,
      odd: 0,
      unique: unique!,
      settings: { reading: plainReading },
    })
  }
  connection.closeSync()
  return {
    table: () => ({ revision: 1, rows, columns }),
    missingWords: () => usualMissingWords,
    connect: () => instance.connect(),
  }
}

type Stored = { column: Column; cells: (string | null)[]; read: (number | null)[] }

async function store(columns: Stored[]): Promise<TableSource> {
  const { instance, close } = await openFile()
  onTestFinished(close)
  const rows = columns[0]?.cells.length ?? 0
  const connection = await instance.connect()
  const types = columns.flatMap(({ column: { id, kind } }) =>
    isReadKind(kind) ? [`c${id} VARCHAR, n${id} DOUBLE`] : [`c${id} VARCHAR`],
  )
  await connection.run(`CREATE TABLE rows (id BIGINT, place DOUBLE, part UTINYINT, ${types.join(', ')})`)
  const appender = await connection.createAppender('rows')
  for (let i = 0; i < rows; i++) {
    appender.appendBigInt(BigInt(i + 1))
    appender.appendDouble(i + 1)
    appender.appendNull()
    for (const { column, cells, read } of columns) {
      appender.appendValue(cells[i] ?? null, VARCHAR)
      if (isReadKind(column.kind)) appender.appendValue(read[i] ?? null, DOUBLE)
    }
    appender.endRow()
  }
  appender.closeSync()
  connection.closeSync()
  const state: TableState = { revision: 1, rows, columns: columns.map(({ column }) => column) }
  return { table: () => state, missingWords: () => usualMissingWords, connect: () => instance.connect() }
}

async function openFile(): Promise<{ instance: DuckDBInstance; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'epochwise-insight-'))
  const instance = await DuckDBInstance.create(join(folder, 'table.duckdb'))
  return {
    instance,
    async close() {
      instance.closeSync()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function reading(cell: string | number | null, kind: ColumnKind, order: readonly string[] = []): number | null {
  if (cell === null || !isReadKind(kind)) return null
  if (kind === 'boolean') return { yes: 1, Yes: 1, true: 1, no: 0, No: 0, false: 0 }[String(cell)] ?? null
  if (kind === 'ordered') return order.includes(String(cell)) ? order.indexOf(String(cell)) : null
  const value = kind === 'date' ? Date.parse(`${cell}Z`) / 1000 : Number(cell)
  return Number.isFinite(value) ? value : null
}

function describe(
  id: number,
  name: string,
  kind: ColumnKind,
  role: ColumnRole,
  cells: Cells,
  read: (number | null)[],
): Column {
  const values = cells.filter((_, i) => cells[i] !== null && (!isReadKind(kind) || read[i] !== null))
  const missing = cells.filter((cell) => cell === null).length
  const unique = new Set(isReadKind(kind) ? read.filter((one) => one !== null) : values).size
  return {
    id,
    name,
    kind,
    role,
    missing,
    odd: cells.length - missing - values.length,
    unique,
    settings: { reading: plainReading },
  }
}

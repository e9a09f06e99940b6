/** A table in a real DuckDB file, as the document stores it, for the tests of features/. */
import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TableSource } from '../../../src-main/features/snapshot'
import type { Column, ColumnRole, TableState } from '../../../src-shared/table'
import { plainReading } from '../../../src-shared/table'

export type ColumnSpec = {
  name: string
  role: ColumnRole
  /** Numbers (null: missing) make a number column, texts a category. */
  cells: (number | string | null)[]
  /** Of the missing numbers, how many are odd. */
  odd?: number
}

const settings = { reading: plainReading }

export type TestTable = TableSource & { folder: string; instance: DuckDBInstance; close(): Promise<void> }

export async function createTable(specs: ColumnSpec[], ids?: number[]): Promise<TestTable> {
  const columns = specs.map(describeColumn)
  const rows = specs[0]?.cells.length ?? 0
  return openTable(columns, rows, async (run) => {
    const types = columns.map(({ id, kind }) => `c${id} VARCHAR${kind === 'number' ? `, n${id} DOUBLE` : ''}`)
    await run(`CREATE TABLE rows (id BIGINT, place DOUBLE, part UTINYINT, ${types.join(', ')})`)
    for (let i = 0; i < rows; i++) {
      const cells = specs.map(({ cells }) => cells[i] ?? null)
      const marks = columns.map(({ kind }, j) => {
        return `$${j + 1}::VARCHAR${kind === 'number' ? `, $${j + 1}::VARCHAR::DOUBLE` : ''}`
      })
      const texts = cells.map((cell) => (cell === null ? null : String(cell)))
      await run(`INSERT INTO rows VALUES (${ids?.[i] ?? i}, ${i}, NULL, ${marks.join(', ')})`, texts)
    }
  })
}

/** `count` number features c0 …, and a number target after them, made by SQL: fast at any size. */
export function createNumbers(rows: number, count: number): Promise<TestTable> {
  const named = (id: number, role: ColumnRole): Column => {
    return { id, name: `x${id}`, kind: 'number', role, missing: 0, odd: 0, unique: rows, settings }
  }
  const columns = Array.from({ length: count + 1 }, (_, id) => named(id, id === count ? 'target' : 'feature'))
  return openTable(columns, rows, async (run) => {
    const cells = columns.map(({ id }) => `sin(i * ${id + 1} + ${id}) * ${id + 1} AS n${id}, n${id}::VARCHAR AS c${id}`)
    await run(
      `CREATE TABLE rows AS SELECT i::BIGINT AS id, i::DOUBLE AS place, NULL::UTINYINT AS part, ${cells.join(', ')} FROM range(${rows}) t(i)`,
    )
  })
}

type Run = (sql: string, values?: (string | null)[]) => Promise<unknown>

async function openTable(columns: Column[], rows: number, fill: (run: Run) => Promise<void>): Promise<TestTable> {
  const folder = await mkdtemp(join(tmpdir(), 'epochwise-features-'))
  const instance = await DuckDBInstance.create(join(folder, 'table.duckdb'))
  const connection = await instance.connect()
  await fill((sql, values) => connection.run(sql, values))
  connection.closeSync()
  const state: TableState = { revision: 1, rows, columns }
  return {
    folder,
    instance,
    table: () => state,
    connect: () => instance.connect(),
    async close() {
      instance.closeSync()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function describeColumn({ name, role, cells, odd = 0 }: ColumnSpec, id: number): Column {
  const missing = cells.filter((cell) => cell === null).length - odd
  const unique = new Set(cells.filter((cell) => cell !== null)).size
  const kind = cells.some((cell) => typeof cell === 'string') ? 'category' : 'number'
  return { id, name, role, kind, missing, odd, unique, settings }
}

/** A table in a real DuckDB file, as the document stores it, for the tests of features/. */
import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readText } from '../../../src-main/document/reading'
import type { TableSource } from '../../../src-main/features/snapshot'
import type { Column, ColumnKind, ColumnRole, ColumnSettings, RowPart, TableState } from '../../../src-shared/table'
import { isReadKind, plainReading, rowParts, usualMissingWords } from '../../../src-shared/table'

export type ColumnSpec = {
  name: string
  role: ColumnRole
  /** Spelled as they are to stand in the table; null is missing. Texts that the kind can't read are odd. */
  cells: (number | string | null)[]
  /** Without it: numbers make a number column, texts a category. */
  kind?: ColumnKind
  settings?: Partial<ColumnSettings>
}

export type RowSpec = {
  ids?: number[]
  /** Set by hand. */
  parts?: RowPart[]
  /** Where each row stands; without them in the order in which they are given. */
  places?: number[]
}

export type TestTable = TableSource & { folder: string; instance: DuckDBInstance; close(): Promise<void> }

export async function createTable(specs: ColumnSpec[], { ids, parts, places }: RowSpec = {}): Promise<TestTable> {
  const columns = specs.map(describeColumn)
  const rows = specs[0]?.cells.length ?? 0
  return openTable(columns, rows, async (run) => {
    await run(`CREATE TABLE rows (id BIGINT, place DOUBLE, part UTINYINT${columns.map(declaration).join('')})`)
    for (let i = 0; i < rows; i++) {
      const part = rowParts.indexOf(parts?.[i] ?? 'auto')
      const values: (string | null)[] = []
      const marks = columns.flatMap((column, j) => {
        const cell = specs[j]!.cells[i] ?? null
        values.push(cell === null ? null : String(cell))
        if (!isReadKind(column.kind)) return [`$${values.length}::VARCHAR`]
        const number = cell === null ? null : readText(column, String(cell))
        return [`$${values.length}::VARCHAR`, number === null ? 'NULL' : `'${number}'::DOUBLE`]
      })
      const fixed = [ids?.[i] ?? i, places?.[i] ?? i, part === 0 ? 'NULL' : part]
      await run(`INSERT INTO rows VALUES (${[...fixed, ...marks].join(', ')})`, values)
    }
  })
}

function declaration({ id, kind }: Column): string {
  return `, c${id} VARCHAR${isReadKind(kind) ? `, n${id} DOUBLE` : ''}`
}

/** `count` number features, and a number target after them, made by SQL: fast at any size. */
export function createNumbers(rows: number, count: number): Promise<TestTable> {
  const settings = { reading: plainReading }
  const columns = Array.from({ length: count + 1 }, (_, id): Column => {
    const role = id === count ? 'target' : 'feature'
    return { id, name: `x${id}`, kind: 'number', role, missing: 0, odd: 0, unique: rows, settings }
  })
  return openTable(columns, rows, async (run) => {
    const cells = columns.map(({ id }) => `sin(i * ${id + 1} + ${id}) * ${id + 1} AS n${id}`)
    await run(`CREATE TABLE rows AS
      SELECT i::BIGINT AS id, i::DOUBLE AS place, NULL::UTINYINT AS part, ${cells.join(', ')} FROM range(${rows}) t(i)`)
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
    missingWords: () => usualMissingWords,
    connect: () => instance.connect(),
    async close() {
      instance.closeSync()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function describeColumn({ name, role, cells, kind: wanted, settings: own }: ColumnSpec, id: number): Column {
  const kind = wanted ?? (cells.some((cell) => typeof cell === 'string') ? 'category' : 'number')
  const settings: ColumnSettings = { reading: plainReading, ...own }
  const texts = cells.filter((cell) => cell !== null).map(String)
  const read = texts.map((text) => (isReadKind(kind) ? readText({ kind, settings }, text) : text))
  const known = read.filter((value) => value !== null)
  return {
    id,
    name,
    role,
    kind,
    missing: cells.length - texts.length,
    odd: texts.length - known.length,
    unique: new Set(known).size,
    settings,
  }
}

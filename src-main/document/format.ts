/** Is it a project, and one of ours? Asked before anything in the file is believed. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { lstat, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { EpochwiseError } from '../../src-shared/errors'
import { plainRows } from './sql'
import type { ColumnKind } from '../../src-shared/table'
import { columnKinds, isReadKind } from '../../src-shared/table'
import type { Tables } from './schema'
import { fixedRowColumns, formatName, formatVersion, isAsideName, numberName, tables, textName } from './schema'
import { formerTables } from './former-format'

/** DuckDB's own mark stands after an 8-byte checksum. */
const mark = 'DUCK'

/** Reads only the first bytes. @throws EpochwiseError file.missing, file.unreadable, project.invalid */
export async function checkMark(path: string): Promise<void> {
  if ((await readStart(path)).toString('latin1', 8, 12) !== mark) throw invalid(path, 'it is another kind of file')
  await checkLog(path)
}

/** The log of changes beside it is written to and cut: where it is a link, that would be done to another file. */
async function checkLog(path: string): Promise<void> {
  const log = await lstat(`${path}.wal`).catch(() => null)
  if (log !== null && !log.isFile()) throw invalid(path, 'its log of changes is not a file')
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unopened(path, (error as NodeJS.ErrnoException).code)
  })
  try {
    const bytes = Buffer.alloc(12)
    await file.read(bytes, 0, bytes.length, 0)
    return bytes
  } catch {
    throw invalid(path, 'it is not a file')
  } finally {
    await file.close()
  }
}

function unopened(path: string, code: string | undefined): EpochwiseError {
  const name = basename(path)
  return code === 'ENOENT'
    ? new EpochwiseError('file.missing', `${name} is not there any more.`, { file: path })
    : new EpochwiseError('file.unreadable', `${name} cannot be read: you may not open it.`, { file: path })
}

/** Gives the version. @throws EpochwiseError project.invalid, project.newer */
export async function checkFormat(connection: DuckDBConnection, path: string): Promise<number> {
  await refuse(connection, shadows, path)
  const found = await tableColumns(connection)
  const meta = found.get('meta')
  if (meta === undefined || !sameColumns(meta, tables.meta)) throw invalid(path, 'it is a database of another program')
  const version = await readVersion(connection, path)
  await refuse(connection, otherObjects, path)
  for (const [name, columns] of Object.entries(formerTables[version] ?? tables)) {
    const actual = found.get(name)
    if (actual === undefined) throw invalid(path, `its table “${name}” is missing`)
    if (!sameColumns(actual, columns)) throw invalid(path, `its table “${name}” has other columns than expected`)
    found.delete(name)
    await checkNumbers(connection, name, columns, path)
  }
  await checkRows(connection, found.get('rows'), version, path)
  found.delete('rows')
  for (const [name, columns] of found) {
    if (version === 1 || !isAsideName(name)) continue
    if (!isAside(columns)) throw invalid(path, `its table “${name}” has other columns than expected`)
    found.delete(name)
  }
  const extra = [...found.keys()][0]
  if (extra !== undefined) throw invalid(path, 'it holds tables that are not Epochwise’s')
  return version
}

const here = 'database_name = system.main.current_database()'

/**
 * A function of the file could stand in for one of DuckDB's own (`CREATE MACRO max`), a view for a table: with either
 * in the file no query means what it says, so this is asked first.
 */
const shadows = [
  `SELECT 1 FROM system.main.duckdb_functions() WHERE ${here} AND NOT internal`,
  `SELECT 1 FROM system.main.duckdb_views() WHERE ${here} AND NOT internal`,
]

/** Nothing but plain tables: a default or a generated column could compute, an index or a key would slow every edit. */
const otherObjects = [
  `SELECT 1 FROM system.main.duckdb_types() WHERE ${here} AND NOT internal`,
  `SELECT 1 FROM system.main.duckdb_sequences() WHERE ${here}`,
  `SELECT 1 FROM system.main.duckdb_indexes() WHERE ${here}`,
  `SELECT 1 FROM system.main.duckdb_constraints() WHERE ${here}`,
  `SELECT 1 FROM system.main.duckdb_schemas() WHERE ${here} AND NOT internal AND schema_name <> 'main'`,
  `SELECT 1 FROM system.main.duckdb_columns() WHERE ${here} AND NOT internal AND column_default IS NOT NULL`,
]

async function refuse(connection: DuckDBConnection, queries: readonly string[], path: string): Promise<void> {
  for (const sql of queries) {
    if ((await plainRows(connection, `${sql} LIMIT 1`)).length > 0) {
      throw invalid(path, 'it holds more than tables, as no project of Epochwise does')
    }
  }
}

async function tableColumns(connection: DuckDBConnection): Promise<Map<string, Map<string, string>>> {
  const found = new Map<string, Map<string, string>>()
  const sql = `SELECT table_name, column_name, data_type FROM system.main.duckdb_columns()
    WHERE ${here} AND NOT internal`
  for (const row of await plainRows(connection, sql)) {
    const table = String(row['table_name'])
    if (!found.has(table)) found.set(table, new Map())
    found.get(table)!.set(String(row['column_name']), String(row['data_type']))
  }
  return found
}

function sameColumns(actual: Map<string, string>, expected: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(expected)
  return actual.size === names.length && names.every((name) => actual.get(name) === expected[name])
}

async function readVersion(connection: DuckDBConnection, path: string): Promise<number> {
  const rows = await plainRows(connection, `SELECT key, value FROM main.meta WHERE key IN ('format', 'version')`)
  const meta = new Map(rows.map((row) => [row['key'], row['value']]))
  if (meta.get('format') !== formatName) throw invalid(path, 'it is a database of another program')
  const version = Number(meta.get('version'))
  if (!Number.isSafeInteger(version) || version < 1) throw invalid(path, 'its version cannot be read')
  if (version > formatVersion) throw newer(path)
  return version
}

/** Ids, places and counts are whole numbers from 0, each of them there. */
async function checkNumbers(
  connection: DuckDBConnection,
  table: string,
  columns: Tables[string],
  path: string,
): Promise<void> {
  const wrong = Object.entries(columns)
    .filter(([, type]) => type === 'INTEGER' || type === 'BIGINT')
    .map(([name]) => `coalesce(min(${name}) < 0, FALSE) OR count(${name}) < count(*)`)
  if (wrong.length === 0) return
  const [row] = await plainRows(connection, `SELECT ${wrong.join(' OR ')} AS wrong FROM main.${table}`)
  if (row!['wrong'] === true) throw invalid(path, `its table “${table}” holds numbers that cannot be`)
}

async function checkRows(
  connection: DuckDBConnection,
  actual: Map<string, string> | undefined,
  version: number,
  path: string,
): Promise<void> {
  const described = await plainRows(connection, 'SELECT id, kind FROM main.columns')
  const columns = described.map(({ id, kind }) => {
    const known = columnKinds.find((one) => one === kind)
    if (typeof id !== 'number' || id < 0 || known === undefined) throw invalid(path, 'its columns cannot be read')
    return { id, kind: known }
  })
  const fits = new Set(columns.map(({ id }) => id)).size === columns.length
  const expected = version === 1 ? firstRows(columns) : expectedRows(columns)
  if (actual === undefined || !fits || !sameColumns(actual, expected)) {
    throw invalid(path, 'its rows do not fit its columns')
  }
}

type Described = readonly { id: number; kind: ColumnKind }[]

function expectedRows(columns: Described): Record<string, string> {
  const expected: Record<string, string> = { ...fixedRowColumns }
  for (const { id, kind } of columns) {
    expected[textName(id)] = 'VARCHAR'
    if (isReadKind(kind)) expected[numberName(id)] = 'DOUBLE'
  }
  return expected
}

/** Cells of rows that an entry has set aside: whichever columns there were then. */
function isAside(columns: Map<string, string>): boolean {
  const fits = ([name, type]: [string, string]): boolean =>
    name === 'id' ? type === 'BIGINT' : /^[cn][0-9]+$/.test(name) && type === (name[0] === 'c' ? 'VARCHAR' : 'DOUBLE')
  return columns.has('id') && [...columns].every(fits)
}

function firstRows(columns: Described): Record<string, string> {
  const expected: Record<string, string> = { id: 'BIGINT' }
  for (const { id, kind } of columns) expected[textName(id)] = kind === 'number' ? 'DOUBLE' : 'VARCHAR'
  return expected
}

export function newer(path: string): EpochwiseError {
  return new EpochwiseError(
    'project.newer',
    `${basename(path)} was made by a newer Epochwise. Update Epochwise to open it.`,
    {
      file: path,
    },
  )
}

export function invalid(path: string, why: string): EpochwiseError {
  return new EpochwiseError(
    'project.invalid',
    `${basename(path)} is not a project of Epochwise: ${why}. Choose a file that ends in .epochwise.`,
    {
      file: path,
    },
  )
}

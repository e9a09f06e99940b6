/**
 * Projects as chance or a stranger would damage them, made from a good one: flipped bytes, files cut short, other tables,
 * other JSON, huge claims, tricks with paths. Every one is made the same again in every run.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { randomFrom } from './turns'

export type Hostile = {
  name: string
  /** Makes the file (or whatever it is) at `path`. */
  make: (path: string) => Promise<void> | void
}

type Row = Record<string, unknown>

/** What is in the good project, for damage that must fit it. */
export type Inventory = {
  path: string
  bytes: Buffer
  json: { table: string; column: string; value: unknown }[]
  numbers: { table: string; column: string }[]
  tables: { name: string; first: string }[]
}

export async function takeInventory(path: string): Promise<Inventory> {
  const rows = async (sql: string): Promise<Row[]> =>
    withDatabase(path, async (connection) => (await connection.runAndReadAll(sql)).getRowObjectsJS())
  const columns = await rows(
    `SELECT table_name AS "table", column_name AS "column", data_type AS type FROM duckdb_columns() WHERE NOT internal`,
  )
  const json: Inventory['json'] = []
  for (const { table, column, type } of columns as Record<string, string>[]) {
    if (type !== 'VARCHAR' || /^(rows|kept_cells|removed_cells)$/.test(table!)) continue
    // A checkpoint's counters are read when a run is resumed, and refused there.
    if (column === 'counters') continue
    const [first] = await rows(`SELECT "${column}" AS value FROM "${table}" WHERE "${column}" LIKE '{%' LIMIT 1`)
    if (first !== undefined) json.push({ table: table!, column: column!, value: JSON.parse(String(first['value'])) })
  }
  const numbers = (columns as Record<string, string>[])
    .filter(({ table, type }) => table !== 'rows' && /INTEGER|BIGINT/.test(type!))
    .map(({ table, column }) => ({ table: table!, column: column! }))
  const tables = [...new Set(columns.map(({ table }) => String(table)))].map((name) => ({
    name,
    first: String(columns.find(({ table }) => table === name)!['column']),
  }))
  return { path, bytes: readFileSync(path), json, numbers, tables }
}

export async function withDatabase<T>(path: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  try {
    return await work(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

export function hostileFiles(good: Inventory): Hostile[] {
  return [
    ...flippedBytes(good, 200),
    ...cutShort(good, 70),
    ...otherTables(good),
    ...otherJson(good),
    ...hugeClaims(good),
    ...otherFiles(good),
  ]
}

/** A byte of a block that is in use; DuckDB's blocks carry checksums. */
function flippedBytes({ bytes }: Inventory, count: number): Hostile[] {
  const random = randomFrom(1)
  return Array.from({ length: count }, (_, i) => {
    const at = Math.floor(random() * bytes.length)
    return {
      name: `byte ${at} flipped (${i})`,
      make(path) {
        const changed = Buffer.from(bytes)
        changed[at]! ^= 1 << Math.floor(random() * 8)
        writeFileSync(path, changed)
      },
    }
  })
}

function cutShort({ bytes }: Inventory, count: number): Hostile[] {
  return Array.from({ length: count }, (_, i) => {
    const length = Math.floor((bytes.length * i) / count)
    return { name: `cut to ${length} bytes`, make: (path) => writeFileSync(path, bytes.subarray(0, length)) }
  })
}

function changedBy({ path: good }: Inventory, name: string, ...statements: string[]): Hostile {
  return {
    name,
    async make(path) {
      copyFileSync(good, path)
      await withDatabase(path, async (connection) => {
        for (const statement of statements) await connection.run(statement)
      })
    },
  }
}

function otherTables(good: Inventory): Hostile[] {
  const change = (name: string, ...statements: string[]): Hostile => changedBy(good, name, ...statements)
  return [
    ...good.tables.flatMap(({ name: table, first }) => [
      change(`no table ${table}`, `DROP TABLE "${table}"`),
      change(`a column more in ${table}`, `ALTER TABLE "${table}" ADD COLUMN more INTEGER`),
      change(
        `a view in place of ${table}`,
        `ALTER TABLE "${table}" RENAME TO "${table}_before"`,
        `CREATE VIEW "${table}" AS SELECT * FROM "${table}_before"`,
      ),
      change(
        `${table} reading another file`,
        `ALTER TABLE "${table}" RENAME TO "${table}_before"`,
        `CREATE VIEW "${table}" AS SELECT * FROM read_csv('/etc/passwd')`,
      ),
      change(`an index on ${table}`, `CREATE INDEX of_a_stranger ON "${table}" ("${first}")`),
    ]),
    ...['max', 'count', 'coalesce', 'trunc', 'arg_max', 'duckdb_columns'].map((name) =>
      change(`a macro called ${name}`, `CREATE MACRO ${name}(a) AS 42`),
    ),
    change('a table macro', 'CREATE MACRO read_csv(a) AS TABLE SELECT 1'),
    change('a sequence', 'CREATE SEQUENCE s'),
    change('a type', `CREATE TYPE mood AS ENUM ('a')`),
    change('a schema', 'CREATE SCHEMA other', 'CREATE TABLE other.rows (id BIGINT)'),
    change('a default that computes', 'ALTER TABLE rows ALTER id SET DEFAULT random()'),
    change('a table more', 'CREATE TABLE extra (a INTEGER)'),
    change('a table with a hostile name', `CREATE TABLE "rows; DROP TABLE rows" (a INTEGER)`),
  ]
}

const quoted = (value: unknown): string => `'${JSON.stringify(value).replaceAll("'", "''")}'`

/** Every JSON of the project: not JSON at all, of another shape, without each of its parts, with each of another type. */
function otherJson(good: Inventory): Hostile[] {
  const nested = '['.repeat(100_000)
  return good.json.flatMap(({ table, column, value }) => {
    const set = (name: string, text: string): Hostile =>
      changedBy(
        good,
        `${table}.${column} ${name}`,
        `UPDATE "${table}" SET "${column}" = ${text} WHERE "${column}" LIKE '{%'`,
      )
    const object = value as Record<string, unknown>
    return [
      set('cut', `left("${column}", length("${column}") // 2)`),
      set('not JSON', `'oops'`),
      set('null', `'null'`),
      set('a list', `'[]'`),
      set('empty', `'{}'`),
      set('nested 100,000 deep', `'${nested}'`),
      set('with a prototype', quoted({ ...object, ['constructor']: { prototype: {} } })),
      ...Object.keys(object)
        .filter((key) => !optional.has(`${table}.${key}`))
        .flatMap((key) => [
          set(`without ${key}`, quoted(Object.fromEntries(Object.entries(object).filter(([name]) => name !== key)))),
          set(`with another ${key}`, quoted({ ...object, [key]: { of: 'a stranger' } })),
        ]),
    ]
  })
}

/** Parts that may be missing. */
const optional = new Set([
  'import_report.bytes',
  'import_report.remedies',
  'runs.engineId',
  'runs.testMetrics',
  'runs.parent',
])

/** Counts and ids far beyond what is there. */
function hugeClaims(good: Inventory): Hostile[] {
  return good.numbers.flatMap(({ table, column }) =>
    [
      ['negative', '-1'],
      ['missing', 'NULL'],
    ].map(([name, value]) =>
      changedBy(good, `${table}.${column} ${name}`, `UPDATE "${table}" SET "${column}" = ${value}`),
    ),
  )
}

/** Not even a project. */
function otherFiles({ bytes, path: good }: Inventory): Hostile[] {
  const file = (name: string, content: string | Buffer): Hostile => ({
    name,
    make: (path) => writeFileSync(path, content),
  })
  return [
    file('an empty file', ''),
    file('a CSV', 'a,b\n1,2\n'.repeat(1000)),
    file('zeros', Buffer.alloc(bytes.length)),
    file('a project behind another start', Buffer.concat([Buffer.from('not a database, '), bytes])),
    file('a start like a database', Buffer.concat([bytes.subarray(0, 16), Buffer.alloc(50_000)])),
    { name: 'a folder', make: (path) => mkdirSync(path) },
    { name: 'a link to nothing', make: (path) => symlinkSync('/nowhere/at all', path) },
    { name: 'a link to a device', make: (path) => symlinkSync('/dev/zero', path) },
    { name: 'a link to another file of the system', make: (path) => symlinkSync('/etc/passwd', path) },
    {
      name: 'a log that is a folder',
      make(path) {
        copyFileSync(good, path)
        mkdirSync(`${path}.wal`)
      },
    },
    {
      name: 'a log that is no log',
      make(path) {
        copyFileSync(good, path)
        writeFileSync(`${path}.wal`, 'x'.repeat(5000))
      },
    },
  ]
}

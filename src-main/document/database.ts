/**
 * One DuckDB file, opened so that nothing in it can reach outside it, with one writer and one reader.
 *
 * Everything the app says to DuckDB goes through `write` (a transaction, one at a time) or `read`. A failure that
 * makes DuckDB give up on the file (a full disk in the middle of a commit) is followed by opening it anew: what was
 * acknowledged is there, what failed is not.
 */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import { resolve } from 'node:path'
import { EpochwiseError } from '../../src-shared/errors'
import { isFatal, translateFailure } from './failures'
import { Queue } from './queue'

export type Value = DuckDBValue
export type Plain = string | number | boolean | null
export type PlainRow = Record<string, Plain>

const locked = {
  enable_external_access: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  lock_configuration: 'true',
} as const

/** DuckDB's lock keeps other processes out, not a second opening within this one. */
const openHere = new Set<string>()

export class Database {
  readonly #path: string
  readonly #readOnly: boolean
  #instance: DuckDBInstance | null = null
  #writer: DuckDBConnection | null = null
  #reader: DuckDBConnection | null = null
  readonly #writes = new Queue()
  readonly #reads = new Queue()

  private constructor(path: string, readOnly: boolean) {
    this.#path = path
    this.#readOnly = readOnly
  }

  /** Opens the file, or makes it where there is none. @throws EpochwiseError project.locked, project.invalid, … */
  static async open(path: string, options: { readOnly: boolean }): Promise<Database> {
    const database = new Database(resolve(path), options.readOnly)
    if (openHere.has(database.#path)) {
      throw new EpochwiseError('project.locked', 'This project is already open here. Close it first.', { file: path })
    }
    openHere.add(database.#path)
    try {
      await database.#connect()
    } catch (error) {
      database.#release()
      openHere.delete(database.#path)
      throw translateFailure(error, path)
    }
    return database
  }

  get path(): string {
    return this.#path
  }

  async #connect(): Promise<void> {
    const mode = this.#readOnly ? 'READ_ONLY' : 'READ_WRITE'
    this.#instance = await DuckDBInstance.create(this.#path, { ...locked, access_mode: mode })
    this.#writer = await this.#instance.connect()
    this.#reader = await this.#instance.connect()
  }

  #release(): void {
    this.#writer?.closeSync()
    this.#reader?.closeSync()
    this.#instance?.closeSync()
    this.#writer = this.#reader = this.#instance = null
  }

  /** A further connection; whoever asks closes it. */
  async connect(): Promise<DuckDBConnection> {
    return this.#open().connect()
  }

  #open(): DuckDBInstance {
    if (this.#instance === null) throw new EpochwiseError('project.none', 'The project is closed. Open it again.')
    return this.#instance
  }

  /** Runs `work` as one transaction: all of it is in the file when this resolves, or none. */
  async write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#readOnly) {
      throw new EpochwiseError(
        'project.readonly',
        'The project is open for reading only. Save it under another name to change it.',
        {
          file: this.#path,
        },
      )
    }
    return this.#writes.run(async () => {
      try {
        this.#open()
        return await transaction(this.#writer!, work)
      } catch (error) {
        if (isFatal(error)) await this.#reopen()
        throw translateFailure(error, this.#path)
      }
    })
  }

  /** Rows as plain objects; 64-bit integers as numbers. */
  async rows(sql: string, values: Value[] = []): Promise<PlainRow[]> {
    return this.read((connection) => plainRows(connection, sql, values))
  }

  async read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#reads.run(async () => {
      try {
        this.#open()
        return await work(this.#reader!)
      } catch (error) {
        throw translateFailure(error, this.#path)
      }
    })
  }

  /** Lets `work` have the file to itself while DuckDB does not hold it, then opens it again. */
  async aside<T>(work: () => Promise<T>): Promise<T> {
    return this.#writes.run(() =>
      this.#reads.run(async () => {
        this.#release()
        try {
          return await work()
        } finally {
          await this.#connect()
        }
      }),
    )
  }

  async #reopen(): Promise<void> {
    await this.#reads.run(async () => {
      this.#release()
      await this.#connect()
    })
  }

  async close(): Promise<void> {
    await this.#writes.run(() =>
      this.#reads.run(() => {
        this.#release()
        openHere.delete(this.#path)
        return Promise.resolve()
      }),
    )
  }
}

async function transaction<T>(
  connection: DuckDBConnection,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  await connection.run('BEGIN')
  try {
    const result = await work(connection)
    await connection.run('COMMIT')
    return result
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined)
    throw error
  }
}

export async function plainRows(connection: DuckDBConnection, sql: string, values: Value[] = []): Promise<PlainRow[]> {
  const reader = await connection.runAndReadAll(sql, values)
  return reader.getRowObjectsJS().map((row) => {
    for (const key of Object.keys(row)) {
      if (typeof row[key] === 'bigint') row[key] = Number(row[key])
    }
    return row as PlainRow
  })
}

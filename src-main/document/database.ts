/**
 * One DuckDB file, opened so that nothing in it can reach outside it, with one writer and one reader.
 *
 * Everything the app says to DuckDB goes through `write` (a transaction, one at a time) or `read`. A failure that
 * makes DuckDB give up on the file (a full disk in the middle of a commit) is followed by opening it anew: what was
 * acknowledged is there, what failed is not.
 */
import type { DuckDBConnection } from '@duckdb/node-api'
import { DuckDBInstance } from '@duckdb/node-api'
import { basename, resolve } from 'node:path'
import { EpochwiseError } from '../../src-shared/errors'
import { isFatal, translateFailure } from './failures'
import { Guests } from './guests'
import { Queue } from './queue'
import { transaction } from './sql'

const shut = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  // As it comes: looking for the best way to shrink a million rows takes longer than writing them.
  force_compression: 'uncompressed',
} as const
const locked = { ...shut, enable_external_access: 'false', lock_configuration: 'true' } as const

/** Files and folders that one connection may read beside the project; absolute. */
export type Reach = { files: readonly string[]; folders: readonly string[] }

type Handles = { instance: DuckDBInstance; writer: DuckDBConnection; reader: DuckDBConnection }

/** DuckDB's lock keeps other processes out, not a second opening within this one. */
const openHere = new Set<string>()

export class Database {
  readonly path: string
  readonly readOnly: boolean
  readonly #writes = new Queue()
  readonly #reads = new Queue()
  readonly #guests = new Guests()
  #handles: Handles | null = null
  #closed = false

  private constructor(path: string, readOnly: boolean) {
    this.path = path
    this.readOnly = readOnly
  }

  /** Opens the file, or makes it where there is none. @throws EpochwiseError project.locked, project.newer, … */
  static async open(path: string, options: { readOnly: boolean }): Promise<Database> {
    const database = new Database(resolve(path), options.readOnly)
    if (openHere.has(database.path)) {
      throw new EpochwiseError('project.locked', `${basename(path)} is already open here. Close it first.`, {
        file: path,
      })
    }
    openHere.add(database.path)
    try {
      await database.#ready()
    } catch (error) {
      openHere.delete(database.path)
      throw translateFailure(error, path)
    }
    return database
  }

  /** Opens again where a failure made us let go. */
  async #ready(): Promise<Handles> {
    if (this.#closed) throw new EpochwiseError('project.none', 'The project is closed. Open it again.')
    if (this.#handles !== null) return this.#handles
    const mode = this.readOnly ? 'READ_ONLY' : 'READ_WRITE'
    const instance = await DuckDBInstance.create(this.path, { ...locked, access_mode: mode })
    this.#handles = { instance, writer: await instance.connect(), reader: await instance.connect() }
    return this.#handles
  }

  #release(): void {
    const handles = this.#handles
    this.#handles = null
    handles?.writer.closeSync()
    handles?.reader.closeSync()
    handles?.instance.closeSync()
  }

  /** A further connection; whoever asks closes it. */
  connect(): Promise<DuckDBConnection> {
    return this.#reads.run(async () => {
      const { instance } = await this.#ready()
      return this.#guests.admit(await instance.connect())
    })
  }

  /**
   * Runs `work` as one transaction: all of it is in the file when this resolves, or none. `committed` is called
   * at once after the commit, before any other write begins.
   */
  async write<T>(work: (connection: DuckDBConnection) => Promise<T>, committed?: (result: T) => void): Promise<T> {
    if (this.readOnly) throw refused(this.path)
    return this.#writes.run(async () => {
      try {
        const { writer } = await this.#ready()
        const result = await transaction(writer, work)
        committed?.(result)
        return result
      } catch (error) {
        if (isFatal(error)) await this.#letGo()
        throw translateFailure(error, this.path)
      }
    })
  }

  async read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#reads.run(async () => {
      try {
        return await work((await this.#ready()).reader).catch(async (error: unknown) => {
          if (!isFatal(error)) throw error
          this.#release()
          return work((await this.#ready()).reader)
        })
      } catch (error) {
        throw translateFailure(error, this.path)
      }
    })
  }

  /** Lets `work` have the file to itself while DuckDB does not hold it, then opens it again. */
  async aside<T>(work: () => Promise<T>): Promise<T> {
    return this.#writes.run(() =>
      this.#reads.run(async () => {
        await this.#guests.gone()
        try {
          await this.#ready()
          this.#release()
          return await work()
        } catch (error) {
          throw translateFailure(error, this.path)
        } finally {
          await this.#ready().catch((error: unknown) => {
            throw translateFailure(error, this.path)
          })
        }
      }),
    )
  }

  /** A connection that may read these files and folders too, and nothing else; no other work runs meanwhile. */
  async withFiles<T>(reach: Reach, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.readOnly) throw refused(this.path)
    return this.aside(async () => {
      const instance = await DuckDBInstance.create(this.path, shut)
      const connection = await instance.connect()
      try {
        for (const statement of reachStatements(reach)) await connection.run(statement)
        return await work(connection)
      } finally {
        connection.closeSync()
        instance.closeSync()
      }
    })
  }

  async #letGo(): Promise<void> {
    await this.#reads.run(() => {
      this.#release()
      return Promise.resolve()
    })
  }

  async close(): Promise<void> {
    await this.#writes.run(() =>
      this.#reads.run(async () => {
        this.#closed = true
        await this.#guests.dismiss()
        this.#release()
        openHere.delete(this.path)
      }),
    )
  }
}

function refused(path: string): EpochwiseError {
  const message = 'The project is open for reading only. Save it under another name to change it.'
  return new EpochwiseError('project.readonly', message, { file: path })
}

function reachStatements({ files, folders }: Reach): string[] {
  const list = (paths: readonly string[]): string => paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ')
  return [
    `SET allowed_paths = [${list(files)}]`,
    `SET allowed_directories = [${list(folders)}]`,
    // Where a table that is larger than memory waits meanwhile.
    ...folders.slice(0, 1).map((folder) => `SET temp_directory = '${folder.replaceAll("'", "''")}'`),
    ...memoryStatements(),
    'SET enable_progress_bar = true',
    'SET enable_progress_bar_print = false',
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ]
}

/** `EPOCHWISE_MEMORY=2GB` holds an import to so much; without it DuckDB takes at most four fifths of the machine's. */
function memoryStatements(): string[] {
  const limit = /^[1-9][0-9]*[KMGT]B$/.exec(process.env['EPOCHWISE_MEMORY'] ?? '')
  return limit === null ? [] : [`SET memory_limit = '${limit[0]}'`]
}

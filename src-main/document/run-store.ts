/** Runs in the project file: what each was asked, what it reported, and its last weights. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { blobValue } from '@duckdb/node-api'
import * as z from 'zod'
import type { EpochColumns, RunSummary } from '../../src-shared/run'
import type { Database } from './database'
import { EpochwiseError } from '../../src-shared/errors'
import { plainRows } from './sql'
import { appendEpochRows, readEpochRows } from './epoch-rows'
import { readJson, summarySchema } from './stored'
import { fromBytes, toBytes } from './tensors'

export type StoredSummary = Omit<RunSummary, 'dataChanged'>

export type StoredRun = {
  summary: StoredSummary
  /** JSON, checked by features/ when read. */
  encoding: string
  /** `Document.dataFingerprint()` of the data that the run was started on. */
  fingerprint: string
}

export type NewRun = { summary: Omit<StoredSummary, 'id'>; encoding: string; fingerprint: string }

export type Checkpoint = {
  /** Whole epochs done. */
  epoch: number
  /** Steps done in the next one. */
  step: number
  /** Plain JSON. */
  counters: Record<string, unknown>
  /** Parameters and optimizer slots. */
  tensors: Record<string, Float32Array>
}

const countersSchema = z.record(z.string(), z.unknown())

export class RunStore {
  readonly #database: () => Database

  constructor(database: () => Database) {
    this.#database = database
  }

  /** Oldest first. @throws EpochwiseError project.invalid when a stored run does not read */
  list(): Promise<StoredRun[]> {
    return this.#read((connection) => readRuns(connection, 'ORDER BY id', []))
  }

  /** @throws EpochwiseError run.none */
  get(id: number): Promise<StoredRun> {
    return this.#read((connection) => readRun(connection, id))
  }

  /** Ids ascend and are not used again while later runs exist. */
  create({ summary, encoding, fingerprint }: NewRun): Promise<StoredRun> {
    return this.#write(async (connection) => {
      const [last] = await plainRows(
        connection,
        `SELECT greatest((SELECT coalesce(max(id), 0) FROM runs),
          (SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE key = 'last_run')) AS id`,
      )
      const id = Number(last!['id']) + 1
      const run = { summary: { ...summary, id }, encoding, fingerprint }
      await connection.run(`DELETE FROM meta WHERE key = 'last_run'`)
      await connection.run(`INSERT INTO meta VALUES ('last_run', ?)`, [String(id)])
      await connection.run('INSERT INTO runs VALUES (?, ?, ?, ?)', [
        id,
        JSON.stringify(run.summary),
        encoding,
        fingerprint,
      ])
      return run
    })
  }

  /** @throws EpochwiseError run.none */
  update(id: number, patch: Partial<Omit<StoredSummary, 'id'>>): Promise<StoredRun> {
    return this.#write(async (connection) => {
      const run = await readRun(connection, id)
      const summary = { ...run.summary, ...patch, id }
      await connection.run('UPDATE runs SET summary = ? WHERE id = ?', [JSON.stringify(summary), id])
      return { ...run, summary }
    })
  }

  appendEpochs(id: number, epochs: EpochColumns): Promise<void> {
    return this.#write((connection) => appendEpochRows(connection, id, epochs))
  }

  /** Forgets the epochs after that one. */
  truncateEpochs(id: number, afterEpoch: number): Promise<void> {
    return this.#write(async (connection) => {
      await connection.run('DELETE FROM epochs WHERE run_id = ? AND epoch > ?', [id, afterEpoch])
    })
  }

  /** Epochs after `after`, at most `limit`, oldest first. */
  history(id: number, after: number, limit: number): Promise<EpochColumns> {
    return this.#read((connection) => readEpochRows(connection, id, after, limit))
  }

  /** Replaces the run's checkpoint; with `epochs`, both or neither. */
  saveCheckpoint(id: number, checkpoint: Checkpoint, epochs?: EpochColumns): Promise<void> {
    return this.#write(async (connection) => {
      const { epoch, step, counters, tensors } = checkpoint
      await forgetCheckpoint(connection, id)
      await connection.run('INSERT INTO checkpoints VALUES (?, ?, ?, ?)', [id, epoch, step, JSON.stringify(counters)])
      for (const [name, values] of Object.entries(tensors)) {
        await connection.run('INSERT INTO checkpoint_tensors VALUES (?, ?, ?)', [id, name, blobValue(toBytes(values))])
      }
      if (epochs !== undefined) await appendEpochRows(connection, id, epochs)
    })
  }

  /** null: none was saved. @throws EpochwiseError project.invalid */
  checkpoint(id: number): Promise<Checkpoint | null> {
    return this.#read(async (connection) => {
      const sql = 'SELECT epoch, step, counters FROM checkpoints WHERE run_id = ?'
      const [row] = await plainRows(connection, sql, [id])
      if (row === undefined) return null
      return {
        epoch: Number(row['epoch']),
        step: Number(row['step']),
        counters: readJson(countersSchema, row['counters'], 'checkpoint'),
        tensors: await readTensors(connection, id),
      }
    })
  }

  /** With its epochs and its checkpoint. @throws EpochwiseError run.none */
  delete(id: number): Promise<void> {
    return this.#write(async (connection) => {
      await readRun(connection, id)
      await forgetCheckpoint(connection, id)
      await connection.run('DELETE FROM epochs WHERE run_id = ?', [id])
      await connection.run('DELETE FROM runs WHERE id = ?', [id])
    })
  }

  #read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#database().read(work)
  }

  #write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#database().write(work)
  }
}

async function readRuns(connection: DuckDBConnection, tail: string, values: number[]): Promise<StoredRun[]> {
  const rows = await plainRows(connection, `SELECT summary, encoding, fingerprint FROM runs ${tail}`, values)
  return rows.map((row) => ({
    summary: readJson(summarySchema, row['summary'], 'runs'),
    encoding: String(row['encoding']),
    fingerprint: String(row['fingerprint']),
  }))
}

async function readRun(connection: DuckDBConnection, id: number): Promise<StoredRun> {
  const [run] = await readRuns(connection, 'WHERE id = ?', [id])
  if (run === undefined) throw new EpochwiseError('run.none', `There is no run ${id} in this project.`)
  return run
}

async function forgetCheckpoint(connection: DuckDBConnection, id: number): Promise<void> {
  await connection.run('DELETE FROM checkpoints WHERE run_id = ?', [id])
  await connection.run('DELETE FROM checkpoint_tensors WHERE run_id = ?', [id])
}

async function readTensors(connection: DuckDBConnection, id: number): Promise<Record<string, Float32Array>> {
  const reader = await connection.runAndReadAll('SELECT name, data FROM checkpoint_tensors WHERE run_id = ?', [id])
  const tensors: Record<string, Float32Array> = Object.create(null) as Record<string, Float32Array>
  for (const [name, data] of reader.getRowsJS()) tensors[name as string] = fromBytes(data as Uint8Array)
  return tensors
}

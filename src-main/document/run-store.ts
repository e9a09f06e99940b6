/** Runs in the project file: what each was asked, what it reported, and its last weights. */
import type { EpochColumns, RunSummary } from '../../src-shared/run'
import type { Database } from './database'

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

export class RunStore {
  readonly #database: () => Database

  constructor(database: () => Database) {
    this.#database = database
  }

  /** Oldest first. @throws EpochwiseError project.invalid when a stored run does not read */
  list(): Promise<StoredRun[]> {
    return notYet(this.#database)
  }

  /** @throws EpochwiseError run.none */
  get(_id: number): Promise<StoredRun> {
    return notYet(this.#database)
  }

  create(_run: NewRun): Promise<StoredRun> {
    return notYet(this.#database)
  }

  /** @throws EpochwiseError run.none */
  update(_id: number, _patch: Partial<Omit<StoredSummary, 'id'>>): Promise<StoredRun> {
    return notYet(this.#database)
  }

  appendEpochs(_id: number, _epochs: EpochColumns): Promise<void> {
    return notYet(this.#database)
  }

  /** Forgets the epochs after `epoch`. */
  truncateEpochs(_id: number, _afterEpoch: number): Promise<void> {
    return notYet(this.#database)
  }

  /** Epochs after `after`, at most `limit`, oldest first. */
  history(_id: number, _after: number, _limit: number): Promise<EpochColumns> {
    return notYet(this.#database)
  }

  /** Replaces the run's checkpoint; with `epochs`, both or neither. */
  saveCheckpoint(_id: number, _checkpoint: Checkpoint, _epochs?: EpochColumns): Promise<void> {
    return notYet(this.#database)
  }

  checkpoint(_id: number): Promise<Checkpoint | null> {
    return notYet(this.#database)
  }

  delete(_id: number): Promise<void> {
    return notYet(this.#database)
  }
}

function notYet(_database: () => Database): Promise<never> {
  return Promise.reject(new Error('Not written yet'))
}

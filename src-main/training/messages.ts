/** What the app and its trainer process say to each other: plain data and typed arrays, unions on `kind`. */
import type { ErrorData } from '../../src-shared/errors'
import type { EngineInfo } from '../../src-shared/project'
import type { Task } from '../../src-shared/recipe'
import type { EpochColumns, Metrics } from '../../src-shared/run'
import type { TrainingSpec, TrainingState } from '../engines/engine'
import type { DataShape } from '../features/data-layout'
import type { TargetEncoding } from '../features/encoding'

/** A training to do, or to go on with. */
export type TrainingJob = {
  /** Of `dataLayout(shape)`; read once, before `started`. */
  file: string
  shape: DataShape
  spec: TrainingSpec
  epochs: number
  task: Task
  /** To give the metrics in its units. */
  target: TargetEncoding
  /** Where to begin. */
  state: TrainingState
  /** Time spent on it before, in seconds. */
  seconds: number
}

export type ToTrainer =
  | { kind: 'start'; job: TrainingJob }
  /** Answered at once by `paused`, with the state before the block under way. */
  | { kind: 'pause' }
  | { kind: 'resume' }
  /** Answered by `ended`, within 150 ms. */
  | { kind: 'stop' }

export type EndReason = 'completed' | 'stopped' | 'diverged'

/** A state that can be gone on from, and the seconds of training that it took. */
export type Progress = { state: TrainingState; seconds: number }

export type FromTrainer =
  /** The engine is loaded: a `start` will be answered without delay. */
  | { kind: 'ready'; engine: EngineInfo }
  /** The data are read; the file is not needed any more. */
  | { kind: 'started' }
  | { kind: 'epochs'; epochs: EpochColumns; seconds: number; rowsPerSecond: number | null }
  | ({ kind: 'checkpoint' } & Progress)
  | ({ kind: 'paused' } & Progress)
  | { kind: 'resumed' }
  /** `metrics` null: not measured yet (a `measured` follows), or not finite. */
  | ({ kind: 'ended'; reason: EndReason; metrics: Metrics | null; measured: boolean } & Progress)
  | { kind: 'measured'; metrics: Metrics | null }
  | { kind: 'failed'; error: ErrorData }

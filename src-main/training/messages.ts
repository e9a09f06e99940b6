/** What the app and its trainer process say to each other: plain data and typed arrays, unions on `kind`. */
import type { SelfTest } from '../../src-shared/compute'
import type { ErrorData } from '../../src-shared/errors'
import type { EngineInfo } from '../../src-shared/project'
import type { EngineChoice, EngineId, Task } from '../../src-shared/recipe'
import type { EpochColumns, Metrics, RateSearch } from '../../src-shared/run'
import type { EngineNews } from '../engines/choose/open-training'
import type { Learned, TrainingSpec, TrainingState } from '../engines/engine'
import type { DataShape } from '../features/data-layout'
import type { TargetEncoding } from '../features/encoding'
import type { NumberCause } from './doctor'
import type { Watch, WatchRules } from './watch'

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
  watching: WatchRules
  engine: EngineChoice
  /** What an automatic choice came to before: the run goes on with it where it is at hand. */
  chosen: EngineId | null
} & Progress

export type ToTrainer =
  | { kind: 'start'; job: TrainingJob }
  /** Instead of `start`: answered by `rates-tried`, again and again, and one `rates-found`. */
  | { kind: 'find-rate'; job: TrainingJob }
  /** Instead of `start`: answered by `self-tested`. */
  | { kind: 'self-test' }
  /** Answered at once by `paused`, with the state before the block under way. */
  | { kind: 'pause' }
  | { kind: 'resume' }
  /** Answered by `ended`, within 150 ms. */
  | { kind: 'stop' }

/** `converged`: early stopping ended it. */
export type EndReason = 'completed' | 'converged' | 'stopped' | 'diverged'

/** All that a training goes on from. */
export type Progress = {
  state: TrainingState
  /** Time spent training so far. */
  seconds: number
  watch: Watch
  /** What it had learned at the end of `watch.best`'s epoch; null where that is not kept. */
  best: Learned | null
}

/** `learningRate`: one that held in a trial; a tenth where none was tried. */
export type TrainerDiagnosis = { cause: NumberCause; learningRate: number; tried: boolean }

export type Ended = {
  reason: EndReason
  /** null: not measured yet (`measured` follows). */
  figures: Figures | null
  /** Of a training that diverged. */
  diagnosis: TrainerDiagnosis | null
} & Progress

/** How good it is at the end; null where that is not finite, or there are no such rows. */
export type Figures = { metrics: Metrics | null; testMetrics: Metrics | null }

export type FromTrainer =
  /** The engine is loaded: a `start` will be answered without delay. */
  | { kind: 'ready'; engine: EngineInfo }
  /** What computes from now on, and why. */
  | { kind: 'engine'; engine: EngineNews }
  /** The data are read; the file is not needed any more. */
  | { kind: 'started'; engine: EngineNews | null }
  | { kind: 'epochs'; epochs: EpochColumns; seconds: number; rowsPerSecond: number | null }
  | ({ kind: 'checkpoint' } & Progress)
  | ({ kind: 'paused' } & Progress)
  | { kind: 'resumed' }
  | ({ kind: 'ended' } & Ended)
  | { kind: 'rates-tried'; share: number }
  | { kind: 'rates-found'; search: RateSearch }
  | { kind: 'self-tested'; result: SelfTest }
  | { kind: 'measured'; figures: Figures }
  | { kind: 'failed'; error: ErrorData }

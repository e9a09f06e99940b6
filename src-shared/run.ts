/** What a run reports: plain numbers only, whatever engine computed them. */
import type { EngineId, Recipe, Task, Loss } from './recipe'
import type { ColumnKind } from './table'

export type RunStatus = 'preparing' | 'running' | 'paused' | 'completed' | 'stopped' | 'diverged' | 'failed'

/** A run in one of these is over and never changes again, except `failed`, which may be resumed from its checkpoint. */
export const endedStatuses: readonly RunStatus[] = ['completed', 'stopped', 'diverged', 'failed']

export function hasEnded(status: RunStatus): boolean {
  return endedStatuses.includes(status)
}

export type MetricsRows = 'validation' | 'training' | 'test'

/** How well one target is predicted, in its own units. */
export type TargetMetrics = {
  target: string
  r2: number | null
  mae: number
  rmse: number
  /**
   * Of ten answers for rows that were not learned from, about eight were right to within `low` and `high` of what was
   * predicted (low below, high above). null where too few rows were held back to say so.
   */
  interval: { low: number; high: number } | null
}

/**
 * In the targets' own units, over the validation rows (over the training rows where none were held back), or over the
 * test rows. With several targets, r2, mae and rmse are the means of theirs, and say how each does better one by one.
 */
export type Metrics =
  | {
      kind: 'regression'
      rows: MetricsRows
      count: number
      r2: number | null
      mae: number
      rmse: number
      /** Empty in runs that were stored by an older version. */
      targets: TargetMetrics[]
    }
  | { kind: 'classification'; rows: MetricsRows; count: number; accuracy: number; logLoss: number }

/**
 * The same metric for the simplest guess: the mean, or the most frequent class. "Is the network worth it?"
 * `testMetrics`: null where no rows were kept for the end, and of a run of an older Epochwise.
 */
export type Baseline = { words: string; loss: number; metrics: Metrics; testMetrics: Metrics | null }

/** The epoch with the lowest watched loss: validation where rows were held back, else training. */
export type BestEpoch = { epoch: number; loss: number }

/** Which weights a run predicts, exports and is judged with: those it came to, or those of its best epoch. */
export type WeightsInUse = 'last' | 'best'

/** Why a loss stopped being a number, as far as it can be told. */
export type DivergenceCause =
  /** `row`: its place in the table when the run ended, from 1. So many deviations of the column's middle half from its median. */
  | { kind: 'huge-cell'; column: string; columnId: number; rowId: number; row: number; deviations: number | null }
  /** Two features whose spreads are far apart, the widest first. */
  | { kind: 'scales'; columns: string[]; ratio: number | null }
  /** The first gradient is so many times as large as the weights, in a deep network. */
  | { kind: 'gradients'; growth: number | null }
  | { kind: 'rate' }

/** What to do about it: `learningRate` held in a short trial, or is a tenth where none could be tried. */
export type Diagnosis = { cause: DivergenceCause; learningRate: number; tried: boolean }

export type RunFeature = { name: string; kind: ColumnKind; inputs: number }

/** `excluded`: taken out by hand. `leftOut`: without a target. */
export type RunRows = { training: number; validation: number; test: number; leftOut: number; excluded: number }

/**
 * Where a run branched off another one: after `epoch` whole epochs, before the step with that address. Its epochs are
 * counted on from there; what was before is the parent's.
 */
export type RunParent = { runId: number; step: number; epoch: number }

export type RunSummary = {
  id: number
  status: RunStatus
  recipe: Recipe
  task: Task
  loss: Loss
  target: string
  /** Of a classification, in the order of the outputs. */
  classes: string[]
  features: RunFeature[]
  /** Numbers that go into the network: more than the features where categories are spread over several. */
  inputs: number
  parameters: number
  rows: RunRows
  engine: string
  /** null: several are being timed, or an older Epochwise made the run. */
  engineId: EngineId | null
  /** Why that one ("TensorFlow XLA: 4.1× ONNX at batch 32"), and where another went on. null: it was asked for, or is not settled yet. */
  engineReason: string | null
  device: string
  startedAt: string
  /** Time spent training, pauses not counted. */
  seconds: number
  epoch: number
  epochs: number
  lastLoss: number | null
  lastValidationLoss: number | null
  rowsPerSecond: number | null
  /** In force in the last epoch; null before one. */
  learningRate: number | null
  best: BestEpoch | null
  weights: WeightsInUse
  metrics: Metrics | null
  /** Over the test rows, which nothing was decided by: measured once, at the end. null: there are none, or not yet. */
  testMetrics: Metrics | null
  baseline: Baseline | null
  /** Why it ended as it did, for a person; null when there is nothing to explain. */
  message: string | null
  /** Of a run that diverged. */
  diagnosis: Diagnosis | null
  /** It has weights to predict with and to resume from. */
  hasWeights: boolean
  /** The table or the roles have changed since: its predictions speak of the data as they were. */
  dataChanged: boolean
  /** null: it began with fresh weights. */
  parent: RunParent | null
}

/** The loss while the learning rate rose, step by step: what a rate is chosen from. */
export type RateSearch = {
  rates: number[]
  /** Of each step's batch, before its update. */
  losses: number[]
  smoothed: number[]
  /** Where the smoothed loss falls fastest; null where it never falls. */
  suggestion: number | null
  /** The loss grew out of all bounds, as it should: the rates beyond were not tried. */
  diverged: boolean
}

/** Epochs as columns, ready for a chart. Epochs count from 1. `null` among losses: not finite, or no validation rows. */
export type EpochColumns = {
  epoch: number[]
  loss: (number | null)[]
  validationLoss: (number | null)[]
  /** Each epoch's own time. */
  seconds: number[]
  /** In force in the epoch's last step; engines leave it to the training loop. `null`: of a run of an older Epochwise. */
  learningRate: (number | null)[]
}

/** Appends in place: histories reach 100,000 epochs, and are never copied for a few more. */
export function appendEpochs(to: EpochColumns, more: EpochColumns): void {
  for (let i = 0; i < more.epoch.length; i++) {
    to.epoch.push(more.epoch[i]!)
    to.loss.push(more.loss[i] ?? null)
    to.validationLoss.push(more.validationLoss[i] ?? null)
    to.seconds.push(more.seconds[i]!)
    to.learningRate.push(more.learningRate[i] ?? null)
  }
}

export function noEpochs(): EpochColumns {
  return { epoch: [], loss: [], validationLoss: [], seconds: [], learningRate: [] }
}

/**
 * `Epoch 10/100, Loss: 274.8329`, as the tutorial prints it, with the validation loss behind it where there is one, and
 * the learning rate where it is worth saying.
 */
export function logLine(
  epoch: number,
  epochs: number,
  loss: number | null,
  validationLoss: number | null,
  learningRate: number | null = null,
): string {
  const validation = validationLoss === null ? '' : `, Validation: ${validationLoss.toFixed(4)}`
  const tail = learningRate === null ? validation : `${validation}, Rate: ${Number(learningRate.toPrecision(4))}`
  return `Epoch ${epoch}/${epochs}, Loss: ${loss === null ? 'not a number' : loss.toFixed(4)}${tail}`
}

/**
 * What an engine is: something that trains a network on data it is given once, many steps a native call, and predicts
 * with the weights that came of it. State crosses calls as plain tensors, so that pause, stop, checkpoint and resume
 * fall between calls, exact to the bit.
 */
import type { EngineInfo } from '../../src-shared/project'
import type { LossRule, Recipe } from '../../src-shared/recipe'
import type { EpochColumns } from '../../src-shared/run'
import type { Network } from '../program/network'

/** What is trained, and how: `epochs` is how many the whole training has, which some schedules stretch over. */
export type TrainingSpec = Pick<Recipe, 'optimizer' | 'schedule' | 'regularisation' | 'clip' | 'epochs' | 'seed'> & {
  network: Network
  loss: LossRule
  batchSize: number
}

/**
 * Row-major; the engine keeps these arrays and reads them at every call: don't change them while the session is open.
 * Targets: one column per target (scaled, if at all, by features/); 0 or 1; or one-hot columns.
 */
export type TrainingData = {
  /** [rows, inputs] */
  features: Float32Array
  /** [rows, outputs] */
  targets: Float32Array
  /** [validation rows, inputs]; empty where none are held back */
  validationFeatures: Float32Array
  /** [validation rows, outputs] */
  validationTargets: Float32Array
  /**
   * [rows], what each training row counts in the loss and its gradient; null: all the same. An epoch's loss is the mean so
   * weighted. Validation weighs all alike.
   */
  weights: Float32Array | null
}

/** What a network has learned: all that a prediction needs besides the network itself. */
export type Learned = {
  /** By `parameterLayout`. */
  parameters: Float32Array
  /** Running means and variances, by `statisticLayout`; empty where the network keeps none. */
  statistics: Float32Array
}

export type TrainingState = Learned & {
  /** By the names that `optimizerSlots` gives, each as long as the parameters. */
  slots: Record<string, Float32Array>
  /** Updates done, over all epochs. */
  step: number
  /** Whole epochs done. */
  epoch: number
  /** Steps done in the epoch under way. */
  position: number
  /** Σ batch loss × what the batch's rows weigh, of the epoch under way so far. */
  epochLossSum: number
  /**
   * Every learning rate of the schedule is taken times this: 1, until whoever watches the validation loss (reduce on
   * plateau) or looks for a rate (the finder) sets another between two calls.
   */
  rateFactor: number
}

export type Budget = {
  /** How long the call may take, about; native calls are kept at 50 ms or less where one step allows it. */
  milliseconds: number
  /** Stop when this many whole epochs are done. */
  untilEpoch: number
  /** Stop when this many updates are done, and the epoch with them where they end one. Default: no such end. */
  untilStep?: number
}

export type Block = {
  state: TrainingState
  /** The epochs that ended in this block. */
  epochs: EpochColumns
  /**
   * false: a loss stopped being finite. `state` is then the last one whose loss was finite, and `epochs` holds the
   * epochs before the one that failed.
   */
  finite: boolean
}

export type TrainingSession = {
  /** Trains on from `state`, which it does not change. Runs of one session must not overlap. */
  run(state: TrainingState, budget: Budget): Promise<Block>
  close(): Promise<void>
}

export type InferenceSession = {
  /** [rows, inputs] → [rows, outputs], output activation applied: values, or probabilities. */
  run(features: Float32Array, rows: number): Promise<Float32Array>
  close(): Promise<void>
}

/** Rows of one step, row-major: features [rows, inputs], targets [rows, outputs], weights [rows] as in the data. */
export type StepRows = Pick<TrainingData, 'features' | 'targets' | 'weights'> & { rows: number }

/** One step opened up: the state after it, and every named value of `stepProgram`, padded to the batch size. */
export type StepTrace = {
  /** Of the batch, before the update. */
  loss: number
  /** ∂loss/∂parameters, [total] */
  gradient: Float32Array
  parameters: Float32Array
  slots: Record<string, Float32Array>
  statistics: Float32Array
  /** Of this step. */
  learningRate: number
  values: Record<string, Float32Array | Float64Array>
}

/** A plane through the parameters: center + a · first + b · second, each [total]. */
export type Plane = { center: Float64Array; first: Float64Array; second: Float64Array }

export type InspectionSession = {
  /** The step that training makes from that state on those rows, at most a batch of them. */
  step(state: TrainingState, rows: StepRows): Promise<StepTrace>
  /**
   * The mean loss over those rows, any number of them, at each point [a, b] of the plane: at [points, 2] → [points]. As
   * training sees it at that state's step: with the rows' own statistics, and with its dropout.
   */
  lossesOn(state: TrainingState, plane: Plane, at: Float64Array, rows: StepRows): Promise<Float64Array>
  close(): Promise<void>
}

export type Engine = {
  info(): Promise<EngineInfo>
  startTraining(spec: TrainingSpec, data: TrainingData): Promise<TrainingSession>
  /** Opens single steps of a training up; nothing is compiled before it is asked for. Its schedule counts in whole epochs. */
  startInspection(spec: TrainingSpec, stepsPerEpoch: number): InspectionSession
  startInference(network: Network, learned: Learned): Promise<InferenceSession>
}

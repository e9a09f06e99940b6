/** A single step made by an engine that reports epochs: how to ask for it, and its loss. */
import type { EpochColumns } from '../../src-shared/run'
import type { Budget, TrainingState } from '../engines/engine'

export function oneStepFrom({ step }: TrainingState): Budget {
  return { milliseconds: Infinity, untilEpoch: Infinity, untilStep: step + 1 }
}

/**
 * The mean loss over the step's rows.
 *
 * @param batchSize of a whole step  @param rows of an epoch: its last step may hold fewer
 */
export function lossOfStep(
  before: TrainingState,
  after: TrainingState,
  epochs: EpochColumns,
  { rows, batchSize }: { rows: number; batchSize: number },
): number {
  const own = Math.min(batchSize, rows - before.position * batchSize)
  const sum = after.epoch > before.epoch ? epochs.loss[0]! * rows : after.epochLossSum
  return (sum - before.epochLossSum) / own
}

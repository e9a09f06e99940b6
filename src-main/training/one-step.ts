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
  return lossBetween(before, after, epochs, rows) / own
}

/** Σ loss over the rows of the steps between two states; `epochs` are those that ended on the way. */
export function lossBetween(before: TrainingState, after: TrainingState, epochs: EpochColumns, rows: number): number {
  const ended = epochs.loss.reduce<number>((sum, loss) => sum + (loss ?? Infinity) * rows, 0)
  return ended + after.epochLossSum - before.epochLossSum
}

/** A single step made by an engine that reports epochs: how to ask for it, and its loss. */
import type { EpochColumns } from '../../src-shared/run'
import type { Budget, TrainingState } from '../engines/engine'

export function oneStepFrom({ step }: TrainingState): Budget {
  return { milliseconds: Infinity, untilEpoch: Infinity, untilStep: step + 1 }
}

/**
 * The mean loss over the step's rows; where they weigh differently, about it.
 *
 * @param rows of an epoch  @param weight Σ of what they weigh
 */
export function lossOfStep(
  before: TrainingState,
  after: TrainingState,
  epochs: EpochColumns,
  { rows, batchSize, weight }: { rows: number; batchSize: number; weight: number },
): number {
  // The last step of an epoch holds what is left.
  const share = Math.min(batchSize, rows - before.position * batchSize) / rows
  return lossBetween(before, after, epochs, weight) / (share * weight)
}

/**
 * Σ loss × weight over the rows of the steps between two states.
 *
 * @param epochs that ended on the way  @param weight Σ of what the rows of an epoch weigh
 */
export function lossBetween(before: TrainingState, after: TrainingState, epochs: EpochColumns, weight: number): number {
  const ended = epochs.loss.reduce<number>((sum, loss) => sum + (loss ?? Infinity) * weight, 0)
  return ended + after.epochLossSum - before.epochLossSum
}

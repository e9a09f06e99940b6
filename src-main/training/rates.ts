/** The learning rate that was in force at the end of each epoch. */
import type { EpochColumns } from '../../src-shared/run'
import type { TrainingSpec } from '../engines/engine'

type Training = { spec: TrainingSpec; shape: { training: number }; epochs: number }

/** @param rateScale what the plateaus had left of the recipe's rate while these epochs were trained */
export function withRates(columns: EpochColumns, { spec }: Training, rateScale: number): EpochColumns {
  return { ...columns, learningRate: columns.epoch.map(() => spec.optimizer.learningRate * rateScale) }
}

/** The learning rate that was in force at the end of each epoch. */
import { learningRateAt } from '../../src-shared/learning-rate'
import type { EpochColumns } from '../../src-shared/run'
import type { TrainingSpec } from '../engines/engine'

type Training = { spec: TrainingSpec; shape: { training: number }; epochs: number }

/** @param rateScale what the plateaus had left of the recipe's rate while these epochs were trained */
export function withRates(columns: EpochColumns, { spec, shape }: Training, rateScale: number): EpochColumns {
  const steps = Math.ceil(shape.training / spec.batchSize)
  const rate = (epoch: number): number => learningRateAt(spec, epoch * steps - 1, steps, spec.epochs) * rateScale
  return { ...columns, learningRate: columns.epoch.map(rate) }
}

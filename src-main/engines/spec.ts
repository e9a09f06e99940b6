/** What every engine reads from a spec in the same way. */
import { learningRateAt } from '../../src-shared/learning-rate'
import type { TrainingPlan } from '../program/training-plan'
import type { TrainingSpec, TrainingState } from './engine'

/** The part of a plan that does not depend on the data. */
export function planOf(spec: TrainingSpec): Omit<TrainingPlan, 'batchSize' | 'fullBatch' | 'weighted'> {
  const { network, loss, optimizer, regularisation, clip, seed } = spec
  return { network, loss, optimizer, regularisation, clip, seed }
}

/** The learning rates of the next `count` steps from a state on, in double: the schedule's, times the state's factor. */
export function learningRates(
  spec: TrainingSpec,
  stepsPerEpoch: number,
  { epoch, position, rateFactor }: Pick<TrainingState, 'epoch' | 'position' | 'rateFactor'>,
  count: number,
): Float64Array {
  const first = epoch * stepsPerEpoch + position
  const rate = (i: number): number => learningRateAt(spec, first + i, stepsPerEpoch, spec.epochs) * rateFactor
  return Float64Array.from({ length: count }, (_, i) => rate(i))
}

/** Where a training stands after a call: pure bookkeeping over steps and epochs, in double. */
import type { EpochColumns } from '../../src-shared/run'
import { noEpochs } from '../../src-shared/run'
import type { TrainingState } from './engine'
import type { CallResult } from './training-calls'
import type { TrainingShape } from './training-shape'

/** After a block of steps of one epoch; at its end, `position` says that its validation is still to come. */
export function afterSteps(shape: TrainingShape, state: TrainingState, result: CallResult): TrainingState {
  const count = result.losses.length
  let { epochLossSum } = state
  for (let i = 0; i < count; i++) epochLossSum += result.losses[i]! * result.stepWeights[i]!
  const { parameters, slots, statistics } = result
  return {
    ...state,
    ...{ parameters, slots, statistics },
    step: state.step + count,
    position: state.position + count,
    epochLossSum,
  }
}

/** After whole epochs in one call. */
export function afterEpochs(shape: TrainingShape, state: TrainingState, result: CallResult): TrainingState {
  const { parameters, slots, statistics, losses } = result
  const epoch = state.epoch + losses.length / shape.steps
  const step = state.step + losses.length
  return { ...state, parameters, slots, statistics, step, epoch, position: 0, epochLossSum: 0 }
}

/** The first `count` epochs of a call that made whole ones. */
export function epochsOf(shape: TrainingShape, state: TrainingState, result: CallResult, count: number): EpochColumns {
  const { steps, totalWeight, validationRows } = shape
  const made = result.losses.length / steps
  const columns = noEpochs()
  for (let epoch = 0; epoch < count; epoch++) {
    let sum = 0
    for (let i = epoch * steps; i < (epoch + 1) * steps; i++) sum += result.losses[i]! * result.stepWeights[i]!
    const validation = result.validationLosses?.[epoch]
    pushEpoch(columns, state.epoch + epoch + 1, {
      loss: sum / totalWeight,
      validationLoss: validation === undefined ? null : validation / validationRows,
      seconds: result.seconds / made,
    })
  }
  return columns
}

/** An epoch whose steps were made in several calls, now that its validation is done. */
export function endEpoch(
  shape: TrainingShape,
  state: TrainingState,
  validationLoss: number | null,
  seconds: number,
): { state: TrainingState; epochs: EpochColumns } {
  const epochs = noEpochs()
  pushEpoch(epochs, state.epoch + 1, { loss: state.epochLossSum / shape.totalWeight, validationLoss, seconds })
  return { state: nextEpoch(state), epochs }
}

export function nextEpoch(state: TrainingState): TrainingState {
  return { ...state, epoch: state.epoch + 1, position: 0, epochLossSum: 0 }
}

type Ended = { loss: number; validationLoss: number | null; seconds: number }

function pushEpoch(columns: EpochColumns, epoch: number, { loss, validationLoss, seconds }: Ended): void {
  columns.epoch.push(epoch)
  columns.loss.push(loss)
  columns.validationLoss.push(validationLoss !== null && Number.isFinite(validationLoss) ? validationLoss : null)
  columns.seconds.push(seconds)
}

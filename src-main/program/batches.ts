/** Rows of a step: picked by number, with their shares of the loss and of the batch. */
import { gather } from './ops/arrange'
import { cast, div, greater, maximum, mul } from './ops/elementwise'
import { filled, reshape, sum } from './ops/shape'
import type { Data } from './training-inputs'
import type { TrainingPlan } from './training-plan'
import type { Tensor } from './trace'

/**
 * Rows of a step. weights [rows, 1]: each row's share of the loss. shares [rows, 1]: its share of the batch, whatever it
 * weighs. Both sum to one, and are 0 for padding.
 */
export type Batch = { features: Tensor; targets: Tensor; weights: Tensor; shares: Tensor }

/** order int32 [steps, batch] → features [steps, batch, inputs], targets, weights and, where they differ, shares. */
export function gatherBatches({ features, targets, rowWeights }: Data, order: Tensor): Tensor[] {
  const present = cast(greater(order, -1), features.type)
  const shares = asColumn(shareOut(present))
  const rows = [gather(features, order), gather(targets, order)]
  if (rowWeights === null) return [...rows, shares]
  return [...rows, asColumn(shareOut(mul(present, gather(rowWeights, order)))), shares]
}

/** Each row's part of the whole, along the last axis; all zero where no row weighs anything. */
function shareOut(weights: Tensor): Tensor {
  const last = weights.shape.length - 1
  return div(weights, maximum(sum(weights, [last], true), 1e-30))
}

const asColumn = (x: Tensor): Tensor => reshape(x, [...x.shape, 1])

export function asBatch([features, targets, weights, shares = weights]: readonly Tensor[]): Batch {
  return { features: features!, targets: targets!, weights: weights!, shares: shares! }
}

export function everyRow(plan: TrainingPlan, { features, targets, rowWeights }: Data): Batch {
  const shares = filled(features, 1 / plan.batchSize, [plan.batchSize, 1])
  const weights = rowWeights === null ? shares : asColumn(shareOut(rowWeights))
  return { features, targets, weights, shares }
}

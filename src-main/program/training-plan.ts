/** What is trained, as the programs of a training need it. */
import type { Clip, LossRule, Optimizer, Regularisation } from '../../src-shared/recipe'
import type { Network } from './network'

export type TrainingPlan = {
  network: Network
  loss: LossRule
  optimizer: Optimizer
  regularisation: Regularisation
  clip: Clip
  /** Of the random numbers that layers draw. */
  seed: number
  /** Rows of a step; the last step of an epoch is padded to it. */
  batchSize: number
  /** Every step takes every row, in their own order: no shuffling, no padding, one step an epoch. */
  fullBatch: boolean
  /** The data have a weight for every row. */
  weighted: boolean
}

/** Branching: what a sibling run is asked, and the state that it starts from. */
import type { CheckedInput } from '../../src-shared/contract'
import type { Recipe } from '../../src-shared/recipe'
import type { TrainingState } from '../engines/engine'
import { optimizerSlots } from '../program/optimizers/optimizers'

export type BranchChange = CheckedInput<'loop.branch'>['change']

const mostEpochs = 1_000_000

/**
 * A branch off a training that has done `epoch` of its epochs ends where its parent would have; off the end of it, or
 * beyond, it gets as many epochs again.
 */
export function branchRecipe(recipe: Recipe, change: BranchChange, epoch: number): Recipe {
  const optimizer = change.optimizer ?? recipe.optimizer
  const learningRate = change.learningRate ?? optimizer.learningRate
  const epochs = change.epochs ?? (epoch < recipe.epochs ? recipe.epochs : epoch + recipe.epochs)
  return {
    ...recipe,
    optimizer: { ...optimizer, learningRate },
    batchSize: change.batchSize ?? recipe.batchSize,
    epochs: Math.min(mostEpochs, Math.max(epoch + 1, epochs)),
    initialWeights: null,
  }
}

/**
 * The parent's state as the branch takes it over. Another kind of optimizer starts with empty slots, so its updates are
 * counted from one. Other batches don't fit into the middle of an epoch: the epoch under way begins anew.
 */
export function branchState(state: TrainingState, from: Recipe, to: Recipe): TrainingState {
  const sameOptimizer = from.optimizer.kind === to.optimizer.kind
  const empty = optimizerSlots(to.optimizer).map((name) => [name, new Float32Array(state.parameters.length)] as const)
  const carried = sameOptimizer ? {} : { slots: Object.fromEntries(empty), step: 0 }
  const anew = from.batchSize === to.batchSize ? {} : { position: 0, epochLossSum: 0 }
  return { ...state, ...carried, ...anew }
}

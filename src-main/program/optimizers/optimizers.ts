/** Optimizers by the recipe's names. */
import type { Optimizer } from '../../../src-shared/recipe'
import { adam } from './adam'
import type { OptimizerRule } from './rule'
import { sgd } from './sgd'

export function optimizerRule(optimizer: Optimizer): OptimizerRule {
  switch (optimizer.kind) {
    case 'sgd':
      return sgd(optimizer)
    case 'adam':
      return adam(optimizer)
  }
}

/** Optimizers by the recipe's names. */
import { assertNever } from '../../../src-shared/errors'
import type { Optimizer } from '../../../src-shared/recipe'
import { adagrad } from './adagrad'
import { adam } from './adam'
import { adamw } from './adamw'
import { lion } from './lion'
import { momentum } from './momentum'
import { nesterov } from './nesterov'
import { rmsprop } from './rmsprop'
import type { OptimizerRule } from './rule'
import { sgd } from './sgd'

export function optimizerRule(optimizer: Optimizer): OptimizerRule {
  switch (optimizer.kind) {
    case 'sgd':
      return sgd()
    case 'momentum':
      return momentum(optimizer)
    case 'nesterov':
      return nesterov(optimizer)
    case 'rmsprop':
      return rmsprop(optimizer)
    case 'adagrad':
      return adagrad(optimizer)
    case 'adam':
      return adam(optimizer)
    case 'adamw':
      return adamw(optimizer)
    case 'lion':
      return lion(optimizer)
    default:
      return assertNever(optimizer)
  }
}

/** Names of the vectors that an optimizer carries from step to step, each as long as the parameters, zero at first. */
export function optimizerSlots(optimizer: Optimizer): readonly string[] {
  return optimizerRule(optimizer).slots
}

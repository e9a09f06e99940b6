/** What a branch is asked to change: only what differs from the run it leaves. */
import type { CommandInput } from '../../../src-shared/contract'
import type { LoopSource } from '../../../src-shared/loop'
import type { OptimizerKind } from '../../../src-shared/recipe'

type Change = CommandInput<'loop.branch'>['change']
export type Wanted = { optimizer: OptimizerKind; learningRate: number; batchSize: number | 'all' }
type From = Pick<LoopSource, 'optimizer' | 'batchSize' | 'trainingRows'>

export function branchChange({ optimizer, batchSize, trainingRows }: From, wanted: Wanted): Change {
  const change: Change = {}
  if (wanted.optimizer !== optimizer.kind)
    change.optimizer = { kind: wanted.optimizer, learningRate: wanted.learningRate }
  else if (wanted.learningRate !== optimizer.learningRate) change.learningRate = wanted.learningRate
  const rows = wanted.batchSize === 'all' ? trainingRows : wanted.batchSize
  if (rows !== batchSize) change.batchSize = wanted.batchSize
  return change
}

/** SGD beside Adam in one click: the other optimizer, everything else the same. */
export function otherOptimizer({ optimizer }: Pick<LoopSource, 'optimizer'>): { label: string; change: Change } {
  const kind = optimizer.kind === 'sgd' ? 'adam' : 'sgd'
  const { learningRate } = optimizer
  return {
    label: kind === 'adam' ? 'Adam beside SGD' : 'SGD beside Adam',
    change: { optimizer: { kind, learningRate } },
  }
}

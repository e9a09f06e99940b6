/** Putting a run's epochs together from two sources, its stored history and its live events, without gap or double. */
import type { EpochColumns } from '../../src-shared/run'

export type Merge = {
  added: number
  /** `more` begins later than the next epoch: something between was not seen, and nothing was added. */
  gap: boolean
}

export function lastEpoch(columns: EpochColumns): number {
  return columns.epoch.at(-1) ?? 0
}

/** Appends in place what is newer than the last epoch. With `overGap` a hole is taken as it is: the run has no more to give. */
export function mergeEpochs(to: EpochColumns, more: EpochColumns, overGap = false): Merge {
  let last = lastEpoch(to)
  const start = more.epoch.findIndex((epoch) => epoch > last)
  if (start < 0) return { added: 0, gap: false }
  if (!overGap && more.epoch[start]! > last + 1) return { added: 0, gap: true }
  let added = 0
  for (let i = start; i < more.epoch.length; i++) {
    const epoch = more.epoch[i]!
    if (epoch <= last) continue
    to.epoch.push(epoch)
    to.loss.push(more.loss[i] ?? null)
    to.validationLoss.push(more.validationLoss[i] ?? null)
    to.seconds.push(more.seconds[i] ?? 0)
    to.learningRate.push(more.learningRate[i] ?? null)
    last = epoch
    added += 1
  }
  return { added, gap: false }
}

/** Drops the epochs after `epoch`: a run that goes on from a checkpoint lives them once more. Gives back how many. */
export function dropEpochsAfter(columns: EpochColumns, epoch: number): number {
  let keep = columns.epoch.length
  while (keep > 0 && columns.epoch[keep - 1]! > epoch) keep -= 1
  const dropped = columns.epoch.length - keep
  for (const column of Object.values(columns)) column.length = keep
  return dropped
}

/** Cutting histories: epochs are consecutive, so a cut is a slice. */
import type { EpochColumns } from '../../src-shared/run'

/** Those after `epoch`, at most `limit`; a copy. */
export function epochsAfter(columns: EpochColumns, epoch: number, limit = Infinity): EpochColumns {
  const from = countUpTo(columns, epoch)
  return slice(columns, from, Math.min(columns.epoch.length, from + Math.max(0, limit)))
}

/** Those up to and with `epoch`; a copy. */
export function epochsUpTo(columns: EpochColumns, epoch: number): EpochColumns {
  return slice(columns, 0, countUpTo(columns, epoch))
}

function countUpTo({ epoch }: EpochColumns, last: number): number {
  const first = epoch[0]
  return first === undefined ? 0 : Math.min(epoch.length, Math.max(0, last - first + 1))
}

function slice(columns: EpochColumns, from: number, to: number): EpochColumns {
  return {
    epoch: columns.epoch.slice(from, to),
    loss: columns.loss.slice(from, to),
    validationLoss: columns.validationLoss.slice(from, to),
    seconds: columns.seconds.slice(from, to),
    learningRate: columns.learningRate.slice(from, to),
  }
}

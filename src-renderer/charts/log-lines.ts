/** The log in the tutorial's own form, thinned so that a long run stays readable: never more than about a hundred lines. */
import type { EpochColumns } from '../../src-shared/run'
import { logLine } from '../../src-shared/run'

export type LogEntry = { epoch: number; text: string }

/** Every 10th epoch, as in the tutorial, up to 1,000 epochs; beyond, the next of 20, 50, 100 … that keeps it to a hundred lines. */
export function logStep(plannedEpochs: number): number {
  if (plannedEpochs < 20) return 1
  let power = 10
  for (;;) {
    for (const factor of [1, 2, 5]) {
      if (plannedEpochs / (power * factor) <= 100) return power * factor
    }
    power *= 10
  }
}

/** The lines so far, oldest first, the newest epoch always among them. */
export function logLines(columns: EpochColumns, plannedEpochs: number): LogEntry[] {
  const step = logStep(plannedEpochs)
  const last = columns.epoch.length - 1
  const lines: LogEntry[] = []
  for (let i = 0; i <= last; i++) {
    const epoch = columns.epoch[i]!
    if (epoch % step !== 0 && i !== last) continue
    const rate = columns.learningRate[i] ?? null
    // A rate that stays as it was set is in nobody's way.
    const said = rate === columns.learningRate[0] ? null : rate
    lines.push({
      epoch,
      text: logLine(epoch, plannedEpochs, columns.loss[i] ?? null, columns.validationLoss[i] ?? null, said),
    })
  }
  return lines
}

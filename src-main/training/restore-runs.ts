/** Runs that the app was killed over: nothing trains them any more, and they say so. */
import type { RunStatus } from '../../src-shared/run'
import type { RunStore } from '../document/run-store'
import { interruptedWords } from './words'

const underWay: readonly RunStatus[] = ['preparing', 'running']

/** To be called once when a project is opened for writing. A paused run is whole in the file, and stays paused. */
export async function restoreRuns(runs: RunStore): Promise<void> {
  for (const { summary } of await runs.list()) {
    if (!underWay.includes(summary.status)) continue
    const epoch = (await runs.checkpoint(summary.id))?.epoch ?? 0
    const last = await runs.history(summary.id, Math.max(0, epoch - 1), 1)
    await runs.update(summary.id, {
      status: 'failed',
      epoch,
      lastLoss: last.loss[0] ?? null,
      lastValidationLoss: last.validationLoss[0] ?? null,
      rowsPerSecond: null,
      message: interruptedWords(epoch),
    })
  }
}

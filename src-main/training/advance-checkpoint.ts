/** A run that others took further while it was paused: its checkpoint moves there, with the epochs that led there. */
import type { EpochColumns } from '../../src-shared/run'
import type { RunStore } from '../document/run-store'
import type { TrainingState } from '../engines/engine'
import { isAhead, toCheckpoint } from './checkpoint'
import { epochsAfter, epochsUpTo } from './epochs'

/** Changes nothing where the run has ended, or stands there already or further on. @throws EpochwiseError run.none */
export async function advanceCheckpoint(
  runs: RunStore,
  id: number,
  state: TrainingState,
  epochs: EpochColumns,
): Promise<void> {
  const { status } = (await runs.get(id)).summary
  const checkpoint = await runs.checkpoint(id)
  const resumable = status === 'paused' || status === 'failed'
  if (!resumable || checkpoint === null || !isAhead(state, checkpoint)) return
  const fresh = epochsAfter(epochsUpTo(epochs, state.epoch), checkpoint.epoch)
  const seconds = Number(checkpoint.counters['seconds'])
  await runs.truncateEpochs(id, checkpoint.epoch)
  await runs.saveCheckpoint(id, toCheckpoint({ state, seconds }), fresh)
  const last = fresh.epoch.length - 1
  const reached = { lastLoss: fresh.loss[last] ?? null, lastValidationLoss: fresh.validationLoss[last] ?? null }
  await runs.update(id, { epoch: state.epoch, ...(last < 0 ? {} : reached) })
}

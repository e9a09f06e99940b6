/** A run that others took further while it was paused: its checkpoint moves there, with the epochs that led there. */
import type { EpochColumns } from '../../src-shared/run'
import type { RunStore, StoredRun } from '../document/run-store'
import type { TrainingState } from '../engines/engine'
import { parseEncoding } from '../features/encoding'
import { networkOf } from '../features/model'
import { fromCheckpoint, isAhead, toCheckpoint } from './checkpoint'
import { epochsAfter, epochsUpTo } from './epochs'
import { specOf, watchRules } from './job'
import type { Progress } from './messages'
import { withRates } from './rates'
import { follow } from './watch'

/** Changes nothing where the run has ended, or stands there already or further on. @throws EpochwiseError run.none */
export async function advanceCheckpoint(
  runs: RunStore,
  id: number,
  state: TrainingState,
  epochs: EpochColumns,
): Promise<void> {
  const run = await runs.get(id)
  const { status } = run.summary
  const checkpoint = await runs.checkpoint(id)
  const resumable = status === 'paused' || status === 'failed'
  if (!resumable || checkpoint === null || !isAhead(state, checkpoint)) return
  const known = progressOf(run, checkpoint)
  const fresh = ratesOf(run, epochsAfter(epochsUpTo(epochs, state.epoch), checkpoint.epoch), known)
  const progress = followTo(run, known, state, fresh)
  if (progress === null) return
  await runs.truncateEpochs(id, checkpoint.epoch)
  await runs.saveCheckpoint(id, toCheckpoint(progress), fresh)
  const last = fresh.epoch.length - 1
  const reached = { lastLoss: fresh.loss[last] ?? null, lastValidationLoss: fresh.validationLoss[last] ?? null }
  await runs.update(id, { epoch: state.epoch, best: progress.watch.best, ...(last < 0 ? {} : reached) })
}

function progressOf({ summary, encoding }: StoredRun, checkpoint: Parameters<typeof fromCheckpoint>[0]): Progress {
  return fromCheckpoint(checkpoint, networkOf(summary.recipe, parseEncoding(encoding)), summary.recipe)
}

function ratesOf({ summary, encoding: json }: StoredRun, epochs: EpochColumns, { watch }: Progress): EpochColumns {
  const encoding = parseEncoding(json)
  const spec = specOf(summary.recipe, summary.loss, encoding)
  return withRates(epochs, { spec, shape: encoding.rows, epochs: summary.recipe.epochs }, watch.rateScale)
}

/**
 * null: on the way lies a decision, or a best epoch whose weights nobody kept. The run then goes that way once more by
 * itself, which gives the same bits.
 */
function followTo({ summary }: StoredRun, known: Progress, state: TrainingState, fresh: EpochColumns): Progress | null {
  const rules = watchRules(summary.recipe, summary.rows.validation)
  const { watch, decision } = follow(known.watch, rules, fresh)
  if (decision !== null) return null
  const { seconds } = known
  if (watch.best === known.watch.best || !rules.keepBest) return { state, seconds, watch, best: known.best }
  const stands = watch.best!.epoch === state.epoch && state.position === 0
  return stands ? { state, seconds, watch, best: state } : null
}

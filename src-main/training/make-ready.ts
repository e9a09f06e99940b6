/** How a run is made ready in its trainer's presence: anew, as a branch of another, or again from its checkpoint. */
import { EpochwiseError } from '../../src-shared/errors'
import type { EngineInfo } from '../../src-shared/project'
import type { Recipe } from '../../src-shared/recipe'
import type { RunParent } from '../../src-shared/run'
import type { Document } from '../document/document'
import type { Checkpoint, StoredRun, StoredSummary } from '../document/run-store'
import type { TrainingState } from '../engines/engine'
import type { Encoding } from '../features/encoding'
import { parseEncoding } from '../features/encoding'
import { networkOf } from '../features/model'
import { prepareTraining } from '../features/prepare-training'
import { writeTrainingData } from '../features/write-training-data'
import type { MadeBy } from './checkpoint'
import { fromCheckpoint, initialState, madeBy, progressFrom } from './checkpoint'
import { describeBranch, describeRun } from './describe-run'
import { createJob } from './job'
import type { Progress, TrainingJob } from './messages'
import type { Trainer } from './pool'

/** `ids`: of the training rows, in the data's order. `madeBy`: of the checkpoint that the run goes on from. */
export type ReadyRun = {
  stored: StoredSummary
  encoding: Encoding
  ids: Float64Array
  start: Progress
  madeBy: MadeBy
}

/** Stores the run and writes its rows into `file`, while the trainer gets ready. */
export type MakeReady = (trainer: Trainer, file: string) => Promise<ReadyRun>

export function newRun(document: Document, recipe: Recipe, fingerprint: string): MakeReady {
  return async (trainer, file) => {
    const [prepared, engine] = await bothOf(prepareTraining(document, recipe, file), trainerOf(trainer))
    const start = progressFrom(initialState(prepared.network, recipe))
    const summary = describeRun(prepared, recipe, firstEngine(engine))
    const stored = await document.runs.create({ summary, encoding: JSON.stringify(prepared.encoding), fingerprint })
    return { stored: stored.summary, encoding: prepared.encoding, ids: prepared.ids, start, madeBy: null }
  }
}

/** A sibling of a run, from a state on, with the parent's rows and encoding. */
export function branchOf(
  document: Document,
  { summary, encoding: json, fingerprint }: StoredRun,
  { parent, recipe, state }: { parent: RunParent; recipe: Recipe; state: TrainingState },
): MakeReady {
  return async (trainer, file) => {
    const encoding = parseEncoding(json)
    const [ids, engine] = await bothOf(writeTrainingData(document, encoding, file), trainerOf(trainer))
    const branch = describeBranch(summary, parent, recipe, firstEngine(engine))
    const stored = await document.runs.create({ summary: branch, encoding: json, fingerprint })
    return { stored: stored.summary, encoding, ids, start: progressFrom(state), madeBy: null }
  }
}

/** What the run's end had brought is taken back; epochs behind the checkpoint are trained again. */
export function runAgain(
  document: Document,
  { summary, encoding: json }: StoredRun,
  checkpoint: Checkpoint,
): MakeReady {
  const encoding = parseEncoding(json)
  const start = fromCheckpoint(checkpoint, networkOf(summary.recipe, encoding), summary.recipe)
  return async (trainer, file) => {
    const [ids] = await bothOf(writeTrainingData(document, encoding, file), trainerOf(trainer))
    await document.runs.truncateEpochs(summary.id, checkpoint.epoch)
    const nothing = { message: null, diagnosis: null, metrics: null, testMetrics: null }
    const stored = await document.runs.update(summary.id, { status: 'preparing', ...nothing })
    return { stored: stored.summary, encoding, ids, start, madeBy: madeBy(checkpoint) }
  }
}

/** For the search of a learning rate, which stores nothing. */
export async function rateJob(document: Document, trainer: Trainer, file: string): Promise<TrainingJob> {
  const recipe = document.recipe()
  const [prepared] = await bothOf(prepareTraining(document, recipe, file), trainerOf(trainer))
  const { task, loss, network, encoding } = prepared
  // The search sets the rate itself, and so from one that stays.
  const level: Recipe = { ...recipe, schedule: { kind: 'constant' } }
  return createJob(file, encoding, { recipe: level, task, loss }, progressFrom(initialState(network, recipe)))
}

/** An error comes when neither works any more: a file that one of them still wrote would be left behind. */
async function bothOf<A, B>(data: Promise<A>, trainer: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([data, trainer])
  return Promise.all([data, trainer])
}

/** @throws EpochwiseError run.trainerLost */
async function trainerOf(trainer: Trainer): Promise<EngineInfo> {
  const engine = await trainer.ready
  if (engine !== null) return engine
  throw new EpochwiseError(
    'run.trainerLost',
    'The training process could not be started. Your data are safe; try again, and look at the log if it happens again.',
  )
}

/** Until the trainer says what it computes with. */
function firstEngine({
  name,
  device,
}: EngineInfo): Pick<StoredSummary, 'engine' | 'device' | 'engineId' | 'engineReason'> {
  return { engine: name, device, engineId: null, engineReason: null }
}

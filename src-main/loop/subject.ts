/** What a walk goes through: a stored run, or a training that has not begun; with its rows as numbers. */
import { EpochwiseError } from '../../src-shared/errors'
import type { Loss, Recipe, Task } from '../../src-shared/recipe'
import { noEpochs } from '../../src-shared/run'
import type { Document } from '../document/document'
import type { RunStore, StoredRun, StoredSummary } from '../document/run-store'
import type { Engine, TrainingData, TrainingSpec, TrainingState } from '../engines/engine'
import type { Encoding } from '../features/encoding'
import { parseEncoding } from '../features/encoding'
import { prepareTraining } from '../features/prepare-training'
import { shapeOf, writeTrainingData } from '../features/write-training-data'
import { fromCheckpoint, initialState } from '../training/checkpoint'
import { readDataFile } from '../training/data-file'
import { specOf, watchRules } from '../training/job'
import type { TemporaryFiles } from '../training/temporary-files'
import { branchState } from './branch'
import { Walk } from './walk'
import { WalkRates, scaleOf } from './walk-rates'

export type Subject = {
  /** null: fresh weights. */
  run: StoredSummary | null
  recipe: Recipe
  task: Task
  loss: Loss
  encoding: Encoding
  spec: TrainingSpec
  data: TrainingData
  /** Of the training rows, in the data's order. */
  ids: Float64Array
  /** Of the table when its rows became the data. */
  fingerprint: string
  /** The run learned from other data than these. */
  dataChanged: boolean
  rates: WalkRates
  firstAddress: number
  /** Where the run stands. */
  runAddress: number | null
  startState(): Promise<TrainingState>
}

/** A subject, and the state that it is known at besides its start; `fromStart`: the way there can be made again. */
export type OpenedSubject = { subject: Subject; state: TrainingState; fromStart: boolean }

/** @throws EpochwiseError train.*, recipe.invalid: why nothing could be trained */
export async function openFresh(document: Document, files: TemporaryFiles): Promise<OpenedSubject> {
  const recipe = document.recipe()
  const fingerprint = document.dataFingerprint()
  const { encoding, task, loss, ids, data } = await withFile(files, async (file) => {
    const prepared = await prepareTraining(document, recipe, file)
    return { ...prepared, data: await readDataFile(file, shapeOf(prepared.encoding)) }
  })
  const spec = specOf(recipe, loss, encoding)
  const state = initialState(spec.network, recipe)
  const subject: Subject = {
    run: null,
    ...{ recipe, task, loss, encoding, spec, data, ids, fingerprint },
    dataChanged: false,
    rates: new WalkRates(watchRules(recipe, encoding.rows.validation), 1, noEpochs()),
    firstAddress: 0,
    runAddress: null,
    startState: () => Promise.resolve(state),
  }
  return { subject, state, fromStart: true }
}

/** @throws EpochwiseError run.noWeights, run.state where the table has other rows than the run learned from */
export async function openRun(
  document: Document,
  { summary, encoding: json, fingerprint: learnedFrom }: StoredRun,
  files: TemporaryFiles,
  engine: Engine,
): Promise<OpenedSubject> {
  const checkpoint = await document.runs.checkpoint(summary.id)
  if (checkpoint === null) {
    throw new EpochwiseError('run.noWeights', `Run ${summary.id} has no weights to open. Train it first.`)
  }
  const encoding = parseEncoding(json)
  const spec = specOf(summary.recipe, summary.loss, encoding)
  const { state } = fromCheckpoint(checkpoint, spec.network, summary.recipe)
  const rates = await ratesOf(document.runs, summary, state.rateFactor)
  const fingerprint = document.dataFingerprint()
  const { ids, data } = await withFile(files, async (file) => {
    const written = await writeTrainingData(document, encoding, file)
    return { ids: written, data: await readDataFile(file, shapeOf(encoding)) }
  })
  const origin = await originOf(document.runs, summary, encoding)
  const subject: Subject = {
    run: summary,
    ...{ recipe: summary.recipe, task: summary.task, loss: summary.loss, encoding, spec, data, ids, fingerprint },
    dataChanged: fingerprint !== learnedFrom,
    rates,
    firstAddress: origin?.address ?? 0,
    runAddress: state.epoch * stepsPerEpoch(spec, encoding) + state.position,
    startState: () => startOf(document.runs, subject, engine),
  }
  const known = origin !== null && (!subject.dataChanged || summary.parent === null)
  return { subject, state, fromStart: known }
}

function stepsPerEpoch({ batchSize }: TrainingSpec, { rows }: Encoding): number {
  return Math.ceil(rows.training / batchSize)
}

/** The address at which a run began; null: its parent is gone. */
async function originOf(runs: RunStore, run: StoredSummary, encoding: Encoding): Promise<{ address: number } | null> {
  if (run.parent === null) return { address: 0 }
  const parent = await findRun(runs, run.parent.runId)
  if (parent === null) return null
  const stepsOf = ({ recipe, loss }: StoredSummary): number => stepsPerEpoch(specOf(recipe, loss, encoding), encoding)
  const { epoch, step } = run.parent
  const position = parent.recipe.batchSize === run.recipe.batchSize ? step - epoch * stepsOf(parent) : 0
  return { address: epoch * stepsOf(run) + position }
}

const mostEpochs = 1_000_000

/** @param scale what is left of the rate where the run stands, or began: the same as long as no epoch is done */
async function ratesOf(runs: RunStore, { id, recipe, rows }: StoredSummary, scale: number): Promise<WalkRates> {
  const { schedule, optimizer } = recipe
  const rules = watchRules(recipe, rows.validation)
  if (schedule.kind !== 'plateau') return new WalkRates(rules, 1, noEpochs())
  const history = await runs.history(id, 0, mostEpochs)
  const first = history.learningRate[0] ?? null
  const start = first === null ? scale : scaleOf(schedule, optimizer.learningRate, first)
  return new WalkRates(rules, start, history)
}

/** How long the way through a parent may take. */
const patience = 60_000

/** The state that a run began with: drawn weights, or what its parent had come to, made again. */
async function startOf(
  runs: RunStore,
  { run, recipe, spec, ...rest }: Omit<Subject, 'rates' | 'startState'>,
  engine: Engine,
): Promise<TrainingState> {
  if (run === null || run.parent === null) return initialState(spec.network, recipe)
  const parent = await findRun(runs, run.parent.runId)
  if (parent === null) {
    throw new EpochwiseError(
      'loop.unable',
      `Run ${run.parent.runId}, which this one branched off, is gone, and the way from it too.`,
    )
  }
  const known = {
    ...rest,
    run: parent,
    recipe: parent.recipe,
    spec: specOf(parent.recipe, parent.loss, rest.encoding),
    firstAddress: (await originOf(runs, parent, rest.encoding))?.address ?? 0,
  }
  const startState = (): Promise<TrainingState> => startOf(runs, known, engine)
  const state = await startState()
  const rates = await ratesOf(runs, parent, state.rateFactor)
  const walk = new Walk({ ...known, rates, startState }, engine, { state, fromStart: true })
  try {
    if (await walk.move(run.parent.step, { milliseconds: patience }))
      return branchState(walk.state, parent.recipe, recipe)
  } finally {
    await walk.close()
  }
  const words = `The beginning of run ${run.id} lies ${run.parent.step} steps into run ${parent.id}: too far to be made again.`
  throw new EpochwiseError('loop.unable', words)
}

async function findRun(runs: RunStore, id: number): Promise<StoredSummary | null> {
  return (await runs.list()).find(({ summary }) => summary.id === id)?.summary ?? null
}

async function withFile<T>(files: TemporaryFiles, use: (file: string) => Promise<T>): Promise<T> {
  const file = await files.claim()
  try {
    return await use(file)
  } finally {
    await files.release(file)
  }
}

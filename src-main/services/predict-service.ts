/** Asking a trained run: its form, one row at a time, or a whole file. */
import { parse } from 'node:path'
import type { CheckedInput, CommandOutput, Handlers } from '../../src-shared/contract'
import type { Neighbours, NumberAnswer, Prediction } from '../../src-shared/predict'
import type { Delivery } from '../../src-shared/project'
import type { Metrics } from '../../src-shared/run'
import type { Encoding } from '../features/encoding'
import { targetColumns, targetName } from '../features/encoding'
import { TrainingRows } from '../features/neighbours'
import { formFields, readValues } from '../features/predict-values'
import { predictFile } from '../training/predict-file'
import { Predictor } from '../training/predictor'
import type { ServiceContext } from './context'

export function createPredictService(context: ServiceContext): Handlers<'predict'> {
  const desk = new PredictDesk(context)
  return {
    'predict.form': ({ runId }) =>
      desk.ask(runId, ({ encoding }) => ({
        runId,
        targets: targetColumns(encoding.target).map(({ name }) => name),
        fields: formFields(encoding),
      })),
    'predict.neighbours': (input) => desk.neighbours(input),
    'predict.row': ({ runId, values }) => desk.ask(runId, (predictor) => predictRow(predictor, values)),
    'predict.file': (input) => desk.file(input),
  }
}

async function predictRow(predictor: Predictor, values: CheckedInput<'predict.row'>['values']): Promise<Prediction> {
  const { row, flags } = readValues(predictor.encoding, values)
  const [answer] = await predictor.predict([row])
  const { target } = predictor.encoding
  if (answer!.kind === 'regression') {
    const { metrics } = predictor.run
    const answers = targetColumns(target).map(({ name }, k) => numberAnswer(name, answer!.values[k]!, metrics, k))
    return { kind: 'regression', answers, flags }
  }
  const { kind, label, probabilities } = answer!
  const classes = target.kind === 'classes' ? target.classes : []
  const named = classes.map((name, i) => ({ label: name, probability: probabilities[i]! }))
  return { kind, label, target: targetName(predictor.encoding), probabilities: named, flags }
}

/** With the interval that the validation rows' errors gave. */
function numberAnswer(target: string, value: number, metrics: Metrics | null, k: number): NumberAnswer {
  const errors = metrics?.kind === 'regression' ? metrics.targets[k]?.interval : null
  return { target, value, interval: errors ? { low: value + errors.low, high: value + errors.high } : null }
}

/** `rows`: its training rows, once somebody has asked for neighbours. */
type Lent = {
  runId: number
  predictor: Promise<Predictor>
  users: number
  stale: boolean
  rows: Promise<TrainingRows> | null
}

class PredictDesk {
  readonly #context: ServiceContext
  /** Of the run that was asked last, until it learns more. */
  #open: Lent | null = null

  constructor(context: ServiceContext) {
    this.#context = context
    context.onBeforeClose(() => this.#forget())
    context.listen((event) => {
      const runId =
        event.name === 'run.changed' ? event.payload.run.id : event.name === 'run.deleted' ? event.payload.runId : null
      if (runId === this.#open?.runId) void this.#forget()
    })
  }

  /** Lends the run's predictor for as long as `use` takes. @throws EpochwiseError run.none, run.noWeights */
  async ask<T>(runId: number, use: (predictor: Predictor, lent: Lent) => T | Promise<T>): Promise<T> {
    const lent = this.#lend(runId)
    lent.users++
    try {
      return await use(await lent.predictor, lent)
    } finally {
      lent.users--
      if (lent.stale && lent.users === 0) await end(lent)
    }
  }

  #lend(runId: number): Lent {
    if (this.#open?.runId === runId) return this.#open
    void this.#forget()
    const lent: Lent = { runId, predictor: this.#load(runId), users: 0, stale: false, rows: null }
    this.#open = lent
    lent.predictor.catch(() => {
      if (this.#open === lent) this.#open = null
    })
    return lent
  }

  async neighbours({ runId, values, count }: CheckedInput<'predict.neighbours'>): Promise<Neighbours> {
    const { document } = this.#context
    const { fingerprint } = await document.runs.get(runId)
    return this.ask(runId, async ({ encoding }, lent) => {
      const { row } = readValues(encoding, values)
      const training = await this.#rowsOf(lent, encoding)
      return {
        features: encoding.features.map(({ name }) => name),
        targets: targetColumns(encoding.target).map(({ name }) => name),
        rows: await training.nearest(row, count),
        dataChanged: fingerprint !== document.dataFingerprint(),
      }
    })
  }

  /** As of the table's present revision. */
  async #rowsOf(lent: Lent, encoding: Encoding): Promise<TrainingRows> {
    const { document } = this.#context
    const known = await lent.rows?.catch(() => null)
    if (known && known.revision === document.table().revision) return known
    known?.close()
    lent.rows = TrainingRows.open(document, encoding)
    return lent.rows
  }

  async file({ runId, from, to }: CheckedInput<'predict.file'>): Promise<CommandOutput<'predict.file'>> {
    const { abilities } = this.#context
    const source = from.kind === 'ask' ? await abilities.chooseFile('csv') : abilities.resolve(from.path)
    if (source === null) return null
    return this.ask(runId, async (predictor) => {
      const name = `${parse(source).name} with ${targetName(predictor.encoding)}.csv`.replaceAll(
        /[/\\:*?"<>|\0-\x1f]/g,
        ' ',
      )
      const path = to.kind === 'deliver' ? await abilities.prepareDelivery(name, 'csv') : abilities.resolve(to.path)
      if (path === null) return null
      const predicted = await this.#context.tasks.run(
        'predict',
        `Predicting ${targetName(predictor.encoding)}`,
        (progress) => this.#context.emit('task.progress', progress),
        ({ signal, progress }) =>
          predictFile(predictor, { from: source, to: path, signal, onProgress: (share) => progress(share, '') }),
      )
      const delivery: Delivery =
        to.kind === 'deliver' ? await abilities.deliver(path) : { kind: 'file', path: abilities.display(path) }
      return { ...predicted, delivery }
    })
  }

  /** The engine is loaded when it is first needed: it takes a tenth of a second. */
  async #load(runId: number): Promise<Predictor> {
    const { runs } = this.#context.document
    const { createOnnxEngine } = await import('../engines/onnx/onnx-engine')
    return Predictor.open(runs, createOnnxEngine(), runId)
  }

  /** At once for whoever asks next; the session ends with its last user. */
  async #forget(): Promise<void> {
    const open = this.#open
    this.#open = null
    if (open === null) return
    open.stale = true
    if (open.users === 0) await end(open)
  }
}

/** A session that can't be closed is not worth a failure: the answer has been given. */
async function end({ predictor, rows }: Lent): Promise<void> {
  await predictor.then((opened) => opened.close()).catch(() => undefined)
  await rows?.then((opened) => opened.close()).catch(() => undefined)
}

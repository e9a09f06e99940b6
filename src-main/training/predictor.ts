/** A stored run, ready to be asked: its encoding, its weights, an inference session. */
import { EpochwiseError } from '../../src-shared/errors'
import type { RunStore, StoredSummary } from '../document/run-store'
import type { Engine, InferenceSession } from '../engines/engine'
import type { RawRow, RowEncoder } from '../features/encode-rows'
import { createRowEncoder, decodeNumber, decodeProbabilities } from '../features/encode-rows'
import type { Encoding } from '../features/encoding'
import { parseEncoding } from '../features/encoding'
import { mostProbable } from '../features/metrics'
import { networkOf } from '../features/model'
import { weightsInUse } from './checkpoint'

export type Answer =
  /** One value per target, in the encoding's order. */
  | { kind: 'regression'; values: number[] }
  /** One probability per class, in the encoding's order. */
  | { kind: 'classification'; label: string; probabilities: number[] }

export class Predictor {
  readonly run: StoredSummary
  readonly encoding: Encoding
  readonly #encoder: RowEncoder
  readonly #session: InferenceSession

  private constructor(run: StoredSummary, encoding: Encoding, session: InferenceSession) {
    this.run = run
    this.encoding = encoding
    this.#encoder = createRowEncoder(encoding)
    this.#session = session
  }

  /** @throws EpochwiseError run.none, run.noWeights, project.invalid */
  static async open(runs: RunStore, engine: Engine, runId: number): Promise<Predictor> {
    const { summary, encoding: json } = await runs.get(runId)
    const checkpoint = await runs.checkpoint(runId)
    if (checkpoint === null) {
      throw new EpochwiseError('run.noWeights', `Run ${runId} has not learned anything yet. Train first.`)
    }
    const encoding = parseEncoding(json)
    const network = networkOf(summary.recipe, encoding)
    const session = await engine.startInference(network, weightsInUse(checkpoint, network, summary.recipe))
    return new Predictor(summary, encoding, session)
  }

  /** Rows with one value per feature of the encoding, in its order. */
  async predict(rows: readonly RawRow[]): Promise<Answer[]> {
    const outputs = await this.#session.run(this.#encoder.encode(rows), rows.length)
    const { target } = this.encoding
    if (target.kind === 'numbers') {
      const { columns } = target
      const valuesOf = (row: number): number[] =>
        columns.map((column, k) => decodeNumber(column, outputs[row * columns.length + k]!))
      return rows.map((_, i) => ({ kind: 'regression', values: valuesOf(i) }))
    }
    const probabilities = decodeProbabilities(target, outputs)
    const { classes } = target
    return rows.map((_, i) => {
      const own = Array.from(probabilities.subarray(i * classes.length, (i + 1) * classes.length))
      return { kind: 'classification', label: classes[mostProbable(own, 0, classes.length)]!, probabilities: own }
    })
  }

  close(): Promise<void> {
    return this.#session.close()
  }
}

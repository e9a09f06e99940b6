/**
 * The final figures of a run: its predictions on the validation rows (the training rows where none were held back), and
 * on the test rows, which nothing before has looked at.
 */
import type { Metrics, MetricsRows } from '../../src-shared/run'
import type { Engine, InferenceSession, Learned } from '../engines/engine'
import { decodeNumber, decodeProbabilities } from '../features/encode-rows'
import type { ClassTarget, NumbersTarget } from '../features/encoding'
import { classificationMetrics, mostProbable, regressionMetrics, targetMetrics } from '../features/metrics'
import type { OpenData } from './data-file'
import type { Figures, TrainingJob } from './messages'

/** null where a figure is not finite, or there are no such rows. */
export async function measure(engine: Engine, job: TrainingJob, data: OpenData, learned: Learned): Promise<Figures> {
  const session = await engine.startInference(job.spec.network, learned)
  try {
    const judged =
      job.shape.validation > 0
        ? await judge(session, job, 'validation', data.validationFeatures, data.validationTargets)
        : await judge(session, job, 'training', data.features, data.targets)
    const { features, targets } = data.test
    return { metrics: judged, testMetrics: await judge(session, job, 'test', features, targets) }
  } finally {
    await session.close()
  }
}

async function judge(
  session: InferenceSession,
  { shape, target }: TrainingJob,
  rows: MetricsRows,
  features: Float32Array,
  targets: Float32Array,
): Promise<Metrics | null> {
  const count = shape[rows]
  if (count === 0) return null
  const outputs = await session.run(features, count)
  if (!outputs.every(Number.isFinite)) return null
  if (target.kind === 'numbers') return judgeNumbers(target, outputs, targets, rows)
  const probabilities = decodeProbabilities(target, outputs)
  return classificationMetrics(probabilities, placesOf(target, targets), target.classes.length, rows)
}

function judgeNumbers(
  { columns }: NumbersTarget,
  outputs: Float32Array,
  targets: Float32Array,
  rows: MetricsRows,
): Metrics {
  const every = columns.length
  const count = targets.length / every
  const own = columns.map((target, k) => {
    const inUnits = (scaled: Float32Array): Float64Array =>
      Float64Array.from({ length: count }, (_, row) => decodeNumber(target, scaled[row * every + k]!))
    return targetMetrics(target.name, inUnits(outputs), inUnits(targets), rows)
  })
  return regressionMetrics(own, rows, count)
}

/** One-hot rows, or 0 and 1 → the place of each row's class. */
function placesOf({ outputs }: ClassTarget, targets: Float32Array): ArrayLike<number> {
  if (outputs === 1) return targets
  return Uint32Array.from({ length: targets.length / outputs }, (_, i) => mostProbable(targets, i * outputs, outputs))
}

/** The final figures of a run: its predictions on the validation rows (the training rows where none were held back). */
import type { Metrics } from '../../src-shared/run'
import type { Engine, Learned, TrainingData } from '../engines/engine'
import { decodeNumber, decodeProbabilities } from '../features/encode-rows'
import type { ClassTarget } from '../features/encoding'
import { classificationMetrics, mostProbable, regressionMetrics } from '../features/metrics'
import type { TrainingJob } from './messages'

/** null where a figure is not finite. */
export async function measure(
  engine: Engine,
  job: TrainingJob,
  data: TrainingData,
  learned: Learned,
): Promise<Metrics | null> {
  const part = job.shape.validation > 0 ? 'validation' : 'training'
  const features = part === 'validation' ? data.validationFeatures : data.features
  const targets = part === 'validation' ? data.validationTargets : data.targets
  const session = await engine.startInference(job.spec.network, learned)
  const outputs = await session.run(features, job.shape[part]).finally(() => session.close())
  const metrics = judge(job, outputs, targets, part)
  const figures = metrics.kind === 'regression' ? [metrics.mae, metrics.rmse] : [metrics.logLoss]
  return figures.every(Number.isFinite) ? metrics : null
}

function judge(job: TrainingJob, outputs: Float32Array, targets: Float32Array, part: Metrics['rows']): Metrics {
  const { target } = job
  if (target.kind === 'number') {
    const inUnits = (scaled: Float32Array): Float64Array =>
      Float64Array.from(scaled, (one) => decodeNumber(target, one))
    return regressionMetrics(inUnits(outputs), inUnits(targets), part)
  }
  const probabilities = decodeProbabilities(target, outputs)
  return classificationMetrics(probabilities, placesOf(target, targets), target.classes.length, part)
}

/** One-hot rows, or 0 and 1 → the place of each row's class. */
function placesOf(target: ClassTarget, targets: Float32Array): ArrayLike<number> {
  const { outputs } = target
  if (outputs === 1) return targets
  return Uint32Array.from({ length: targets.length / outputs }, (_, i) => mostProbable(targets, i * outputs, outputs))
}

/** One number feature and one linear unit: the tutorial's line, in the columns' own units. */
import type { LoopLine } from '../../src-shared/loop'
import { loopLimits } from '../../src-shared/loop'
import type { StepTrace, TrainingState } from '../engines/engine'
import { decodeNumber } from '../features/encode-rows'
import type { NumberFeature, NumberTarget } from '../features/encoding'
import type { Batches } from './batches'
import type { Subject } from './subject'
import { real } from './samples'

export function describeLine(
  { encoding, spec, data }: Subject,
  batches: Batches,
  numbers: Int32Array,
  state: TrainingState,
  trace: StepTrace,
): LoopLine | null {
  const [feature] = encoding.features
  const target = encoding.target.kind === 'numbers' ? encoding.target.columns[0]! : null
  const single = spec.network.inputs === 1 && spec.network.layers.length === 1
  if (!single || feature?.kind !== 'number' || target === null) return null
  const inBatch = batches.stepsPerEpoch === 1 ? null : new Set(numbers)
  return {
    feature: feature.name,
    target: target.name,
    points: Array.from(batches.spread(loopLimits.points), (row) => ({
      x: data.features[row]! * feature.deviation + feature.mean,
      y: decodeNumber(target, data.targets[row]!),
      inBatch: inBatch?.has(row) ?? true,
    })),
    pointCount: batches.rows,
    before: lineOf(feature, target, state.parameters),
    after: lineOf(feature, target, trace.parameters),
  }
}

/** y = w (x − mean) / deviation + b, scaled back: slope and intercept. */
function lineOf(feature: NumberFeature, target: NumberTarget, [w, b]: Float32Array): LoopLine['before'] {
  const slope = (w! * target.deviation) / feature.deviation
  return { slope: real(slope), intercept: real(decodeNumber(target, b!) - slope * feature.mean) }
}

/** What an opened step predicted and how far off that was: scaled as the network sees it, and in the target's units. */
import type { LoopAnswer, LoopLoss } from '../../src-shared/loop'
import { loopLimits } from '../../src-shared/loop'
import type { StepRows, StepTrace } from '../engines/engine'
import { decodeNumber, decodeProbabilities } from '../features/encode-rows'
import type { ClassTarget, NumberTarget, NumbersTarget } from '../features/encoding'
import { mostProbable } from '../features/metrics'
import type { Subject } from './subject'
import { pickVector, real } from './samples'

export function describeAnswers(
  { encoding }: Subject,
  trace: StepTrace,
  rows: StepRows,
  shown: readonly number[],
): LoopAnswer[] {
  const { target } = encoding
  return target.kind === 'numbers' ? numbers(target, trace, rows, shown) : classes(target, trace, rows, shown)
}

export function describeLoss(subject: Subject, trace: StepTrace, rows: StepRows, shown: readonly number[]): LoopLoss {
  const { target } = subject.encoding
  return {
    kind: subject.loss,
    value: real(trace.loss),
    perRow: pickVector(trace.values['lossOfRow']!, shown),
    inUnits: target.kind === 'numbers' ? errorInUnits(target, trace, rows) : hits(target, trace, rows),
  }
}

/** Of several targets, the first stands for all. */
function firstOutput({ columns }: NumbersTarget): { target: NumberTarget; every: number } {
  return { target: columns[0]!, every: columns.length }
}

function numbers(numbers: NumbersTarget, trace: StepTrace, rows: StepRows, shown: readonly number[]): LoopAnswer[] {
  const predicted = trace.values['prediction']!
  const { target, every } = firstOutput(numbers)
  return shown.map((row) => ({
    kind: 'regression',
    scaled: real(predicted[row * every]),
    scaledTarget: rows.targets[row * every]!,
    value: real(decodeNumber(target, predicted[row * every]!)),
    target: decodeNumber(target, rows.targets[row * every]!),
  }))
}

function classes(target: ClassTarget, trace: StepTrace, rows: StepRows, shown: readonly number[]): LoopAnswer[] {
  const probabilities = probabilitiesOf(target, trace)
  const count = target.classes.length
  return shown.map((row) => {
    const own = probabilities.subarray(row * count, (row + 1) * count)
    const truth = classOf(target, rows, row)
    return {
      kind: 'classification',
      label: target.classes[mostProbable(own, 0, count)]!,
      target: target.classes[truth]!,
      probability: real(own[truth]),
      probabilities: Array.from(own.subarray(0, loopLimits.units), real),
    }
  })
}

function errorInUnits(numbers: NumbersTarget, trace: StepTrace, { targets, rows }: StepRows): LoopLoss['inUnits'] {
  const predicted = trace.values['prediction']!
  const { target, every } = firstOutput(numbers)
  let [sum, squares] = [0, 0]
  for (let row = 0; row < rows; row++) {
    const error = predicted[row * every]! - targets[row * every]!
    sum += Math.abs(error)
    squares += error * error
  }
  const mse = (squares / rows) * target.deviation ** 2
  return { kind: 'regression', mse: real(mse), rmse: real(Math.sqrt(mse)), mae: real((sum / rows) * target.deviation) }
}

function hits(target: ClassTarget, trace: StepTrace, rows: StepRows): LoopLoss['inUnits'] {
  const probabilities = probabilitiesOf(target, trace)
  const count = target.classes.length
  let right = 0
  for (let row = 0; row < rows.rows; row++) {
    if (mostProbable(probabilities, row * count, count) === classOf(target, rows, row)) right++
  }
  const known = Number.isFinite(trace.loss)
  return {
    kind: 'classification',
    accuracy: known ? right / rows.rows : null,
    probability: real(Math.exp(-trace.loss)),
  }
}

function probabilitiesOf(target: ClassTarget, { values }: StepTrace): Float32Array {
  return decodeProbabilities(target, values['prediction'] as Float32Array)
}

/** One column of 0 and 1, or one-hot. */
function classOf({ outputs }: ClassTarget, { targets }: StepRows, row: number): number {
  return outputs === 1 ? targets[row]! : mostProbable(targets, row * outputs, outputs)
}

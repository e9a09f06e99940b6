/** One weight in full: its gradient and the check of it, the optimizer's rule with its numbers, its history. */
import type { CheckedInput } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import type { LoopCheck, LoopWeight, LoopWorkedUpdate } from '../../src-shared/loop'
import type { StepTrace } from '../engines/engine'
import type { Network } from '../program/network'
import { parameterLayout } from '../program/network'
import { layerName } from './layers'
import { real } from './samples'
import type { Subject } from './subject'
import { inputNames } from './table-rows'
import type { Walk } from './walk'

type Place = CheckedInput<'loop.weight'>

/** @throws EpochwiseError loop.unable where there is no such weight */
export async function describeWeight(walk: Walk, place: Place): Promise<LoopWeight> {
  const { subject, state } = walk
  const at = placeOf(subject.spec.network, place)
  const trace = await walk.trace()
  const { all } = walk.kept
  return {
    ...place,
    words: wordsOf(subject, place),
    value: real(state.parameters[at]),
    gradient: real(trace.gradient[at]),
    check: await checkGradient(walk, at, trace.gradient[at]!),
    update: workOut(walk, trace, at),
    history: {
      step: all.map(({ address }) => address),
      value: all.map((kept) => real(kept.state.parameters[at])),
      gradient: all.map(({ gradient }) => (gradient === null ? null : real(gradient[at]))),
    },
  }
}

/** Its place in the flat vector. */
function placeOf(network: Network, { layer, kind, row, column }: Place): number {
  const entry = parameterLayout(network).entries[2 * layer + (kind === 'weights' ? 0 : 1)]
  const [rows, columns] = kind === 'weights' ? [entry?.shape[0] ?? 0, entry?.shape[1] ?? 0] : [1, entry?.shape[0] ?? 0]
  if (entry === undefined || row >= rows || column >= columns) {
    throw new EpochwiseError('loop.unable', `There is no such weight: layer ${layer}, row ${row}, column ${column}.`)
  }
  return entry.offset + row * columns + column
}

function wordsOf({ spec, encoding }: Subject, { layer, kind, row, column }: Place): string {
  const { network } = spec
  const unit = unitName(network, encoding.target.name, layer, column)
  if (kind === 'biases') return `Bias of ${unit}`
  const from = layer === 0 ? inputNames(encoding, row + 1)[row]! : unitName(network, '', layer - 1, row)
  return `${from} → ${unit}`
}

function unitName(network: Network, target: string, layer: number, unit: number): string {
  const single = layer === network.layers.length - 1 && network.layers[layer]!.units === 1
  return single ? target : `${layerName(network, layer).toLowerCase()}, unit ${unit + 1}`
}

/** A step for which both the curve's bend and the rounding of double are small. */
const relativeStep = 1e-5
const agreement = 1e-3

async function checkGradient(walk: Walk, at: number, gradient: number): Promise<LoopCheck> {
  const { parameters } = walk.state
  const h = relativeStep * Math.max(1, Math.abs(parameters[at]!))
  const first = new Float64Array(parameters.length)
  first[at] = 1
  const plane = { center: Float64Array.from(parameters), first, second: new Float64Array(parameters.length) }
  const [lossMinus, lossPlus] = await walk.inspection.lossesOn(plane, Float64Array.of(-h, 0, h, 0), walk.rows())
  const numeric = (lossPlus! - lossMinus!) / (2 * h)
  const size = Math.max(Math.abs(numeric), Math.abs(gradient))
  const relativeError = size === 0 ? 0 : Math.abs(numeric - gradient) / size
  return {
    h,
    lossMinus: real(lossMinus),
    lossPlus: real(lossPlus),
    numeric: real(numeric),
    relativeError: real(relativeError),
    words: whyDifferent(walk, relativeError, size),
  }
}

function whyDifferent({ subject }: Walk, relativeError: number, size: number): string | null {
  if (relativeError < agreement) return null
  if (!Number.isFinite(relativeError)) return 'The loss is not finite here, so there is no slope to compare with.'
  if (size < 1e-5) return 'Both are nearly zero: what differs is rounding.'
  const bends = subject.spec.network.layers.some(({ activation }) => activation === 'relu')
  return bends
    ? 'A ReLU has its kink between w − h and w + h for some row: there the slope jumps.'
    : 'The gradient is computed in single precision, the check in double: large terms that cancel differ in their last digits.'
}

function workOut({ subject, state }: Walk, trace: StepTrace, at: number): LoopWorkedUpdate {
  const { optimizer } = subject.recipe
  const one = (values: ArrayLike<number> | undefined, place = at): LoopWorkedUpdate['change'] => real(values?.[place])
  const shared = {
    before: one(state.parameters),
    gradient: one(trace.gradient),
    learningRate: optimizer.learningRate,
    change: one(trace.values['update.change']),
    after: one(trace.parameters),
  }
  if (optimizer.kind === 'sgd') return { kind: 'sgd', ...shared }
  const { beta1, beta2, epsilon } = optimizer
  return {
    kind: 'adam',
    number: state.step + 1,
    ...shared,
    ...{ beta1, beta2, epsilon },
    mBefore: one(state.slots['m']),
    m: one(trace.slots['m']),
    vBefore: one(state.slots['v']),
    v: one(trace.slots['v']),
    correction1: trace.values['update.correction1']![0]!,
    correction2: trace.values['update.correction2']![0]!,
    mHat: one(trace.values['update.mHat']),
    vHat: one(trace.values['update.vHat']),
  }
}

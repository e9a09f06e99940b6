/** One weight in full: its gradient and the check of it, the optimizer's rule with its numbers, its history. */
import type { CheckedInput } from '../../src-shared/contract'
import { EpochwiseError } from '../../src-shared/errors'
import type { LoopCheck, LoopWeight, LoopWorkedUpdate } from '../../src-shared/loop'
import type { StepTrace } from '../engines/engine'
import type { Network } from '../program/network'
import { outputsOf, parameterLayout } from '../program/network'
import { layerName } from './layers'
import { real } from './samples'
import { targetName } from '../features/encoding'
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
  const entry = parameterLayout(network).entries.find(({ name }) => name === `layers.${layer}.${kind}`)
  const [rows, columns] = kind === 'weights' ? [entry?.shape[0] ?? 0, entry?.shape[1] ?? 0] : [1, entry?.shape[0] ?? 0]
  if (entry === undefined || row >= rows || column >= columns) {
    throw new EpochwiseError('loop.unable', `There is no such weight: layer ${layer}, row ${row}, column ${column}.`)
  }
  return entry.offset + row * columns + column
}

function wordsOf({ spec, encoding }: Subject, { layer, kind, row, column }: Place): string {
  const { network } = spec
  const unit = unitName(network, targetName(encoding), layer, column)
  if (kind === 'biases') return `Bias of ${unit}`
  const from = layer === 0 ? inputNames(encoding, row + 1)[row]! : unitName(network, '', layer - 1, row)
  return `${from} → ${unit}`
}

function unitName(network: Network, target: string, layer: number, unit: number): string {
  const single = layer === network.layers.length - 1 && outputsOf(network) === 1
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
  const [lossMinus, lossPlus] = await walk.inspection.lossesOn(
    walk.state,
    plane,
    Float64Array.of(-h, 0, h, 0),
    walk.rows(),
  )
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
  const bends = subject.spec.network.layers.some((layer) => 'activation' in layer && layer.activation === 'relu')
  return bends
    ? 'A ReLU has its kink between w − h and w + h for some row: there the slope jumps.'
    : 'The gradient is computed in single precision, the check in double: large terms that cancel differ in their last digits.'
}

function workOut({ subject, state }: Walk, { values, ...trace }: StepTrace, at: number): LoopWorkedUpdate {
  const one = (numbers: ArrayLike<number> | undefined): LoopWorkedUpdate['change'] => real(numbers?.[at])
  const slots = Object.keys(trace.slots).map(
    (name) => [name, { before: one(state.slots[name]), after: one(trace.slots[name]) }] as const,
  )
  const terms = Object.entries(values).flatMap(([name, numbers]) =>
    name.startsWith('update.') ? [[name.slice('update.'.length), real(numbers[numbers.length === 1 ? 0 : at])]] : [],
  )
  return {
    optimizer: subject.recipe.optimizer,
    number: state.step + 1,
    learningRate: trace.learningRate,
    before: one(state.parameters),
    gradient: one(trace.gradient),
    followed: one(values['update.gradient']),
    slots: Object.fromEntries(slots),
    terms: Object.fromEntries(terms) as LoopWorkedUpdate['terms'],
    change: one(values['update.change']),
    after: one(trace.parameters),
  }
}

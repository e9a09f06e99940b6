/** Where the units and links of a step's sample lie, and what each of them shows at a stage. */
import type { LoopStep, Real } from '../../../src-shared/loop'
import type { Stage } from './stages'
import { figure } from './loop-words'

export type LoopUnit = {
  x: number
  y: number
  /** −1: the inputs. */
  layer: number
  /** Its place among the shown ones. */
  unit: number
  label: string | null
  value: Real
  mark: 'dead' | 'saturated' | null
}
export type LoopLink = {
  from: LoopUnit
  to: LoopUnit
  value: Real
  /** Pixels. */
  width: number
  label: string | null
}
export type LoopColumn = { x: number; title: string; subtitle: string; hidden: number; units: LoopUnit[] }
export type LoopDrawing = {
  width: number
  radius: number
  /** Of so many labels one is written, so that they don't lie over each other. */
  labelEvery: number
  /** Of a label; the rest is in its title. */
  letters: number
  /** Too many links for full colour. */
  dense: boolean
  columns: LoopColumn[]
  links: LoopLink[]
}

const margin = { top: 50, bottom: 28, side: 104 }
const widestStep = 300
const leastStep = 84
const widestGap = 84
/** Numbers on links up to so many between two columns. */
const mostLabels = 8

export function drawLoop(
  step: LoopStep,
  stage: Stage,
  row: number,
  frame: { width: number; height: number },
): LoopDrawing {
  const count = step.layers.length + 1
  const side = Math.min(margin.side, Math.max(80, frame.width / 5))
  const room = frame.width - 2 * side
  const across = Math.max(leastStep, Math.min(widestStep, room / (count - 1)))
  const width = Math.max(frame.width, across * (count - 1) + 2 * side)
  const start = (width - across * (count - 1)) / 2
  const most = Math.max(step.batch.inputs.shown.length, ...step.layers.map(({ units }) => units.shown.length))
  const gap = Math.min(widestGap, (frame.height - margin.top - margin.bottom) / most)
  const columns = Array.from({ length: count }, (_, place) =>
    columnOf(step, stage, row, { layer: place - 1, x: start + place * across, gap, height: frame.height }),
  )
  const radius = Math.max(4, Math.min(13, gap * 0.36))
  const links = step.layers.flatMap((_, layer) => linksOf(step, stage, layer, columns))
  return {
    width,
    radius,
    labelEvery: Math.max(1, Math.ceil(12 / gap)),
    letters: Math.floor((side - radius - 8) / 7.6),
    dense: links.length > 150,
    columns,
    links,
  }
}

type Lot = { layer: number; x: number; gap: number; height: number }

function columnOf(step: LoopStep, stage: Stage, row: number, { layer, x, gap, height }: Lot): LoopColumn {
  const own = step.layers[layer]
  const shown = own?.units ?? step.batch.inputs
  const values = unitValues(step, stage, layer, row)
  const top = margin.top + (height - margin.top - margin.bottom - gap * shown.shown.length) / 2 + gap / 2
  const units = shown.shown.map((number, unit): LoopUnit => {
    const mark = own?.dead?.shown[unit] ? 'dead' : own?.saturated?.shown[unit] ? 'saturated' : null
    return {
      x,
      y: top + unit * gap,
      layer,
      unit,
      label: labelOf(step, layer, number),
      value: values[unit] ?? null,
      mark,
    }
  })
  return {
    x,
    title: own?.name ?? 'Inputs',
    subtitle: own === undefined ? String(shown.of) : `${String(shown.of)} ${own.activation ?? own.kind}`,
    hidden: shown.of - shown.shown.length,
    units,
  }
}

function labelOf({ batch, layers, source }: LoopStep, layer: number, number: number): string | null {
  if (layer < 0) return batch.inputNames[number] ?? null
  if (layer < layers.length - 1) return null
  if (layers.at(-1)!.units.of === 1)
    return source.task === 'regression' ? source.target : (source.classes[1] ?? source.target)
  return source.classes[number] ?? null
}

/** Forward: what comes out of a unit for the row. Backward: its δ. Update: how its bias changes. */
function unitValues({ batch, layers }: LoopStep, stage: Stage, layer: number, row: number): Real[] {
  const own = layers[layer]
  if (own === undefined) return batch.samples[row]?.inputs ?? []
  if (stage === 'backward') return own.deltas[row] ?? []
  if (stage === 'update') {
    const moved = own.biases ?? own.perUnit.at(-1)?.tensor
    return moved?.after.map((after, i) => minus(after, moved.before[i] ?? null)) ?? []
  }
  return own.activations[row] ?? []
}

function minus(a: Real, b: Real): Real {
  return a === null || b === null ? null : a - b
}

/** Forward and loss: weights. Backward: gradients. Update: changes. Repeat: the weights as they are now. */
function linkValues({ layers }: LoopStep, stage: Stage, layer: number): Real[][] {
  const { weights } = layers[layer]!
  if (weights === null) return []
  const { before, gradient, after } = weights
  if (stage === 'backward') return gradient
  if (stage === 'repeat') return after
  if (stage === 'update')
    return after.map((values, i) => values.map((value, j) => minus(value, before[i]?.[j] ?? null)))
  return before
}

/** Without a weight from each to each, a line only says that a unit leads to the one beside it. */
function linksOf(step: LoopStep, stage: Stage, layer: number, columns: LoopColumn[]): LoopLink[] {
  if (step.layers[layer]!.weights === null) return passages(columns[layer]!.units, columns[layer + 1]!.units)
  const values = linkValues(step, stage, layer)
  const largest = Math.max(...values.flat().map((value) => Math.abs(value ?? 0)), Number.MIN_VALUE)
  const [from, to] = [columns[layer]!.units, columns[layer + 1]!.units]
  const labelled = from.length * to.length <= mostLabels
  return from.flatMap((a, i) =>
    to.map((b, j) => {
      const value = values[i]?.[j] ?? null
      return {
        from: a,
        to: b,
        value,
        width: value === null ? 1 : 0.5 + (4 * Math.abs(value)) / largest,
        label: labelled ? figure(value, 4) : null,
      }
    }),
  )
}

function passages(from: LoopUnit[], to: LoopUnit[]): LoopLink[] {
  const { length } = to.length < from.length ? to : from
  return Array.from({ length }, (_, i) => ({ from: from[i]!, to: to[i]!, value: 0, width: 1, label: null }))
}

/** What the numbers on the links are at a stage. */
export const linkMeaning: Record<Stage, string> = {
  forward: 'weights',
  loss: 'weights',
  backward: 'gradients of the weights',
  update: 'changes of the weights',
  repeat: 'new weights',
}

/** What the numbers at the units are at a stage. */
export const unitMeaning: Record<Stage, string> = {
  forward: 'activations',
  loss: 'activations',
  backward: 'δ, the slope of the loss there',
  update: 'changes of the biases',
  repeat: 'activations',
}

/** Where everything of the drawing lies: columns of units from the inputs to the output, never more than the eye takes in. */
import type { ModelSummary } from '../../../src-shared/project'
import type { LayerKind } from '../../../src-shared/recipe'
import { layerWords } from './layer-words'
import { activationLabel } from './settings'

export type DrawnUnit = { x: number; y: number; label: string | null }
export type DrawnColumn = {
  /** band: a layer that keeps the width and only adjusts what goes through; drawn across the lines. */
  kind: 'inputs' | 'layer' | 'residual' | 'band' | 'output' | 'folded'
  x: number
  units: DrawnUnit[]
  /** Units that are not drawn; 0 where all are. */
  hidden: number
  /** Where "… 64" stands; null where every unit is drawn. */
  ellipsis: { x: number; y: number; text: string } | null
  /** Above the column: "64", "ReLU". */
  title: string
  subtitle: string
  /** The place of the hidden layer in the recipe; null for the others. */
  layer: number | null
}
/** The way around a residual block: what came in is added to what it found. */
export type Bypass = { from: number; to: number; y: number }
export type Drawing = {
  columns: DrawnColumn[]
  links: { from: DrawnUnit; to: DrawnUnit }[]
  bypasses: Bypass[]
  /** Pixels from a column to the next. */
  step: number
  /** From the top of the highest to the foot of the lowest unit that could be. */
  body: { top: number; bottom: number }
}
export type Frame = { width: number; height: number }

export const mostUnits = 10
/** Of a label; the rest is in its title. */
const mostLetters = 20
/** Hidden columns that are drawn in the widest frame; of more, the first and the last few. */
export const mostLayers = 12

const margin = { top: 56, bottom: 36, least: 48 }
/** Of a letter of a label, about; and the label's distance from the circle's middle. */
const letter = 6.8
const distance = 26
const widestGap = 34
const widestStep = 260
/** Between two columns, so that each can still be read and pressed. */
const leastStep = 46

type Column = Omit<DrawnColumn, 'x' | 'units' | 'hidden' | 'ellipsis'> & { count: number; labels: string[] }

export function drawNetwork(model: ModelSummary, frame: Frame): Drawing {
  const all = columnsOf(model)
  const left = sideOf(all[0]!, frame)
  const room = Math.max(0, frame.width - left - sideOf(all.at(-1)!, frame))
  const shown = foldColumns(all, Math.floor(room / leastStep) - 1)
  const across = Math.min(room, (shown.length - 1) * widestStep)
  const start = left + (room - across) / 2
  const step = across / (shown.length - 1)
  const columns = shown.map((column, place) => placeColumn(column, start + place * step, frame))
  const body = { top: margin.top, bottom: frame.height - margin.bottom }
  return { columns, links: linksOf(columns), bypasses: bypassesOf(columns, step), step, body }
}

/** Room for the labels beside a column, but never more than a third of the drawing. */
function sideOf(column: Column, frame: Frame): number {
  const longest = Math.max(0, ...column.labels.map((label) => Math.min(label.length, mostLetters)))
  return Math.max(margin.least, Math.min(frame.width / 3, longest * letter + distance))
}

function columnsOf(model: ModelSummary): Column[] {
  const names = model.features.map(({ name, inputs }) => (inputs > 1 ? `${name} ×${inputs}` : name))
  const inputs: Column = {
    kind: 'inputs',
    count: names.length,
    labels: names,
    title: `${model.inputs} in`,
    subtitle: 'inputs',
    layer: null,
  }
  const layers = model.layers.map((layer, place): Column => {
    const last = place === model.layers.length - 1
    const kind = last ? 'output' : columnKind(layer.kind)
    return {
      kind,
      count: kind === 'band' ? 0 : layer.units,
      labels: last ? outputNames(model) : [],
      title: kind === 'band' ? bandTitles[layer.kind] : layer.units.toLocaleString('en-US'),
      subtitle: layer.activation === null ? layerWords[layer.kind].label : activationLabel(layer.activation),
      layer: last ? null : place,
    }
  })
  return [inputs, ...layers]
}

/** What fits beside a unit: the beginning and the end of a long name, for names often differ at their end alone. */
export function shortLabel(label: string): string {
  if (label.length <= mostLetters) return label
  const end = Math.floor(mostLetters * 0.4)
  return `${label.slice(0, mostLetters - end - 1)}…${label.slice(-end)}`
}

function columnKind(kind: LayerKind): 'layer' | 'residual' | 'band' {
  if (kind === 'residual') return kind
  return kind === 'dense' || kind === 'embedding' ? 'layer' : 'band'
}

/** Along a band. */
const bandTitles: Record<LayerKind, string> = {
  dense: '',
  residual: '',
  embedding: '',
  dropout: 'dropout',
  'batch-norm': 'batch norm',
  'layer-norm': 'layer norm',
}

function outputNames(model: ModelSummary): string[] {
  if (model.task === 'regression' || model.outputs === 1) {
    return [
      model.task === 'classification' && model.classes[1] !== undefined
        ? `${model.target}: ${model.classes[1]}`
        : model.target,
    ]
  }
  return model.classes
}

/** Of more layers than fit the first few and the last few, with "… 50 layers" between them. */
function foldColumns(columns: Column[], fitting: number): Column[] {
  const hidden = columns.length - 2
  const most = Math.min(mostLayers, Math.max(3, fitting))
  if (hidden <= most) return columns
  const side = Math.floor((most - 1) / 2)
  const folded: Column = {
    kind: 'folded',
    count: 0,
    labels: [],
    title: `… ${hidden - 2 * side}`,
    subtitle: 'layers',
    layer: null,
  }
  return [...columns.slice(0, side + 1), folded, ...columns.slice(-side - 1)]
}

function placeColumn({ count, labels, ...column }: Column, x: number, frame: Frame): DrawnColumn {
  // The ellipsis takes the place of one unit.
  const drawn = count <= mostUnits ? count : mostUnits - 1
  const slots = count <= mostUnits ? count : mostUnits
  const room = frame.height - margin.top - margin.bottom
  const gap = Math.min(widestGap, room / Math.max(1, slots))
  const top = margin.top + (room - gap * slots) / 2 + gap / 2
  // The last unit comes after the ellipsis, so that a column has an end.
  const slotOf = (place: number): number => (place === drawn - 1 ? slots - 1 : place)
  const indexOf = (place: number): number => (place === drawn - 1 ? count - 1 : place)
  const units = Array.from({ length: drawn }, (_, place) => ({
    x,
    y: top + gap * slotOf(place),
    label: labels[indexOf(place)] ?? null,
  }))
  const ellipsis =
    count > mostUnits ? { x, y: top + gap * (slots - 2), text: `… ${count.toLocaleString('en-US')}` } : null
  return { ...column, x, units, hidden: count - drawn, ellipsis }
}

/** Every unit to every unit of the next column that has some; a band lies across the lines. */
function linksOf(columns: DrawnColumn[]): Drawing['links'] {
  const ends = columns.filter(({ kind }) => kind !== 'band')
  return ends.flatMap((column, place) => {
    const next = ends[place + 1]
    if (!next) return []
    return column.units.flatMap((from) => next.units.map((to) => ({ from, to })))
  })
}

/** Beneath the units of the block. */
function bypassesOf(columns: DrawnColumn[], step: number): Bypass[] {
  const reach = Math.min(step / 2, 40)
  return columns.flatMap(({ kind, x, units }) =>
    kind === 'residual' ? [{ from: x - reach, to: x + reach, y: units.at(-1)!.y + 20 }] : [],
  )
}

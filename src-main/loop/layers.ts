/** The layers of an opened step: a sample of what went forward and backward, and of what the update made of it. */
import type { LoopLayer, LoopTensor, Marked, Shown } from '../../src-shared/loop'
import { loopLimits } from '../../src-shared/loop'
import type { Activation, LayerKind } from '../../src-shared/recipe'
import type { StepTrace, TrainingState } from '../engines/engine'
import type { Network, ParameterEntry } from '../program/network'
import { parameterLayout, widthsOf } from '../program/network'
import { firstOf, pickMatrix, pickVector } from './samples'

const kindNames: Record<LayerKind, string> = {
  dense: 'Hidden',
  dropout: 'Dropout',
  'batch-norm': 'Batch norm',
  'layer-norm': 'Layer norm',
  residual: 'Residual',
  embedding: 'Embedding',
}

export function layerName({ layers }: Network, layer: number): string {
  return layer === layers.length - 1 ? 'Output' : `${kindNames[layers[layer]!.kind]} ${layer + 1}`
}

/** @param rows of the batch that are shown, among `batchRows` */
export function describeLayers(
  network: Network,
  state: TrainingState,
  trace: StepTrace,
  rows: readonly number[],
  batchRows: number,
): LoopLayer[] {
  const { entries } = parameterLayout(network)
  const widths = widthsOf(network)
  let inputs = firstOf(network.inputs, loopLimits.units)
  return network.layers.map((layer, i) => {
    const of = widths[i]!
    const units = firstOf(of, loopLimits.units)
    const value = (name: string): ArrayLike<number> => trace.values[name]!
    const sample = (name: string): ReturnType<typeof pickMatrix> => pickMatrix(value(name), of, rows, units.shown)
    const activation = 'activation' in layer ? layer.activation : null
    const activations = value(`forward.${i}.activation`)
    const from = inputs
    inputs = units
    return {
      name: layerName(network, i),
      kind: layer.kind,
      activation,
      units,
      inputs: from,
      preactivation: sample(`forward.${i}.preactivation`),
      activations: sample(`forward.${i}.activation`),
      deltas: sample(`backward.${i}.preactivation`),
      ...describeParameters(
        entries.filter((entry) => entry.layer === i),
        { state, trace, from, units },
      ),
      ...(layer.kind === 'dense' ? marks(layer.activation, activations, units, batchRows) : unmarked),
    }
  })
}

type Place = { state: TrainingState; trace: StepTrace; from: Shown; units: Shown }

/** Weights and biases of a dense layer, what else has one number a unit, and how many parameters there are at all. */
function describeParameters(
  entries: readonly ParameterEntry[],
  { state, trace, from, units }: Place,
): Pick<LoopLayer, 'weights' | 'biases' | 'perUnit' | 'parameters'> {
  const vector = ({ offset }: ParameterEntry): LoopTensor<ReturnType<typeof pickVector>> =>
    tensorOf(state, trace, (flat) => pickVector(flat.subarray(offset), units.shown))
  const own = (name: string): ParameterEntry | undefined => entries.find((entry) => entry.name.endsWith(`.${name}`))
  const dense = entries.length === 2 && own('weights') !== undefined
  const weights = dense ? own('weights')! : null
  return {
    weights:
      weights &&
      tensorOf(state, trace, (flat) => pickMatrix(flat.subarray(weights.offset), units.of, from.shown, units.shown)),
    biases: dense ? vector(own('biases')!) : null,
    perUnit: ['scale', 'shift'].flatMap((name) => {
      const entry = own(name)
      return entry === undefined ? [] : [{ name, tensor: vector(entry) }]
    }),
    parameters: entries.reduce((sum, { size }) => sum + size, 0),
  }
}

function tensorOf<T>(state: TrainingState, trace: StepTrace, pick: (flat: Float32Array) => T): LoopTensor<T> {
  return {
    before: pick(state.parameters),
    gradient: pick(trace.gradient),
    followed: pick(trace.values['update.gradient'] as Float32Array),
    after: pick(trace.parameters),
    slots: Object.keys(trace.slots).map((name) => ({
      name,
      before: pick(state.slots[name]!),
      after: pick(trace.slots[name]!),
    })),
  }
}

type Marks = Pick<LoopLayer, 'dead' | 'saturated'>

const unmarked: Marks = { dead: null, saturated: null }

function marks(activation: Activation, values: ArrayLike<number>, units: Shown, rows: number): Marks {
  return {
    dead: activation === 'relu' ? mark(values, units, rows, (a) => a === 0, rows) : null,
    saturated: saturation(activation, values, units, rows),
  }
}

function saturation(activation: Activation, values: ArrayLike<number>, units: Shown, rows: number): Marked | null {
  const enough = Math.ceil(0.9 * rows)
  if (activation === 'tanh') return mark(values, units, rows, (a) => Math.abs(a) >= 0.98, enough)
  if (activation === 'sigmoid') return mark(values, units, rows, (a) => a <= 0.01 || a >= 0.99, enough)
  return null
}

/** Units for which `is` holds in at least `enough` rows. */
function mark(
  values: ArrayLike<number>,
  { of, shown }: Shown,
  rows: number,
  is: (value: number) => boolean,
  enough: number,
): Marked {
  const counts = new Int32Array(of)
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < of; unit++) if (is(values[row * of + unit]!)) counts[unit]!++
  }
  return {
    count: counts.filter((count) => count >= enough).length,
    shown: shown.map((unit) => counts[unit]! >= enough),
  }
}

/** The layers of an opened step: a sample of what went forward and backward, and of what the update made of it. */
import type { LoopLayer, LoopTensor, Marked, Shown } from '../../src-shared/loop'
import { loopLimits } from '../../src-shared/loop'
import type { StepTrace, TrainingState } from '../engines/engine'
import type { Network } from '../program/network'
import { parameterLayout } from '../program/network'
import { firstOf, pickMatrix, pickVector } from './samples'

export function layerName(network: Network, layer: number): string {
  return layer === network.layers.length - 1 ? 'Output' : `Hidden ${layer + 1}`
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
  let inputs = firstOf(network.inputs, loopLimits.units)
  return network.layers.map(({ units: of, activation }, i) => {
    const units = firstOf(of, loopLimits.units)
    const value = (name: string): ArrayLike<number> => trace.values[name]!
    const sample = (name: string): ReturnType<typeof pickMatrix> => pickMatrix(value(name), of, rows, units.shown)
    const activations = value(`forward.${i}.activation`)
    const from = inputs
    inputs = units
    return {
      name: layerName(network, i),
      activation,
      units,
      inputs: from,
      preactivation: sample(`forward.${i}.preactivation`),
      activations: sample(`forward.${i}.activation`),
      deltas: sample(`backward.${i}.preactivation`),
      weights: tensorOf(state, trace, (flat) =>
        pickMatrix(flat.subarray(entries[2 * i]!.offset), of, from.shown, units.shown),
      ),
      biases: tensorOf(state, trace, (flat) => pickVector(flat.subarray(entries[2 * i + 1]!.offset), units.shown)),
      dead: activation === 'relu' ? mark(activations, units, batchRows, (a) => a === 0, batchRows) : null,
      saturated: saturation(activation, activations, units, batchRows),
    }
  })
}

function tensorOf<T>(state: TrainingState, trace: StepTrace, pick: (flat: Float32Array) => T): LoopTensor<T> {
  return {
    before: pick(state.parameters),
    gradient: pick(trace.gradient),
    after: pick(trace.parameters),
    slots: Object.keys(trace.slots).map((name) => ({
      name,
      before: pick(state.slots[name]!),
      after: pick(trace.slots[name]!),
    })),
  }
}

function saturation(activation: string, values: ArrayLike<number>, units: Shown, rows: number): Marked | null {
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

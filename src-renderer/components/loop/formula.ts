/** A stage as formulas: the rule, then the same rule with the numbers of this step in it. */
import type { LoopStep } from '../../../src-shared/loop'
import { figure, factor } from './loop-words'

export type Worked = {
  title: string
  /** The rule in letters. */
  rule: string
  /** The rule in numbers; `name` says whose line it is where there are several. */
  lines: { name?: string; text: string }[]
  /** What one should know of it. */
  words?: string
}

/** What the person looks at: places among the shown rows, the layers and the shown units. */
export type Focus = { row: number; layer: number; unit: number }

/** Terms of a sum that are written out; the others are counted. */
export const mostTerms = 6

/** `1.5 × 0.76 + 2 × 0.1 + … 14 more`; `of` counts also those that are not even in the sample. */
export function sumOfProducts(
  pairs: readonly (readonly [number | null | undefined, number | null | undefined])[],
  of: number,
): string {
  const shown = pairs
    .slice(0, mostTerms)
    .map(([a, b], place) => `${place === 0 ? figure(a) : factor(a)} × ${factor(b)}`)
  const rest = of - shown.length
  return rest > 0 ? `${shown.join(' + ')} + … ${rest.toLocaleString('en-US')} more` : shown.join(' + ')
}

export function sumOf(values: readonly (number | null | undefined)[], of: number): string {
  const shown = values.slice(0, mostTerms).map((value, place) => (place === 0 ? figure(value) : factor(value)))
  const rest = of - shown.length
  return rest > 0 ? `${shown.join(' + ')} + … ${rest.toLocaleString('en-US')} more` : shown.join(' + ')
}

/** What goes into a layer for a row: the row's inputs, or the activations of the layer before. */
export function incoming({ batch, layers }: LoopStep, layer: number, row: number): (number | null)[] {
  return layer === 0 ? batch.samples[row]!.inputs : layers[layer - 1]!.activations[row]!
}

/** Other steps have other rows, other runs other layers: what is looked at stays among them. */
export function focusWithin(step: LoopStep | null, { row, layer, unit }: Focus): Focus {
  if (step === null) return { row: 0, layer: 0, unit: 0 }
  const inLayers = Math.min(layer, step.layers.length - 1)
  return {
    row: Math.min(row, step.batch.samples.length - 1),
    layer: inLayers,
    unit: Math.min(unit, step.layers[inLayers]!.units.shown.length - 1),
  }
}

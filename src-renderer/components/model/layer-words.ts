/** The kinds of layers in words: names, one sentence each, and a layer in a few words. */
import type { Layer, LayerKind } from '../../../src-shared/recipe'
import { assertNever } from '../../../src-shared/errors'
import { activationLabel } from './settings'

export const layerWords = {
  dense: { label: 'Dense', sentence: 'Mixes everything that comes in, in as many ways as it has units.' },
  dropout: {
    label: 'Dropout',
    sentence: 'Blanks a part of the numbers at random while training, against learning by heart.',
  },
  'batch-norm': {
    label: 'Batch normalisation',
    sentence: 'Brings each unit to one scale over the rows of a batch, so that deep networks learn faster.',
  },
  'layer-norm': {
    label: 'Layer normalisation',
    sentence: 'Brings the units of each row to one scale; the size of the batch doesn’t matter.',
  },
  residual: {
    label: 'Residual block',
    sentence: 'Adds what two dense layers found to what came in, so that many can be stacked.',
  },
  embedding: {
    label: 'Embedding',
    sentence: 'Learns a few numbers for every category, in place of a column each; it stands first.',
  },
} as const satisfies Record<LayerKind, { label: string; sentence: string }>

/** What is set about a layer: "64 units, ReLU". */
export function layerSettingsInWords(layer: Layer): string {
  switch (layer.kind) {
    case 'dense':
      return `${unitsInWords(layer.units)}, ${activationLabel(layer.activation)}`
    case 'residual':
      return `${unitsInWords(layer.units)} inside, ${activationLabel(layer.activation)}`
    case 'dropout':
      return percent(layer.rate)
    case 'batch-norm':
      return `momentum ${layer.momentum}`
    case 'layer-norm':
      return ''
    case 'embedding':
      return layer.width === 'auto' ? 'width by the number of categories' : `width ${layer.width}`
    default:
      return assertNever(layer)
  }
}

/** "Layer 2: Dropout, 20 %" */
export function layerName(layer: Layer, place: number): string {
  const settings = layerSettingsInWords(layer)
  return `Layer ${place + 1}: ${layerWords[layer.kind].label}${settings === '' ? '' : `, ${settings}`}`
}

function unitsInWords(units: number): string {
  return units === 1 ? '1 unit' : `${units.toLocaleString('en-US')} units`
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`
}

/** Everything about a training that is settled by its sizes alone, so that the same run is always cut the same way. */
import type { Network } from '../program/network'
import { outputsOf, parameterLayout, widthsOf } from '../program/network'
import type { TrainingData, TrainingSpec } from './engine'

export type TrainingShape = {
  network: Network
  inputs: number
  outputs: number
  /** Parameters. */
  total: number
  rows: number
  /** Σ of what the rows weigh: their number, where none weighs more than another. An epoch's loss is the mean over it. */
  totalWeight: number
  /** Rows of a step: the recipe's, or all of them where there are fewer. */
  batchSize: number
  /** Steps of an epoch; the last may be padded. */
  steps: number
  fullBatch: boolean
  validationRows: number
  /** Rows of one validation call: bounded, so that neither memory nor a pause waits for a large set. */
  validationChunk: number
  /** Calls hold whole epochs with their validation, whose rows then fit into one chunk. */
  wholeEpochs: boolean
  /** Steps of one native call at most, for its gathered batches to stay below 32 MB. */
  mostSteps: number
  /** Epochs of one native call at most, for their orders to stay below 16 MB. */
  mostEpochs: number
}

const millions = 1_000_000

export type ShapeOptions = {
  /** Whole epochs in one call, of steps that are many: false where the engine would compile every step twice for it. */
  nestEpochs: boolean
}

export function trainingShape(spec: TrainingSpec, data: TrainingData, { nestEpochs }: ShapeOptions): TrainingShape {
  const { network } = spec
  const [inputs, outputs] = [network.inputs, outputsOf(network)]
  const rows = data.features.length / inputs
  const batchSize = Math.min(spec.batchSize, rows)
  const steps = Math.ceil(rows / batchSize)
  const fullBatch = steps === 1
  const validationRows = data.validationFeatures.length / inputs
  const validationChunk = atLeastOne(Math.min(8192, (4 * millions) / widestOf(network)))
  return {
    network,
    inputs,
    outputs,
    total: parameterLayout(network).total,
    rows,
    totalWeight: data.weights === null ? rows : data.weights.reduce((sum, weight) => sum + weight, 0),
    batchSize,
    steps,
    fullBatch,
    validationRows,
    validationChunk,
    wholeEpochs: (nestEpochs || fullBatch) && validationRows <= validationChunk,
    mostSteps: atLeastOne((8 * millions) / (batchSize * (inputs + outputs))),
    mostEpochs: atLeastOne(Math.min(10_000, (4 * millions) / rows)),
  }
}

/** The most numbers that a row has anywhere on its way. */
export function widestOf(network: Network): number {
  const inner = network.layers.map((layer) => (layer.kind === 'residual' ? layer.units : 0))
  return Math.max(network.inputs, ...widthsOf(network), ...inner)
}

function atLeastOne(count: number): number {
  return Math.max(1, Math.floor(count))
}

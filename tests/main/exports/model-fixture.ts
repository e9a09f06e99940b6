/** A trained model without a training: an encoding by hand and weights from a seed. */
import type { RawColumns } from '../../../src-main/exports/project-rows'
import type { TrainedModel } from '../../../src-main/exports/onnx'
import type {
  BooleanFeature,
  CategoryFeature,
  ClassTarget,
  DateFeature,
  Encoding,
  FeatureEncoding,
  NumberFeature,
  NumbersTarget,
  OrderedFeature,
  TargetEncoding,
} from '../../../src-main/features/encoding'
import { networkOf } from '../../../src-main/features/model'
import { initialParameters, initialStatistics } from '../../../src-main/program/network'
import type { Recipe } from '../../../src-shared/recipe'
import { defaultRecipe } from '../../../src-shared/recipe'
import { inputType } from '../../../src-main/exports/onnx'
import { plainReading, usualMissingWords } from '../../../src-shared/table'

const reading = plainReading

export function number(name: string, columnId: number, change: Partial<NumberFeature> = {}): NumberFeature {
  const scaled = { fill: 2.5, flagged: false, mean: 3, deviation: 2, min: -1, max: 9, decimals: 2 }
  return { kind: 'number', name, columnId, reading, ...scaled, ...change }
}

export function category(name: string, columnId: number, categories = ['red', 'green', 'blue']): CategoryFeature {
  return { kind: 'category', name, columnId, categories }
}

export function ordered(name: string, columnId: number, change: Partial<OrderedFeature> = {}): OrderedFeature {
  const scaled = { fill: 1, flagged: false, mean: 0.8, deviation: 0.7, min: 0, max: 2 }
  return { kind: 'ordered', name, columnId, order: ['poor', 'fair', 'good'], ...scaled, ...change }
}

export function truth(name: string, columnId: number, change: Partial<BooleanFeature> = {}): BooleanFeature {
  return { kind: 'boolean', name, columnId, reading, fill: 1, flagged: false, ...change }
}

/** In 2023, about. */
export function date(name: string, columnId: number, change: Partial<DateFeature> = {}): DateFeature {
  const scaled = { fill: 1.688e9, flagged: false, mean: 1.688e9, deviation: 9e6, min: 1.672e9, max: 1.704e9 }
  return { kind: 'date', name, columnId, reading, ...scaled, cycles: ['month', 'weekday', 'hour'], ...change }
}

export const price: NumbersTarget = {
  kind: 'numbers',
  columns: [{ name: 'price', columnId: 90, mean: 300_000, deviation: 85_000.5, link: 'identity' }],
}

export const priceAndRent: NumbersTarget = {
  kind: 'numbers',
  columns: [...price.columns, { name: 'rent', columnId: 91, mean: 1200, deviation: 310, link: 'identity' }],
}

export function classes(labels: string[], outputs = labels.length === 2 ? 1 : labels.length): ClassTarget {
  return { kind: 'classes', name: 'kind', columnId: 90, classes: labels, outputs }
}

export function model(features: FeatureEncoding[], target: TargetEncoding, change: Partial<Recipe> = {}): TrainedModel {
  const encoding: Encoding = {
    version: 2,
    features,
    target,
    classWeights: null,
    weight: null,
    split: { kind: 'random', columnId: null, seed: 1, validationShare: 0.2, testShare: 0 },
    rows: { training: 8, validation: 2, test: 0, leftOut: 0, excluded: 0 },
    missingWords: [...usualMissingWords],
  }
  const recipe: Recipe = {
    ...defaultRecipe,
    layers: [{ kind: 'dense', units: 7, activation: 'relu', initialiser: 'auto' }],
    ...change,
  }
  const network = networkOf(recipe, encoding)
  const parameters = initialParameters(network, 11)
  // Biases too, so that a forgotten one shows.
  parameters.forEach((value, i) => (parameters[i] = value === 0 ? 0.1 + (i % 3) / 10 : value))
  const statistics = initialStatistics(network).map((value, i) => value + (i % 5) / 10)
  return { encoding, network, learned: { parameters, statistics } }
}

/** Rows of cells, as one reads them → the columns of a chunk. */
export function chunkOf(
  features: readonly FeatureEncoding[],
  rows: readonly (readonly (number | string)[])[],
): RawColumns {
  const columns = features.map((feature, j) =>
    inputType(feature) === 'string'
      ? rows.map((row) => row[j] as string)
      : Float64Array.from(rows, (row) => row[j] as number),
  )
  return { rows: rows.length, columns }
}

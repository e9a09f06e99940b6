/** A trained model without a training: an encoding by hand and weights from a seed. */
import type { RawColumns } from '../../../src-main/exports/project-rows'
import type { TrainedModel } from '../../../src-main/exports/onnx'
import type { Encoding, FeatureEncoding, TargetEncoding } from '../../../src-main/features/encoding'
import { networkOf } from '../../../src-main/features/model'
import { initialParameters, initialStatistics } from '../../../src-main/program/network'
import type { Recipe } from '../../../src-shared/recipe'
import { defaultRecipe } from '../../../src-shared/recipe'

export function number(
  name: string,
  columnId: number,
  change: Partial<Extract<FeatureEncoding, { kind: 'number' }>> = {},
): FeatureEncoding {
  return { kind: 'number', name, columnId, fill: 2.5, mean: 3, deviation: 2, min: -1, max: 9, decimals: 2, ...change }
}

export function category(name: string, columnId: number, categories = ['red', 'green', 'blue']): FeatureEncoding {
  return { kind: 'category', name, columnId, categories }
}

export const price: TargetEncoding = { kind: 'number', name: 'price', columnId: 90, mean: 300_000, deviation: 85_000.5 }

export function classes(labels: string[], outputs = labels.length === 2 ? 1 : labels.length): TargetEncoding {
  return { kind: 'classes', name: 'kind', columnId: 90, classes: labels, outputs }
}

export function model(features: FeatureEncoding[], target: TargetEncoding, change: Partial<Recipe> = {}): TrainedModel {
  const encoding: Encoding = {
    version: 1,
    features,
    target,
    split: { seed: 1, share: 0.2, stratified: false },
    rows: { training: 8, validation: 2, leftOut: 0 },
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
  const columns = features.map(({ kind }, j) =>
    kind === 'number' ? Float64Array.from(rows, (row) => row[j] as number) : rows.map((row) => row[j] as string),
  )
  return { rows: rows.length, columns }
}

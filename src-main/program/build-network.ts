/** From a recipe's layers to a network, once it is known what comes in and what is to come out. */
import { EpochwiseError } from '../../src-shared/errors'
import type { Remedy } from '../../src-shared/errors'
import type { Layer, Recipe } from '../../src-shared/recipe'
import type { Answer } from './answer'
import type { EmbeddingBlock } from './layers/embedding'
import { usualWidth } from './layers/embedding'
import type { NetworkLayer } from './layers/layers'
import type { Network } from './network'

/** Neighbouring columns of the input, in their order: numbers, or the one-hot columns of one category feature. */
export type InputBlock = { kind: 'numbers'; size: number } | { kind: 'category'; size: number }

/** @throws EpochwiseError recipe.invalid, naming the field of the layer that doesn't fit */
export function buildNetwork(
  { layers, batchSize }: Pick<Recipe, 'layers' | 'batchSize'>,
  blocks: readonly InputBlock[],
  output: { units: number; answer: Answer },
): Network {
  const normalises = layers.findIndex(({ kind }) => kind === 'batch-norm')
  if (normalises >= 0 && batchSize === 1) {
    const words = `Batch normalisation (layer ${normalises + 1}) compares the rows of a batch, and a batch of 1 has nothing to compare. Take more rows per step, or layer normalisation.`
    const remedy: Remedy = { label: 'Take 32 rows a step', action: { kind: 'recipe', change: { batchSize: 32 } } }
    throw new EpochwiseError('recipe.invalid', words, { field: 'batchSize', remedy })
  }
  requireCategories(layers, blocks)
  const hidden = layers.map((layer) => buildLayer(layer, blocks))
  return {
    inputs: blocks.reduce((sum, { size }) => sum + size, 0),
    layers: [...hidden, { kind: 'dense', units: output.units, activation: 'linear', initialiser: 'auto' }],
    answer: output.answer,
  }
}

function requireCategories(layers: readonly Layer[], blocks: readonly InputBlock[]): void {
  const place = layers.findIndex(({ kind }) => kind === 'embedding')
  if (place < 0 || blocks.some(({ kind }) => kind === 'category')) return
  const words =
    'An embedding turns categories into numbers, and no feature is a category. Remove the layer, or use a feature that is one.'
  const change = { layers: layers.toSpliced(place, 1) }
  const remedy: Remedy = { label: 'Remove the embedding', action: { kind: 'recipe', change } }
  throw new EpochwiseError('recipe.invalid', words, { field: `layers.${place}`, remedy })
}

function buildLayer(layer: Layer, blocks: readonly InputBlock[]): NetworkLayer {
  if (layer.kind !== 'embedding') return layer
  return { kind: 'embedding', blocks: blocks.map((block) => embed(block, layer.width)) }
}

function embed({ kind, size }: InputBlock, width: 'auto' | number): EmbeddingBlock {
  if (kind === 'numbers') return { kind: 'pass', size }
  return { kind: 'embed', size, width: width === 'auto' ? usualWidth(size) : width }
}

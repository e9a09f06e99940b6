/** Layers by the recipe's names. */
import { assertNever } from '../../../src-shared/errors'
import type { Layer } from '../../../src-shared/recipe'
import { batchNormLayer } from './batch-norm'
import { denseLayer } from './dense'
import { dropoutLayer } from './dropout'
import type { EmbeddingBlock } from './embedding'
import { embeddingLayer } from './embedding'
import type { LayerDefinition } from './layer'
import { layerNormLayer } from './layer-norm'
import { residualLayer } from './residual'

/** A recipe's layer, once it is known what comes in. */
export type NetworkLayer =
  Exclude<Layer, { kind: 'embedding' }> | { kind: 'embedding'; blocks: readonly EmbeddingBlock[] }

/** @param inputs numbers that come in, for each row */
export function defineLayer(layer: NetworkLayer, inputs: number): LayerDefinition {
  switch (layer.kind) {
    case 'dense':
      return denseLayer(layer, inputs)
    case 'dropout':
      return dropoutLayer(layer, inputs)
    case 'batch-norm':
      return batchNormLayer(layer, inputs)
    case 'layer-norm':
      return layerNormLayer(layer, inputs)
    case 'residual':
      return residualLayer(layer, inputs)
    case 'embedding':
      return embeddingLayer(layer)
    default:
      return assertNever(layer)
  }
}

/** Changes of a list of layers; each gives a new list. Places count from 0, at the inputs. */
import type { Layer, LayerKind } from '../../src-shared/recipe'
import { layersSchema } from '../../src-shared/recipe'

/** A layer of a kind with its usual settings; a dense or residual one as wide as the one before it in the list. */
export function newLayer(kind: LayerKind, before: readonly Layer[]): Layer {
  const wide = before.findLast((layer) => layer.kind === 'dense' || layer.kind === 'residual')
  const units = { units: wide?.units ?? 32, activation: wide?.activation ?? 'relu' }
  return layersSchema.parse([kind === 'dense' || kind === 'residual' ? { kind, ...units } : { kind }])[0]!
}

/** Where a new layer goes: after `after`, at the end where it is null; an embedding always first. */
export function placeFor(kind: LayerKind, layers: readonly Layer[], after: number | null): number {
  if (kind === 'embedding') return 0
  return after === null ? layers.length : after + 1
}

export function insertLayer(layers: readonly Layer[], place: number, layer: Layer): Layer[] {
  return layers.toSpliced(place, 0, layer)
}

export function removeLayer(layers: readonly Layer[], place: number): Layer[] {
  return layers.toSpliced(place, 1)
}

export function replaceLayer(layers: readonly Layer[], place: number, layer: Layer): Layer[] {
  return layers.with(place, layer)
}

/** An embedding reads the columns themselves: it stays first, and nothing moves before it. */
export function canMove(layers: readonly Layer[], from: number, to: number): boolean {
  if (from === to || to < 0 || Math.max(from, to) >= layers.length) return false
  return layers[0]?.kind !== 'embedding' || (from > 0 && to > 0)
}

export function moveLayer(layers: readonly Layer[], from: number, to: number): Layer[] {
  return layers.toSpliced(from, 1).toSpliced(to, 0, layers[from]!)
}

/** The forward pass: from features to outputs, layer by layer. */
import type { LayerPass, Named } from './layers/layer'
import type { Entry, Network } from './network'
import { definitionsOf, parameterLayout, statisticLayout } from './network'
import { concat, split } from './ops/arrange'
import { mixBits, xor } from './ops/bits'
import { cast } from './ops/elementwise'
import { reshape } from './ops/shape'
import { mix } from './random'
import type { Tensor } from './trace'
import { named } from './trace'

/** How the network is gone through; `draws` by the layer's number, as `layerDraws` gives them, of one step. */
export type Pass =
  { kind: 'training'; shares: Tensor; draws: Readonly<Record<string, Tensor>> } | { kind: 'prediction' }

/** Outputs [rows, outputs]: values, or logits; the running statistics [total] after a training step. */
export type Gone = { outputs: Tensor; statistics: Tensor | null }

/** features [rows, inputs], parameters [total], statistics [total] (null where the network has none) */
export function forward(
  network: Network,
  parameters: Tensor,
  statistics: Tensor | null,
  features: Tensor,
  pass: Pass,
): Gone {
  const pieces = takeApart(parameterLayout(network).entries, parameters)
  const running = statistics === null ? [] : takeApart(statisticLayout(network).entries, statistics)
  return forwardThrough(network, pieces, running, features, pass)
}

/** The same, from parameters and statistics that stand apart, in their layouts' order. */
export function forwardThrough(
  network: Network,
  parameters: readonly Tensor[],
  statistics: readonly Tensor[],
  features: Tensor,
  pass: Pass,
): Gone {
  const parameterNames = parameterLayout(network).entries
  const statisticNames = statisticLayout(network).entries
  const running = [...statistics]
  const outputs = definitionsOf(network).reduce((x, { forward: go }, layer) => {
    const own = ofLayer(layer, statisticNames, running)
    const result = go(x, ofLayer(layer, parameterNames, parameters), own, passOf(pass, layer))
    statisticNames.forEach((entry, i) => {
      if (entry.layer === layer) running[i] = result.statistics?.[localName(entry)] ?? running[i]!
    })
    named(`forward.${layer}.preactivation`, result.preactivation ?? result.output)
    return named(`forward.${layer}.activation`, result.output)
  }, features)
  return { outputs, statistics: running.length === 0 ? null : concat(running) }
}

/** The flat vector → its pieces, by their names in the layout. */
export function takeApart(entries: readonly Entry[], flat: Tensor, prefix = ''): Tensor[] {
  const pieces = split(
    flat,
    entries.map(({ size }) => size),
  )
  return pieces.map((piece, i) => named(prefix + entries[i]!.name, reshape(piece, entries[i]!.shape)))
}

/**
 * What the random numbers of a layer derive from, for many updates at once: a function of (seed, update, layer).
 *
 * @param updates float64 [any shape], counted from 1  → by the layer's number, uint32 [that shape]
 */
export function layerDraws(network: Network, seed: number, updates: Tensor): Record<string, Tensor> {
  const layers = definitionsOf(network).flatMap(({ draws }, layer) => (draws ? [layer] : []))
  if (layers.length === 0) return {}
  const ofUpdate = mixBits(xor(cast(updates, 'uint32'), mix(seed)))
  return Object.fromEntries(layers.map((layer) => [String(layer), mixBits(xor(ofUpdate, mix(layer + 1)))]))
}

function passOf(pass: Pass, layer: number): LayerPass {
  if (pass.kind === 'prediction') return pass
  return { kind: 'training', shares: pass.shares, draw: pass.draws[layer] ?? null }
}

function ofLayer(layer: number, entries: readonly Entry[], pieces: readonly Tensor[]): Named {
  return Object.fromEntries(
    entries.flatMap((entry, i) => (entry.layer === layer ? [[localName(entry), pieces[i]!]] : [])),
  )
}

/** `layers.3.inner.weights` → `inner.weights` */
function localName({ name, layer }: Entry): string {
  return name.slice(`layers.${layer}.`.length)
}

/** Networks that can be built and could never learn, or not be held: each is named at its field, with what mends it. */
import type { EpochwiseError, Remedy } from '../../src-shared/errors'
import type { Layer, Recipe } from '../../src-shared/recipe'
import { defaultRecipe } from '../../src-shared/recipe'
import type { Network } from '../program/network'
import { parameterLayout, widthsOf } from '../program/network'
import { count } from './model'
import { unfitting } from './refusals'

/** Weights, gradient, an optimizer's slots and a checkpoint are a few vectors of this length, four bytes a number. */
export const mostParameters = 100_000_000

/** @throws EpochwiseError recipe.invalid */
export function checkArchitecture(recipe: Recipe, network: Network): void {
  requireRoom(recipe, network)
  const widths = widthsOf(network)
  recipe.layers.forEach((layer, place) => {
    const problem = hopeless(layer, place, widths[place]!, recipe)
    if (problem !== null) throw problem
  })
  checkInitialWeights(recipe, network)
}

function requireRoom(recipe: Recipe, network: Network): void {
  const { entries, total } = parameterLayout(network)
  if (total <= mostParameters) return
  const sizes = network.layers.map((_, i) => entries.reduce((sum, one) => (one.layer === i ? sum + one.size : sum), 0))
  const largest = sizes.indexOf(Math.max(...sizes))
  const isOutput = largest === network.layers.length - 1
  const where = isOutput ? 'the output layer' : `layer ${largest + 1}`
  const message = `The network has ${count(total, 'parameter')}, most of them in ${where}; ${count(mostParameters, 'parameter')} are the most. Take fewer units.`
  const field = isOutput ? 'layers' : `layers.${largest}`
  throw unfitting(message, field, layersRemedy('Use layers of 64 and 32 units', defaultRecipe.layers))
}

/** `width`: of what comes out of it. */
function hopeless(
  layer: Layer,
  place: number,
  width: number,
  { layers, initialWeights }: Recipe,
): EpochwiseError | null {
  const field = `layers.${place}`
  const name = `layer ${place + 1}`
  if (layer.kind === 'layer-norm' && width === 1) {
    const message = `Layer normalisation compares the numbers of a row, and only one comes into ${name}: it would always be zero. Remove the layer, or give the one before it more units.`
    return unfitting(message, field, layersRemedy(`Remove ${name}`, layers.toSpliced(place, 1)))
  }
  if (layer.kind !== 'dense' && layer.kind !== 'residual') return null
  if (layer.activation === 'softmax' && layer.units === 1) {
    const message = `Softmax shares 1 out among the units, and ${name} has one unit: it would always be 1. Choose another activation, or more units.`
    const change = layers.with(place, { ...layer, activation: 'relu' })
    return unfitting(message, `${field}.activation`, layersRemedy('Use ReLU', change))
  }
  if (layer.initialiser === 'zeros' && initialWeights === null && staysZero(layer)) {
    const message = `With zeros for weights no gradient reaches ${name}, so its weights would stay zero. Choose another initialiser.`
    const change = layers.with(place, { ...layer, initialiser: 'auto' })
    return unfitting(message, `${field}.initialiser`, layersRemedy('Draw its weights', change))
  }
  return null
}

/** ReLU has no slope at 0; a block's second weights multiply the gradient of its first by zero. */
function staysZero({ kind, activation }: Extract<Layer, { initialiser: string }>): boolean {
  return kind === 'residual' || activation === 'relu'
}

/** The recipe's own weights must be as many as the network has. */
function checkInitialWeights(recipe: Recipe, network: Network): void {
  const { total } = parameterLayout(network)
  const given = recipe.initialWeights?.length ?? total
  if (given === total) return
  throw unfitting(
    `The recipe starts from ${count(given, 'weight')}, but this network has ${count(total, 'parameter')}. Let them be drawn, or give as many.`,
    'initialWeights',
    { label: 'Draw the weights', action: { kind: 'recipe', change: { initialWeights: null } } },
  )
}

function layersRemedy(label: string, layers: readonly Layer[]): Remedy {
  return { label, action: { kind: 'recipe', change: { layers } } }
}

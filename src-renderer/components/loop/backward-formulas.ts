/** Backward: a unit's share in the loss for the chosen row, then the gradients of its weights, summed over the batch. */
import type { LoopStep } from '../../../src-shared/loop'
import type { Loss } from '../../../src-shared/recipe'
import type { Focus, Worked } from './formula'
import { slopes } from './activation-rules'
import { formatCount } from '../../charts/format'
import { incoming, sumOf, sumOfProducts } from './formula'
import { factor, figure, unitName } from './loop-words'

export function backwardFormulas(step: LoopStep, focus: Focus): Worked[] {
  const last = focus.layer === step.layers.length - 1
  return [
    last ? outputDelta(step, focus) : hiddenDelta(step, focus),
    ...weightGradients(step, focus),
    ...biasGradient(step, focus),
  ]
}

const regressionSlopes: Partial<Record<Loss, string>> = {
  mae: 'δ = sign(ŷ − y) ∕ n',
  huber: 'δ = (ŷ − y, no further than ±delta) ∕ n',
  quantile: 'δ = −q ∕ n below the target, (1 − q) ∕ n above',
  poisson: 'δ = (eᶻ − y) ∕ n',
}

function outputDelta(step: LoopStep, { row, layer, unit }: Focus): Worked {
  const given = step.answers[row]!
  const count = formatCount(step.batch.rows.of)
  const delta = figure(step.layers[layer]!.deltas[row]![unit])
  const title = `δ: slope at ${unitName(step, layer, unit)}, this row`
  if (step.loss.kind !== 'mse' && given.kind === 'regression') {
    return { title, rule: regressionSlopes[step.loss.kind] ?? 'δ = ∂L ∕ ∂z', lines: [{ text: delta }] }
  }
  if (given.kind === 'regression') {
    return {
      title,
      rule: 'δ = 2 (ŷ − y) ∕ n',
      lines: [{ text: `2 × (${figure(given.scaled)} − ${factor(given.scaledTarget)}) ∕ ${count} = ${delta}` }],
    }
  }
  const single = step.layers[layer]!.units.of === 1
  const place = single ? 1 : step.layers[layer]!.units.shown[unit]!
  const y = given.target === step.source.classes[place] ? '1' : '0'
  return {
    title,
    rule: 'δ = (p − y) ∕ n',
    lines: [{ text: `(${figure(given.probabilities[place])} − ${y}) ∕ ${count} = ${delta}` }],
  }
}

function hiddenDelta(step: LoopStep, { row, layer, unit }: Focus): Worked {
  const { kind, activation, activations, deltas } = step.layers[layer]!
  const next = step.layers[layer + 1]!
  const own = figure(deltas[row]![unit])
  const title = `δ: slope at ${unitName(step, layer, unit)}, this row`
  const slope = activation === null ? undefined : slopes[activation]
  if (kind !== 'dense' || next.weights === null || (slope === undefined && activation !== 'linear')) {
    return { title, rule: 'δ = ∂L ∕ ∂z, by the chain rule', lines: [{ text: own }] }
  }
  const weights = next.weights.before[unit]!
  const pairs = next.deltas[row]!.map((delta, k) => [weights[k], delta] as const)
  const sum = sumOfProducts(pairs, next.units.of)
  if (slope === undefined) return { title, rule: 'δ = Σ wₖ · δₖ', lines: [{ text: `${sum} = ${own}` }] }
  const at = slope.at(factor(activations[row]![unit]))
  return { title, rule: `δ = ${slope.rule} · Σ wₖ · δₖ`, lines: [{ text: `${at} × (${sum}) = ${own}` }] }
}

/** The first few written out; all of them stand in the table of weights. */
function weightGradients(step: LoopStep, { layer, unit }: Focus): Worked[] {
  const { weights, deltas, inputs } = step.layers[layer]!
  if (weights === null) return []
  return inputs.shown.slice(0, inputs.of > 3 ? 1 : 3).map((_, i) => {
    const pairs = deltas.map((row, place) => [incoming(step, layer, place)[i], row[unit]] as const)
    return {
      title: `Gradient of ${unitName(step, layer - 1, i)} → ${unitName(step, layer, unit)}`,
      rule: layer === 0 ? '∂L ∕ ∂w = Σ rows x · δ' : '∂L ∕ ∂w = Σ rows a · δ',
      lines: [{ text: `${sumOfProducts(pairs, step.batch.rows.of)} = ${figure(weights.gradient[i]![unit])}` }],
    }
  })
}

function biasGradient(step: LoopStep, { layer, unit }: Focus): Worked[] {
  const { biases, deltas, perUnit } = step.layers[layer]!
  if (biases === null) {
    return perUnit.map(({ name, tensor }) => ({
      title: `Gradient of the ${name}`,
      rule: name === 'shift' ? '∂L ∕ ∂shift = Σ rows ȳ' : '∂L ∕ ∂scale = Σ rows ȳ · x̂',
      lines: [{ text: figure(tensor.gradient[unit]) }],
    }))
  }
  const own = deltas.map((row) => row[unit])
  return [
    {
      title: 'Gradient of the bias',
      rule: '∂L ∕ ∂b = Σ rows δ',
      lines: [{ text: `${sumOf(own, step.batch.rows.of)} = ${figure(biases.gradient[unit])}` }],
    },
  ]
}

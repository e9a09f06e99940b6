/** Backward: a unit's share in the loss for the chosen row, then the gradients of its weights, summed over the batch. */
import type { LoopStep } from '../../../src-shared/loop'
import type { Focus, Worked } from './formula'
import { formatCount } from '../../charts/format'
import { incoming, sumOf, sumOfProducts } from './formula'
import { factor, figure, unitName } from './loop-words'

export function backwardFormulas(step: LoopStep, focus: Focus): Worked[] {
  const last = focus.layer === step.layers.length - 1
  return [
    last ? outputDelta(step, focus) : hiddenDelta(step, focus),
    ...weightGradients(step, focus),
    biasGradient(step, focus),
  ]
}

function outputDelta(step: LoopStep, { row, layer, unit }: Focus): Worked {
  const given = step.answers[row]!
  const count = formatCount(step.batch.rows.of)
  const delta = figure(step.layers[layer]!.deltas[row]![unit])
  const title = `δ: slope at ${unitName(step, layer, unit)}, this row`
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

const slopes: Record<string, { rule: string; at: (a: string) => string }> = {
  relu: { rule: '[z > 0]', at: (a) => (a === '0' ? '0' : '1') },
  tanh: { rule: '(1 − a²)', at: (a) => `(1 − ${a}²)` },
  sigmoid: { rule: 'a (1 − a)', at: (a) => `${a} × (1 − ${a})` },
}

function hiddenDelta(step: LoopStep, { row, layer, unit }: Focus): Worked {
  const { activation, activations, deltas } = step.layers[layer]!
  const next = step.layers[layer + 1]!
  const pairs = next.deltas[row]!.map((delta, k) => [next.weights.before[unit]![k], delta] as const)
  const slope = slopes[activation]
  const sum = sumOfProducts(pairs, next.units.of)
  const own = figure(deltas[row]![unit])
  return {
    title: `δ: slope at ${unitName(step, layer, unit)}, this row`,
    rule: slope === undefined ? 'δ = Σ wₖ · δₖ' : `δ = ${slope.rule} · Σ wₖ · δₖ`,
    lines: [
      {
        text:
          slope === undefined ? `${sum} = ${own}` : `${slope.at(factor(activations[row]![unit]))} × (${sum}) = ${own}`,
      },
    ],
  }
}

/** The first few written out; all of them stand in the table of weights. */
function weightGradients(step: LoopStep, { layer, unit }: Focus): Worked[] {
  const { weights, deltas, inputs } = step.layers[layer]!
  return inputs.shown.slice(0, inputs.of > 3 ? 1 : 3).map((_, i) => {
    const pairs = deltas.map((row, place) => [incoming(step, layer, place)[i], row[unit]] as const)
    return {
      title: `Gradient of ${unitName(step, layer - 1, i)} → ${unitName(step, layer, unit)}`,
      rule: layer === 0 ? '∂L ∕ ∂w = Σ rows x · δ' : '∂L ∕ ∂w = Σ rows a · δ',
      lines: [{ text: `${sumOfProducts(pairs, step.batch.rows.of)} = ${figure(weights.gradient[i]![unit])}` }],
    }
  })
}

function biasGradient(step: LoopStep, { layer, unit }: Focus): Worked {
  const { biases, deltas } = step.layers[layer]!
  const own = deltas.map((row) => row[unit])
  return {
    title: 'Gradient of the bias',
    rule: '∂L ∕ ∂b = Σ rows δ',
    lines: [{ text: `${sumOf(own, step.batch.rows.of)} = ${figure(biases.gradient[unit])}` }],
  }
}

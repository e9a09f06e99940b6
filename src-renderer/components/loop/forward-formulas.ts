/** Forward: a unit's weighted sum, its activation, and the prediction in the target's own units. */
import type { LoopStep } from '../../../src-shared/loop'
import type { Focus, Worked } from './formula'
import { incoming, sumOfProducts } from './formula'
import { factor, figure, unitName } from './loop-words'
import { formatShare } from '../../charts/format'

const activationRules: Record<string, { rule: string; text: (z: string) => string }> = {
  relu: { rule: 'a = max(0, z)', text: (z) => `max(0, ${z})` },
  tanh: { rule: 'a = tanh z', text: (z) => `tanh ${z}` },
  sigmoid: { rule: 'a = 1 ∕ (1 + e⁻ᶻ)', text: (z) => `1 ∕ (1 + exp(−${z}))` },
}

export function forwardFormulas(step: LoopStep, focus: Focus): Worked[] {
  return [sum(step, focus), ...activation(step, focus), ...answer(step, focus)]
}

function sum(step: LoopStep, { row, layer, unit }: Focus): Worked {
  const { inputs, weights, biases, preactivation } = step.layers[layer]!
  const into = incoming(step, layer, row)
  const pairs = into.map((x, i) => [x, weights.before[i]?.[unit]] as const)
  const z = preactivation[row]![unit]
  return {
    title: `${unitName(step, layer, unit)}: weighted sum`,
    rule: layer === 0 ? 'z = Σ xᵢ · wᵢ + b' : 'z = Σ aᵢ · wᵢ + b',
    lines: [{ text: `${sumOfProducts(pairs, inputs.of)} + ${factor(biases.before[unit])} = ${figure(z)}` }],
  }
}

function activation(step: LoopStep, { row, layer, unit }: Focus): Worked[] {
  const { activation: kind, preactivation, activations, dead, saturated } = step.layers[layer]!
  const known = activationRules[kind]
  if (known === undefined) return []
  const words = dead?.shown[unit]
    ? 'Dead: it gives 0 for every row of this batch.'
    : saturated?.shown[unit]
      ? 'Saturated: it stands at the end of its range for most rows.'
      : undefined
  return [
    {
      title: 'Activation',
      rule: known.rule,
      lines: [{ text: `${known.text(factor(preactivation[row]![unit]))} = ${figure(activations[row]![unit])}` }],
      ...(words === undefined ? {} : { words }),
    },
  ]
}

function answer(step: LoopStep, { row, layer }: Focus): Worked[] {
  const given = step.answers[row]
  if (given === undefined || layer !== step.layers.length - 1) return []
  if (given.kind === 'regression') return regression(step, given)
  const { classes } = step.source
  const single = step.layers.at(-1)!.units.of === 1
  return [
    {
      title: 'Prediction as a share',
      rule: single ? 'p = 1 ∕ (1 + e⁻ᶻ)' : 'pₖ = exp zₖ ∕ Σ exp z',
      lines: given.probabilities
        .slice(0, 6)
        .map((p, k) => ({ name: classes[k] ?? `class ${k + 1}`, text: `${figure(p)} (${formatShare(p)})` })),
      words: `It says ${given.label}; the row is ${given.target}.`,
    },
  ]
}

function regression({ source }: LoopStep, given: { scaled: number | null; value: number | null }): Worked[] {
  const { scaling, target } = source
  if (scaling === null || (scaling.mean === 0 && scaling.deviation === 1)) {
    return [{ title: 'Prediction', rule: 'ŷ = z', lines: [{ name: target, text: figure(given.value) }] }]
  }
  return [
    {
      title: `Prediction in the units of ${target}`,
      rule: 'value = ŷ · deviation + mean',
      lines: [
        {
          text: `${figure(given.scaled)} × ${figure(scaling.deviation)} + ${factor(scaling.mean)} = ${figure(given.value)}`,
        },
      ],
    },
  ]
}

/** Forward: a unit's weighted sum, its activation, and the prediction in the target's own units. */
import type { LoopLayer, LoopStep } from '../../../src-shared/loop'
import type { LayerKind } from '../../../src-shared/recipe'
import type { Focus, Worked } from './formula'
import { activationRules } from './activation-rules'
import { incoming, sumOfProducts } from './formula'
import { factor, figure, unitName } from './loop-words'
import { formatShare } from '../../charts/format'

export function forwardFormulas(step: LoopStep, focus: Focus): Worked[] {
  const own = step.layers[focus.layer]!.weights === null ? passed(step, focus) : sum(step, focus)
  return [own, ...activation(step, focus), ...answer(step, focus)]
}

function sum(step: LoopStep, { row, layer, unit }: Focus): Worked {
  const { inputs, weights, biases, preactivation } = step.layers[layer]!
  const into = incoming(step, layer, row)
  const pairs = into.map((x, i) => [x, weights?.before[i]?.[unit]] as const)
  const z = preactivation[row]![unit]
  return {
    title: `${unitName(step, layer, unit)}: weighted sum`,
    rule: layer === 0 ? 'z = Σ xᵢ · wᵢ + b' : 'z = Σ aᵢ · wᵢ + b',
    lines: [{ text: `${sumOfProducts(pairs, inputs.of)} + ${factor(biases?.before[unit])} = ${figure(z)}` }],
  }
}

const rules: Record<Exclude<LayerKind, 'dense'>, string> = {
  dropout: 'a = x · mask; mask = 0, or 1 ∕ (1 − rate)',
  'batch-norm': 'x̂ = (x − mean) ∕ √(variance + ε), over the batch; a = scale · x̂ + shift',
  'layer-norm': 'x̂ = (x − mean) ∕ √(variance + ε), over the units; a = scale · x̂ + shift',
  residual: 'a = x + f(x · W₁ + b₁) · W₂ + b₂',
  embedding: 'a = the category’s row of the table; numbers pass as they are',
}

/** A layer without a weight from each input to each unit: what came in, and what came out. */
function passed(step: LoopStep, { row, layer, unit }: Focus): Worked {
  const own = step.layers[layer]!
  const into = incoming(step, layer, row)
  const sameUnits = own.inputs.of === own.units.of
  return {
    title: `${unitName(step, layer, unit)}: what comes out`,
    rule: own.kind === 'dense' ? '' : rules[own.kind],
    lines: [
      ...(sameUnits ? [{ name: 'x', text: figure(into[unit]) }] : []),
      ...normalised(own, row, unit),
      { name: 'a', text: figure(own.activations[row]![unit]) },
    ],
  }
}

function normalised({ kind, preactivation, perUnit }: LoopLayer, row: number, unit: number): Worked['lines'] {
  if (kind !== 'batch-norm' && kind !== 'layer-norm') return []
  const figures = perUnit.map(({ name, tensor }) => ({ name, text: figure(tensor.before[unit]) }))
  return [{ name: 'x̂', text: figure(preactivation[row]![unit]) }, ...figures]
}

function activation(step: LoopStep, { row, layer, unit }: Focus): Worked[] {
  const { kind, activation: name, preactivation, activations, dead, saturated } = step.layers[layer]!
  const known = kind === 'dense' && name !== null ? activationRules[name] : undefined
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

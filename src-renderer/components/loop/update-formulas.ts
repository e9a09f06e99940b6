/** Update: the optimizer's rule, applied to the weights of the chosen unit; and what the next step is. */
import type { LoopStep, LoopTensor, LoopUpdate, Real } from '../../../src-shared/loop'
import type { Optimizer, OptimizerKind } from '../../../src-shared/recipe'
import type { Focus, Worked } from './formula'
import { formatCount } from '../../charts/format'
import { factor, figure, plural, unitName } from './loop-words'

type One = {
  name: string
  before: Real
  followed: Real
  after: Real
  slots: { name: string; before: Real; after: Real }[]
}

/** Of a unit that are written out. */
const most = 4

export function updateFormulas(step: LoopStep, focus: Focus): Worked[] {
  const ones = parametersOf(step, focus)
  if (ones.length === 0) return [elsewhere(step, focus)]
  const { optimizer } = step.source
  if (optimizer.kind === 'sgd') return [sgd(step.update, ones)]
  if (step.update.adam !== null) return adam(step.update, optimizer.kind, ones)
  return [...carried(ones), moved(optimizer, ones)]
}

/** The weights into a unit and its bias, or what else it has of its own. */
function parametersOf(step: LoopStep, { layer, unit }: Focus): One[] {
  const { inputs, weights, biases, perUnit } = step.layers[layer]!
  const at = (values: Real[]): Real => values[unit] ?? null
  if (weights === null || biases === null) return perUnit.map(({ name, tensor }) => pick(name, tensor, at))
  const links = inputs.shown
    .slice(0, inputs.of > most ? 1 : most)
    .map((_, i) => pick(`${unitName(step, layer - 1, i)} →`, weights, (values) => values[i]?.[unit] ?? null))
  return [...links, pick('bias', biases, at)]
}

function elsewhere(step: LoopStep, { layer }: Focus): Worked {
  const { parameters, name } = step.layers[layer]!
  const words =
    parameters === 0
      ? `${name} has no parameters: nothing of it is updated.`
      : `The ${plural(parameters, 'parameter')} of ${name} move by the same rule as every other weight.`
  return { title: 'Update', rule: optimizerRules[step.source.optimizer.kind], lines: [], words }
}

/** The rules in letters; g is what the optimizer follows: the gradient with penalties and limit. */
const optimizerRules: Record<OptimizerKind, string> = {
  sgd: 'w ← w − η · g',
  momentum: 'v ← μ · v + g;  w ← w − η · v',
  nesterov: 'v ← μ · v + g;  w ← w − η · (g + μ · v)',
  rmsprop: 'v ← ρ · v + (1 − ρ) · g²;  w ← w − η · g ∕ (√v + ε)',
  adagrad: 'v ← v + g²;  w ← w − η · g ∕ (√v + ε)',
  adam: 'w ← w − η · (m ∕ (1 − β₁ᵗ)) ∕ (√(v ∕ (1 − β₂ᵗ)) + ε)',
  adamw: 'w ← w − η · (m ∕ (1 − β₁ᵗ)) ∕ (√(v ∕ (1 − β₂ᵗ)) + ε) − η · λ · w',
  lion: 'w ← w − η · (sign(β₁ · m + (1 − β₁) · g) + λ · w);  m ← β₂ · m + (1 − β₂) · g',
}

/** What the optimizer carries, before and after. */
function carried(ones: One[]): Worked[] {
  return ones[0]!.slots.map(({ name }) => ({
    title: `What it carries: ${name}`,
    rule: `${name}, before → after, with g`,
    lines: ones.map((one) => {
      const { before, after } = slot(one, name)
      return { name: one.name, text: `${figure(before)} → ${figure(after)}, g = ${figure(one.followed)}` }
    }),
  }))
}

function slot({ slots }: One, name: string): { before: Real; after: Real } {
  return slots.find((own) => own.name === name) ?? { before: null, after: null }
}

function moved({ kind }: Optimizer, ones: One[]): Worked {
  return {
    title: 'The step',
    rule: optimizerRules[kind],
    lines: ones.map(({ name, before, after }) => ({ name, text: `${figure(before)} → ${figure(after)}` })),
    words: 'Click a weight to see each part of it worked out.',
  }
}

function pick<T>(name: string, tensor: LoopTensor<T>, at: (values: T) => Real): One {
  const { before, followed, after, slots } = tensor
  return {
    name,
    before: at(before),
    followed: at(followed),
    after: at(after),
    slots: slots.map((slot) => ({ name: slot.name, before: at(slot.before), after: at(slot.after) })),
  }
}

function sgd({ learningRate }: LoopUpdate, ones: One[]): Worked {
  return {
    title: 'SGD: against the gradient',
    rule: 'w ← w − η · ∂L ∕ ∂w',
    lines: ones.map(({ name, before, followed, after }) => ({
      name,
      text: `${figure(before)} − ${figure(learningRate)} × ${factor(followed)} = ${figure(after)}`,
    })),
  }
}

function adam(update: LoopUpdate, kind: OptimizerKind, ones: One[]): Worked[] {
  const { beta1, beta2, correction1, correction2, epsilon } = update.adam!
  return [
    {
      title: 'Adam: running mean of the gradient',
      rule: 'm ← β₁ · m + (1 − β₁) · g',
      lines: ones.map((one) => ({
        name: one.name,
        text: `${figure(beta1)} × ${factor(slot(one, 'm').before)} + (1 − ${figure(beta1)}) × ${factor(one.followed)} = ${figure(slot(one, 'm').after)}`,
      })),
    },
    {
      title: 'Running mean of its square',
      rule: 'v ← β₂ · v + (1 − β₂) · g²',
      lines: ones.map((one) => ({
        name: one.name,
        text: `${figure(beta2)} × ${factor(slot(one, 'v').before)} + (1 − ${figure(beta2)}) × ${factor(one.followed)}² = ${figure(slot(one, 'v').after)}`,
      })),
    },
    {
      title: `The step, update ${formatCount(update.number)}`,
      rule: optimizerRules[kind],
      lines: ones.map((one) => ({
        name: one.name,
        text: `${figure(one.before)} − ${figure(update.learningRate)} × (${figure(slot(one, 'm').after)} ∕ ${figure(correction1)}) ∕ (√(${figure(slot(one, 'v').after)} ∕ ${figure(correction2)}) + ${figure(epsilon)})${kind === 'adamw' ? ' − decay' : ''} = ${figure(one.after)}`,
      })),
      words: 'Click a weight to see each part of it worked out.',
    },
  ]
}

export function repeatFormulas({ position, loss, batch, source }: LoopStep): Worked[] {
  const { epoch, stepInEpoch, stepsPerEpoch, epochs, step } = position
  const ends = stepInEpoch + 1 === stepsPerEpoch
  const next = ends
    ? `That was the last batch of epoch ${formatCount(epoch + 1)}. ${epoch + 1 < epochs ? 'The rows are shuffled, and the next epoch begins.' : 'It was the last epoch that the recipe asks for.'}`
    : `${plural(stepsPerEpoch - stepInEpoch - 1, 'batch').replace('batchs', 'batches')} of epoch ${formatCount(epoch + 1)} are still to come.`
  return [
    {
      title: 'And again',
      rule: 'for each epoch: for each batch: forward, loss, backward, update',
      lines: [
        { name: 'This step', text: `${formatCount(step + 1)}, loss ${figure(loss.value)}` },
        {
          name: 'Rows seen',
          text: `${formatCount(stepInEpoch * source.batchSize + batch.rows.of)} of ${plural(source.trainingRows, 'row')} in this epoch`,
        },
        { name: 'Next step', text: formatCount(step + 2) },
      ],
      words: next,
    },
  ]
}

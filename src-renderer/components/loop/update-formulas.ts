/** Update: the optimizer's rule, applied to the weights of the chosen unit; and what the next step is. */
import type { LoopStep, LoopTensor, LoopUpdate, Real } from '../../../src-shared/loop'
import type { Focus, Worked } from './formula'
import { formatCount } from '../../charts/format'
import { factor, figure, plural, unitName } from './loop-words'

type One = {
  name: string
  before: Real
  gradient: Real
  after: Real
  slots: { name: string; before: Real; after: Real }[]
}

/** Of a unit that are written out. */
const most = 4

export function updateFormulas(step: LoopStep, focus: Focus): Worked[] {
  const ones = parametersOf(step, focus)
  return step.update.adam === null ? [sgd(step.update, ones)] : adam(step.update, ones)
}

function parametersOf(step: LoopStep, { layer, unit }: Focus): One[] {
  const { inputs, weights, biases } = step.layers[layer]!
  const links = inputs.shown
    .slice(0, inputs.of > most ? 1 : most)
    .map((_, i) => pick(`${unitName(step, layer - 1, i)} →`, weights, (values) => values[i]?.[unit] ?? null))
  return [...links, pick('bias', biases, (values) => values[unit] ?? null)]
}

function pick<T>(name: string, tensor: LoopTensor<T>, at: (values: T) => Real): One {
  const { before, gradient, after, slots } = tensor
  return {
    name,
    before: at(before),
    gradient: at(gradient),
    after: at(after),
    slots: slots.map((slot) => ({ name: slot.name, before: at(slot.before), after: at(slot.after) })),
  }
}

function sgd({ learningRate }: LoopUpdate, ones: One[]): Worked {
  return {
    title: 'SGD: against the gradient',
    rule: 'w ← w − η · ∂L ∕ ∂w',
    lines: ones.map(({ name, before, gradient, after }) => ({
      name,
      text: `${figure(before)} − ${figure(learningRate)} × ${factor(gradient)} = ${figure(after)}`,
    })),
  }
}

function adam(update: LoopUpdate, ones: One[]): Worked[] {
  const { beta1, beta2, correction1, correction2, epsilon } = update.adam!
  const slot = (one: One, name: string): { before: Real; after: Real } =>
    one.slots.find((own) => own.name === name) ?? { before: null, after: null }
  return [
    {
      title: 'Adam: running mean of the gradient',
      rule: 'm ← β₁ · m + (1 − β₁) · g',
      lines: ones.map((one) => ({
        name: one.name,
        text: `${figure(beta1)} × ${factor(slot(one, 'm').before)} + (1 − ${figure(beta1)}) × ${factor(one.gradient)} = ${figure(slot(one, 'm').after)}`,
      })),
    },
    {
      title: 'Running mean of its square',
      rule: 'v ← β₂ · v + (1 − β₂) · g²',
      lines: ones.map((one) => ({
        name: one.name,
        text: `${figure(beta2)} × ${factor(slot(one, 'v').before)} + (1 − ${figure(beta2)}) × ${factor(one.gradient)}² = ${figure(slot(one, 'v').after)}`,
      })),
    },
    {
      title: `The step, update ${formatCount(update.number)}`,
      rule: 'w ← w − η · (m ∕ (1 − β₁ᵗ)) ∕ (√(v ∕ (1 − β₂ᵗ)) + ε)',
      lines: ones.map((one) => ({
        name: one.name,
        text: `${figure(one.before)} − ${figure(update.learningRate)} × (${figure(slot(one, 'm').after)} ∕ ${figure(correction1)}) ∕ (√(${figure(slot(one, 'v').after)} ∕ ${figure(correction2)}) + ${figure(epsilon)}) = ${figure(one.after)}`,
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

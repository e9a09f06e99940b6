/** Loss: of the chosen row, its mean over the batch, and what that is in the target's own units. */
import type { LoopStep, Real } from '../../../src-shared/loop'
import type { Loss } from '../../../src-shared/recipe'
import type { Focus, Worked } from './formula'
import { formatCount, formatShare } from '../../charts/format'
import { sumOf } from './formula'
import { factor, figure } from './loop-words'

export function lossFormulas(step: LoopStep, { row }: Focus): Worked[] {
  return [ofRow(step, row), mean(step), inUnits(step)]
}

function ofRow(step: LoopStep, row: number): Worked {
  const given = step.answers[row]!
  const own = figure(step.loss.perRow[row])
  if (given.kind === 'regression') {
    const scaled = step.source.scaling !== null && step.source.scaling.deviation !== 1
    return {
      ...regressionLoss(step.loss.kind, { predicted: given.scaled, target: given.scaledTarget, own }),
      ...(scaled
        ? {
            words: `Scaled, as the network sees it. In ${step.source.target}: ${figure(given.value)} against ${figure(given.target)}.`,
          }
        : {}),
    }
  }
  if (step.loss.kind === 'binary-cross-entropy') {
    const z = step.layers.at(-1)!.preactivation[row]![0]
    const y = given.target === step.source.classes[1] ? '1' : '0'
    return {
      title: 'Cross-entropy of this row',
      rule: 'loss = ln(1 + eᶻ) − y · z = −ln p(true)',
      lines: [
        { text: `ln(1 + exp ${factor(z)}) − ${y} × ${factor(z)} = ${own}` },
        { text: `−ln ${figure(given.probability)} = ${own}` },
      ],
    }
  }
  return {
    title: 'Cross-entropy of this row',
    rule: 'loss = −ln p(true)',
    lines: [{ name: given.target, text: `−ln ${figure(given.probability)} = ${own}` }],
  }
}

type Row = { predicted: Real; target: number; own: string }

function regressionLoss(kind: Loss, { predicted, target, own }: Row): Pick<Worked, 'title' | 'rule' | 'lines'> {
  const [guess, truth] = [figure(predicted), factor(target)]
  if (kind === 'mae') {
    return { title: 'Error of this row', rule: 'loss = |ŷ − y|', lines: [{ text: `|${guess} − ${truth}| = ${own}` }] }
  }
  if (kind === 'mse') {
    const text = `(${guess} − ${truth})² = ${own}`
    return { title: 'Squared error of this row', rule: 'loss = (ŷ − y)²', lines: [{ text }] }
  }
  const rules: Partial<Record<Loss, string>> = {
    huber: 'loss = e² ∕ 2 where |e| ≤ delta, else delta · (|e| − delta ∕ 2);  e = ŷ − y',
    quantile: 'loss = max(q · e, (q − 1) · e);  e = y − ŷ',
    poisson: 'loss = ŷ − y · ln ŷ;  ŷ = eᶻ',
  }
  const lines = [
    { name: 'ŷ', text: guess },
    { name: 'y', text: figure(target) },
    { name: 'loss', text: own },
  ]
  return { title: 'Loss of this row', rule: rules[kind] ?? 'loss', lines }
}

function mean({ loss, batch }: LoopStep): Worked {
  const count = batch.rows.of
  return {
    title: 'Averaged over the batch',
    rule: 'L = (1 ∕ n) · Σ loss',
    lines: [{ name: 'L', text: `(${sumOf(loss.perRow, count)}) ∕ ${formatCount(count)} = ${figure(loss.value)}` }],
  }
}

function inUnits({ loss, source }: LoopStep): Worked {
  const { inUnits: own } = loss
  if (own.kind === 'classification') {
    return {
      title: 'As shares',
      rule: 'right ∕ rows;  e⁻ᴸ',
      lines: [
        { name: 'Accuracy', text: formatShare(own.accuracy) },
        { name: 'Given to the truth, typically', text: formatShare(own.probability) },
      ],
    }
  }
  return {
    title: `In the units of ${source.target}`,
    rule: 'RMSE = √MSE;  MAE = mean |ŷ − y|',
    lines: [
      { name: 'MSE', text: figure(own.mse) },
      { name: 'RMSE', text: figure(own.rmse) },
      { name: 'MAE', text: figure(own.mae) },
    ],
  }
}

/** Loss: of the chosen row, its mean over the batch, and what that is in the target's own units. */
import type { LoopStep } from '../../../src-shared/loop'
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
      title: 'Squared error of this row',
      rule: 'loss = (ŷ − y)²',
      lines: [{ text: `(${figure(given.scaled)} − ${factor(given.scaledTarget)})² = ${own}` }],
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

/** One weight in full: the optimizer's rule as the program worked it out, and the check of its gradient. */
import type { LoopCheck, LoopWorkedUpdate } from '../../../src-shared/loop'
import type { Worked } from './formula'
import { factor, figure } from './loop-words'

export function workedUpdate(update: LoopWorkedUpdate): Worked[] {
  if (update.kind === 'sgd') {
    const { before, gradient, learningRate, change, after } = update
    return [
      {
        title: 'Update by SGD',
        rule: 'w ← w − η · g',
        lines: [
          { name: 'η · g', text: `${figure(learningRate)} × ${factor(gradient)} = ${figure(change)}` },
          { name: 'w', text: `${figure(before)} − ${factor(change)} = ${figure(after)}` },
        ],
      },
    ]
  }
  return [adamMoments(update), adamStep(update)]
}

type AdamUpdate = Extract<LoopWorkedUpdate, { kind: 'adam' }>

function adamMoments(update: AdamUpdate): Worked {
  const { beta1, beta2, gradient, mBefore, m, vBefore, v, correction1, correction2, mHat, vHat, number } = update
  return {
    title: `Adam’s running means, update ${number}`,
    rule: 'm ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²',
    lines: [
      {
        name: 'm',
        text: `${figure(beta1)} × ${factor(mBefore)} + (1 − ${figure(beta1)}) × ${factor(gradient)} = ${figure(m)}`,
      },
      {
        name: 'v',
        text: `${figure(beta2)} × ${factor(vBefore)} + (1 − ${figure(beta2)}) × ${factor(gradient)}² = ${figure(v)}`,
      },
      { name: 'm̂ = m ∕ (1 − β₁ᵗ)', text: `${figure(m)} ∕ ${figure(correction1)} = ${figure(mHat)}` },
      { name: 'v̂ = v ∕ (1 − β₂ᵗ)', text: `${figure(v)} ∕ ${figure(correction2)} = ${figure(vHat)}` },
    ],
    words: 'Both means start at 0; dividing by 1 − βᵗ makes up for that in the first updates.',
  }
}

function adamStep({ learningRate, mHat, vHat, epsilon, change, before, after }: AdamUpdate): Worked {
  return {
    title: 'Update by Adam',
    rule: 'w ← w − η · m̂ ∕ (√v̂ + ε)',
    lines: [
      {
        name: 'change',
        text: `${figure(learningRate)} × ${factor(mHat)} ∕ (√${figure(vHat)} + ${figure(epsilon)}) = ${figure(change)}`,
      },
      { name: 'w', text: `${figure(before)} − ${factor(change)} = ${figure(after)}` },
    ],
  }
}

export function workedCheck(check: LoopCheck, gradient: number | null): Worked {
  return {
    title: 'Checked by a finite difference',
    rule: '(L(w + h) − L(w − h)) ∕ 2h',
    lines: [
      {
        text: `(${figure(check.lossPlus, 12)} − ${factor(check.lossMinus, 12)}) ∕ (2 × ${figure(check.h)}) = ${figure(check.numeric)}`,
      },
      { name: 'Gradient', text: figure(gradient) },
      { name: 'Relative difference', text: figure(check.relativeError, 2) },
    ],
    words: check.words ?? 'They agree.',
  }
}

/** One weight in full: the optimizer's rule as the program worked it out, and the check of its gradient. */
import type { LoopCheck, LoopWorkedUpdate, Real } from '../../../src-shared/loop'
import type { Optimizer } from '../../../src-shared/recipe'
import { assertNever } from '../../../src-shared/errors'
import type { Worked } from './formula'
import { factor, figure } from './loop-words'

/** The rule in letters, and its parts with their numbers. */
export function workedUpdate(update: LoopWorkedUpdate): Worked[] {
  return [...followedGradient(update), ...byOptimizer(update)]
}

/** Only where the recipe adds a penalty or sets a limit. */
function followedGradient({ gradient, followed }: LoopWorkedUpdate): Worked[] {
  if (gradient === followed) return []
  return [
    {
      title: 'What the optimizer follows',
      rule: 'g = limit(∂L ∕ ∂w + penalty)',
      lines: [
        { name: '∂L ∕ ∂w', text: figure(gradient) },
        { name: 'g', text: figure(followed) },
      ],
    },
  ]
}

function byOptimizer(update: LoopWorkedUpdate): Worked[] {
  const { optimizer } = update
  switch (optimizer.kind) {
    case 'sgd':
      return [step(update, 'SGD', 'w ← w − η · g', [change('η · g', update, factor(update.followed))])]
    case 'momentum':
      return [
        running(update, 'Momentum', 'v ← μv + g', [sum('v', figure(optimizer.momentum), update)]),
        step(update, 'momentum', 'w ← w − η · v', [change('η · v', update, factor(slot(update, 'v').after))]),
      ]
    case 'nesterov':
      return [
        running(update, 'Momentum', 'v ← μv + g', [sum('v', figure(optimizer.momentum), update)]),
        step(update, 'Nesterov’s momentum', 'w ← w − η · (g + μv)', [
          {
            name: 'g + μv',
            text: `${figure(update.followed)} + ${figure(optimizer.momentum)} × ${factor(slot(update, 'v').after)} = ${figure(update.terms['ahead'])}`,
          },
          change('η · (g + μv)', update, factor(update.terms['ahead'])),
        ]),
      ]
    case 'rmsprop':
      return [
        running(update, 'RMSprop’s running mean', 'v ← ρv + (1 − ρ)g²', [mean('v', optimizer.decay, '²', update)]),
        rooted(update, 'RMSprop', optimizer.epsilon),
      ]
    case 'adagrad':
      return [
        running(update, 'Adagrad’s sum of squares', 'v ← v + g²', [
          {
            name: 'v',
            text: `${figure(slot(update, 'v').before)} + ${factor(update.followed)}² = ${figure(slot(update, 'v').after)}`,
          },
        ]),
        rooted(update, 'Adagrad', optimizer.epsilon),
      ]
    case 'adam':
      return [adamMoments(update, optimizer), adamStep(update, 'Adam', optimizer.epsilon, [])]
    case 'adamw':
      return [adamMoments(update, optimizer), adamStep(update, 'AdamW', optimizer.epsilon, decay(update))]
    case 'lion':
      return lion(update, optimizer)
    default:
      return assertNever(optimizer)
  }
}

type Line = Worked['lines'][number]
type Of<K extends Optimizer['kind']> = Extract<Optimizer, { kind: K }>

function slot({ slots }: LoopWorkedUpdate, name: string): { before: Real; after: Real } {
  return slots[name] ?? { before: null, after: null }
}

function running({ number }: LoopWorkedUpdate, title: string, rule: string, lines: Line[]): Worked {
  return { title: `${title}, update ${number}`, rule, lines }
}

/** The last card: the change, and the weight less it. */
function step(update: LoopWorkedUpdate, name: string, rule: string, lines: Line[]): Worked {
  const { before, after } = update
  const last = { name: 'w', text: `${figure(before)} − ${factor(update.change)} = ${figure(after)}` }
  return { title: `Update by ${name}`, rule, lines: [...lines, last] }
}

function change(name: string, update: LoopWorkedUpdate, times: string): Line {
  return { name, text: `${figure(update.learningRate)} × ${times} = ${figure(update.change)}` }
}

/** μ v + g */
function sum(name: string, share: string, update: LoopWorkedUpdate): Line {
  const { before, after } = slot(update, name)
  return { name, text: `${share} × ${factor(before)} + ${factor(update.followed)} = ${figure(after)}` }
}

/** β m + (1 − β) g, or g² */
function mean(name: string, share: number, power: '' | '²', update: LoopWorkedUpdate): Line {
  const { before, after } = slot(update, name)
  const text = `${figure(share)} × ${factor(before)} + (1 − ${figure(share)}) × ${factor(update.followed)}${power} = ${figure(after)}`
  return { name, text }
}

function rooted(update: LoopWorkedUpdate, name: string, epsilon: number): Worked {
  const text = `${figure(update.learningRate)} × ${factor(update.followed)} ∕ (√${figure(slot(update, 'v').after)} + ${figure(epsilon)}) = ${figure(update.change)}`
  return step(update, name, 'w ← w − η · g ∕ (√v + ε)', [{ name: 'change', text }])
}

function adamMoments(update: LoopWorkedUpdate, { beta1, beta2 }: Of<'adam'> | Of<'adamw'>): Worked {
  const { mHat, vHat, correction1, correction2 } = update.terms
  return {
    title: `Adam’s running means, update ${update.number}`,
    rule: 'm ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²',
    lines: [
      mean('m', beta1, '', update),
      mean('v', beta2, '²', update),
      {
        name: 'm̂ = m ∕ (1 − β₁ᵗ)',
        text: `${figure(slot(update, 'm').after)} ∕ ${figure(correction1)} = ${figure(mHat)}`,
      },
      {
        name: 'v̂ = v ∕ (1 − β₂ᵗ)',
        text: `${figure(slot(update, 'v').after)} ∕ ${figure(correction2)} = ${figure(vHat)}`,
      },
    ],
    words: 'Both means start at 0; dividing by 1 − βᵗ makes up for that in the first updates.',
  }
}

function adamStep(update: LoopWorkedUpdate, name: string, epsilon: number, more: Line[]): Worked {
  const { mHat, vHat } = update.terms
  const own = more.length === 0 ? update.change : update.terms['step']
  const text = `${figure(update.learningRate)} × ${factor(mHat)} ∕ (√${figure(vHat)} + ${figure(epsilon)}) = ${figure(own)}`
  const rule = more.length === 0 ? 'w ← w − η · m̂ ∕ (√v̂ + ε)' : 'w ← w − η · m̂ ∕ (√v̂ + ε) − η · λ · w'
  return step(update, name, rule, [{ name: more.length === 0 ? 'change' : 'step', text }, ...more])
}

/** Biases and the parameters of normalisations don't decay: there it is 0. */
function decay({ terms, change: whole }: LoopWorkedUpdate): Line[] {
  return [
    { name: 'decay, η · λ · w', text: figure(terms['decay']) },
    { name: 'change', text: `${figure(terms['step'])} + ${factor(terms['decay'])} = ${figure(whole)}` },
  ]
}

function lion(update: LoopWorkedUpdate, { beta1, beta2 }: Of<'lion'>): Worked[] {
  const { before } = slot(update, 'm')
  const { blend, sign } = update.terms
  return [
    step(update, 'Lion', 'w ← w − η · sign(β₁m + (1 − β₁)g) − η · λ · w', [
      {
        name: 'β₁m + (1 − β₁)g',
        text: `${figure(beta1)} × ${factor(before)} + (1 − ${figure(beta1)}) × ${factor(update.followed)} = ${figure(blend)}`,
      },
      { name: 'step', text: `${figure(update.learningRate)} × ${factor(sign)} = ${figure(update.terms['step'])}` },
      ...decay(update),
    ]),
    running(update, 'Lion’s running mean', 'm ← β₂m + (1 − β₂)g', [mean('m', beta2, '', update)]),
  ]
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

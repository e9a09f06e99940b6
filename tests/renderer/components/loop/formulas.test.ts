import { describe, expect, it } from 'vitest'
import type { LoopLayer, LoopStep, LoopWorkedUpdate } from '../../../../src-shared/loop'
import type { Optimizer } from '../../../../src-shared/recipe'
import type { Stage } from '../../../../src-renderer/components/loop/stages'
import { formulasOf } from '../../../../src-renderer/components/loop/formulas'
import { optimizerKinds, usualOptimizer } from '../../../../src-shared/recipe'
import { drawLoop } from '../../../../src-renderer/components/loop/drawing'
import { workedUpdate } from '../../../../src-renderer/components/loop/weight-formulas'
import { sumOf } from '../../../../src-renderer/components/loop/formula'
import { sampledStep, tutorialStep } from './loop-step'

/** Whatever the rule: it takes 0.25 from a weight of 0.5. */
function weightUpdate(optimizer: Optimizer): LoopWorkedUpdate {
  const names = ['correction1', 'correction2', 'mHat', 'vHat', 'ahead', 'root', 'blend', 'sign', 'step', 'decay']
  return {
    ...{ optimizer, number: 3, learningRate: 0.1, before: 0.5, gradient: 1, followed: 1, change: 0.25, after: 0.25 },
    slots: { m: { before: 1, after: 2 }, v: { before: 1, after: 2 } },
    terms: Object.fromEntries(names.map((name) => [name, 0.125])),
  }
}

const first = { row: 0, layer: 0, unit: 0 }
const lines = (stage: Stage, step: LoopStep, focus = first): string[] =>
  formulasOf(stage, step, focus).flatMap((worked) =>
    worked.lines.map(({ name, text }) => (name === undefined ? text : `${name}: ${text}`)),
  )

describe('the formulas with the numbers of the tutorial', () => {
  it('go forward', () => {
    expect(lines('forward', tutorialStep())).toEqual(['1.5 × 0.5 + 0.25 = 1', 'price: 1'])
  })

  it('say the loss of the row, of the batch, and in the target’s units', () => {
    expect(lines('loss', tutorialStep())).toEqual([
      '(1 − 300)² = 89,401',
      'L: (89,401 + 158,802) ∕ 2 = 124,102',
      'MSE: 124,102',
      'RMSE: 352.28',
      'MAE: 348.75',
    ])
  })

  it('go backward, row by row and summed', () => {
    expect(lines('backward', tutorialStep())).toEqual([
      '2 × (1 − 300) ∕ 2 = −299',
      '1.5 × (−299) + 2.5 × (−398.5) = −1,245.5',
      '−299 + (−398.5) = −697.5',
    ])
  })

  it('update by SGD', () => {
    expect(lines('update', tutorialStep())).toEqual([
      'size →: 0.5 − 0.01 × (−1,245.5) = 12.955',
      'bias: 0.25 − 0.01 × (−697.5) = 7.225',
    ])
  })

  it('say what comes next', () => {
    expect(lines('repeat', tutorialStep())).toContain('Next step: 4')
  })
})

describe('the formulas of other networks', () => {
  it('put the target’s own units beside the scaled ones', () => {
    const step = tutorialStep()
    const scaled = { ...step, source: { ...step.source, scaling: { mean: 400, deviation: 100 } } }
    expect(lines('forward', scaled)).toContain('1 × 100 + 400 = 1')
    expect(formulasOf('loss', scaled, first)[0]!.words).toContain('In price: 1 against 300.')
  })

  it('count what a sample leaves out', () => {
    expect(lines('forward', sampledStep(), { row: 0, layer: 1, unit: 0 })[0]).toBe(
      '0 × 0.5 + 3 × 2 + … 998 more + 0.25 = 1',
    )
    expect(sumOf([1, 2], 10_000)).toBe('1 + 2 + … 9,998 more')
  })

  it('name dead units', () => {
    const [, activation] = formulasOf('forward', sampledStep(), first)
    expect(activation!.lines[0]!.text).toBe('max(0, (−2)) = 0')
    expect(activation!.words).toContain('Dead')
  })

  it('carry the slope of a hidden unit back from the layer after it', () => {
    expect(lines('backward', sampledStep(), { row: 0, layer: 0, unit: 1 })[0]).toBe('1 × (2 × (−299)) = 0.5')
  })

  it('work from logits for two classes', () => {
    const step = tutorialStep()
    const classes: LoopStep = {
      ...step,
      source: { ...step.source, task: 'classification', loss: 'binary-cross-entropy', classes: ['no', 'yes'] },
      loss: {
        ...step.loss,
        kind: 'binary-cross-entropy',
        perRow: [0.3133, 1.7014],
        inUnits: { kind: 'classification', accuracy: 0.5, probability: 0.365 },
      },
      answers: [
        { kind: 'classification', label: 'yes', target: 'yes', probability: 0.7311, probabilities: [0.2689, 0.7311] },
        { kind: 'classification', label: 'yes', target: 'no', probability: 0.1824, probabilities: [0.1824, 0.8176] },
      ],
    }
    expect(lines('loss', classes).slice(0, 2)).toEqual(['ln(1 + exp 1) − 1 × 1 = 0.3133', '−ln 0.7311 = 0.3133'])
    expect(lines('backward', classes, { row: 1, layer: 0, unit: 0 })[0]).toBe('(0.8176 − 0) ∕ 2 = −398.5')
  })

  it('work Adam’s means out', () => {
    const step = tutorialStep()
    const slot = (name: string, before: number, after: number) => ({ name, before: [[before]], after: [[after]] })
    const adam: LoopStep = {
      ...step,
      source: { ...step.source, optimizer: usualOptimizer('adam') },
      layers: step.layers.map((layer) => ({
        ...layer,
        weights: { ...layer.weights!, slots: [slot('m', 0, -124.55), slot('v', 0, 1551.27)] },
      })),
      update: {
        number: 1,
        learningRate: 0.01,
        adam: {
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          correction1: 0.1,
          correction2: 0.001,
          rate: 0.003,
          scaledEpsilon: 3e-10,
        },
      },
    }
    expect(lines('update', adam)[0]).toBe('size →: 0.9 × 0 + (1 − 0.9) × (−1,245.5) = −124.55')
    expect(lines('update', adam)).toContain('size →: 0.999 × 0 + (1 − 0.999) × (−1,245.5)² = 1,551.27')
  })

  it.each(optimizerKinds)('put %s in letters and in numbers, for a unit and for one weight', (kind) => {
    const step = tutorialStep()
    const optimizer = usualOptimizer(kind)
    const slots = ['m', 'v'].map((name) => ({ name, before: [[1]], after: [[2]] }))
    const layers = step.layers.map((layer) => ({ ...layer, weights: { ...layer.weights!, slots } }))
    const worked = formulasOf('update', { ...step, layers, source: { ...step.source, optimizer } }, first)
    expect(worked.at(-1)!.rule).toContain('w ← w − η')
    expect(worked.flatMap((one) => one.lines).length).toBeGreaterThan(0)
    const cards = workedUpdate(weightUpdate(optimizer))
    expect(cards.at(kind === 'lion' ? 0 : -1)!.lines.at(-1)).toEqual({ name: 'w', text: '0.5 − 0.25 = 0.25' })
    expect(JSON.stringify(cards)).not.toMatch(/undefined|not finite/)
  })

  it('say what the optimizer follows only where that is not the gradient itself', () => {
    const update = weightUpdate(usualOptimizer('sgd'))
    expect(workedUpdate(update)).toHaveLength(1)
    expect(workedUpdate({ ...update, followed: 2 })[0]!.title).toBe('What the optimizer follows')
  })

  it.each(['dropout', 'batch-norm', 'layer-norm', 'residual', 'embedding'] as const)(
    'show what comes out of a layer of another kind: %s',
    (kind) => {
      const step = sampledStep()
      const vector = { before: [1, 1], gradient: [0.5, 0.5], followed: [0.5, 0.5], after: [0.9, 0.9], slots: [] }
      const norm = kind.endsWith('norm')
      const other: LoopLayer = {
        ...step.layers[0]!,
        ...{ kind, activation: null, weights: null, biases: null, dead: null, parameters: norm ? 4 : 0 },
        perUnit: norm ? [{ name: 'scale', tensor: vector }] : [],
      }
      const shown = { ...step, layers: [other, step.layers[1]!] }
      const [forward] = formulasOf('forward', shown, { row: 0, layer: 0, unit: 1 })
      expect(forward!.lines.at(-1)).toEqual({ name: 'a', text: '3' })
      const backward = formulasOf('backward', shown, { row: 0, layer: 0, unit: 1 })
      expect(backward[0]!.lines).toEqual([{ text: '0.5' }])
      expect(backward).toHaveLength(norm ? 2 : 1)
      const [update] = formulasOf('update', shown, { row: 0, layer: 0, unit: 1 })
      expect(norm ? update!.lines : update!.words).toEqual(
        norm ? [{ name: 'scale', text: '1 − 0.01 × 0.5 = 0.9' }] : expect.stringContaining('no parameters'),
      )
      const drawing = drawLoop(shown, 'forward', 0, { width: 640, height: 320 })
      // One line from each unit to the one beside it, and two into the output.
      expect(drawing.links).toHaveLength(1 + 2)
    },
  )

  it.each([
    ['mae', '|1 − 300| = 89,401'],
    ['huber', 'loss: 89,401'],
    ['quantile', 'loss: 89,401'],
    ['poisson', 'loss: 89,401'],
  ] as const)('say the loss of a row by %s', (kind, line) => {
    const step = tutorialStep()
    expect(lines('loss', { ...step, loss: { ...step.loss, kind } })).toContain(line)
  })

  it('say where a number is none', () => {
    const step = tutorialStep()
    expect(lines('loss', { ...step, loss: { ...step.loss, value: null } })[1]).toContain('= not finite')
  })
})

/** Losses and activations against their formulas in double; padding and extreme logits. */
import { describe, expect, it } from 'vitest'
import type { Activation, LossRule } from '../../../src-shared/recipe'
import { activations } from '../../../src-main/program/activations'
import { gradients } from '../../../src-main/program/gradients'
import { lossOf as measure } from '../../../src-main/program/losses'
import { mul } from '../../../src-main/program/ops/elementwise'
import { sum } from '../../../src-main/program/ops/shape'
import { trace } from '../../../src-main/program/trace'
import { evaluate } from './evaluate'

const outputs = [
  [0.5, -1.5, 2],
  [3, 0.25, -0.75],
  [-2, 1, 0.5],
]
const oneHot = [
  [0, 0, 1],
  [1, 0, 0],
  [0, 1, 0],
]
const weights = [0.5, 0.5, 0]

async function lossOf(
  rule: LossRule,
  z: number[][],
  y: number[][],
  w: number[],
): Promise<{ loss: number; gradient: number[] }> {
  const [rows, columns] = [z.length, z[0]!.length]
  const program = trace(({ input, output }) => {
    const logits = input('z', 'float32', [rows, columns])
    const targets = input('y', 'float32', [rows, columns])
    const value = measure(rule, logits, targets, input('w', 'float32', [rows, 1]))
    output('loss', value)
    output('gradient', gradients(value, [logits])[0]!)
  })
  const found = await evaluate(program, {
    z: { data: Float32Array.from(z.flat()), shape: [rows, columns] },
    y: { data: Float32Array.from(y.flat()), shape: [rows, columns] },
    w: { data: Float32Array.from(w), shape: [rows, 1] },
  })
  return { loss: Number(found['loss']![0]), gradient: Array.from(found['gradient'] as Float32Array) }
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
const softmax = (z: readonly number[]): number[] => {
  const total = z.reduce((sum, value) => sum + Math.exp(value), 0)
  return z.map((value) => Math.exp(value) / total)
}

type Formula = {
  rule: LossRule
  /** Of one output; slope: its derivative. */
  row: (z: number[], y: number[]) => number
  slope: (z: number[], y: number[]) => number[]
}

/** A loss that is a mean over the outputs. */
function byOutput(
  rule: LossRule,
  one: (z: number, y: number) => number,
  slope: (z: number, y: number) => number,
): Formula {
  return {
    rule,
    row: (z, y) => z.reduce((sum, value, j) => sum + one(value, y[j]!), 0) / z.length,
    slope: (z, y) => z.map((value, j) => slope(value, y[j]!) / z.length),
  }
}

const crossEntropy = (z: number, y: number): number => -y * Math.log(sigmoid(z)) - (1 - y) * Math.log(1 - sigmoid(z))
const smoothed = (y: number, s: number, classes: number): number => y * (1 - s) + s / classes
const logLoss = (z: number[], y: number[]): number =>
  -z.reduce((sum, _, j) => sum + y[j]! * Math.log(softmax(z)[j]!), 0)

/** As the docstrings have them. */
const formulas: Formula[] = [
  byOutput(
    { kind: 'mse' },
    (z, y) => (z - y) ** 2,
    (z, y) => 2 * (z - y),
  ),
  byOutput(
    { kind: 'mae' },
    (z, y) => Math.abs(z - y),
    (z, y) => Math.sign(z - y),
  ),
  byOutput(
    { kind: 'huber', delta: 1.5 },
    (z, y) => (Math.abs(z - y) <= 1.5 ? (z - y) ** 2 / 2 : 1.5 * (Math.abs(z - y) - 0.75)),
    (z, y) => Math.max(-1.5, Math.min(1.5, z - y)),
  ),
  byOutput(
    { kind: 'quantile', quantile: 0.8 },
    (z, y) => Math.max(0.8 * (y - z), -0.2 * (y - z)),
    (z, y) => (z < y ? -0.8 : 0.2),
  ),
  byOutput(
    { kind: 'poisson' },
    (z, y) => Math.exp(z) - y * z,
    (z, y) => Math.exp(z) - y,
  ),
  byOutput({ kind: 'binary-cross-entropy', labelSmoothing: 0 }, crossEntropy, (z, y) => sigmoid(z) - y),
  byOutput(
    { kind: 'binary-cross-entropy', labelSmoothing: 0.2 },
    (z, y) => crossEntropy(z, smoothed(y, 0.2, 2)),
    (z, y) => sigmoid(z) - smoothed(y, 0.2, 2),
  ),
  {
    rule: { kind: 'categorical-cross-entropy', labelSmoothing: 0 },
    row: logLoss,
    slope: (z, y) => softmax(z).map((p, j) => p - y[j]!),
  },
  {
    rule: { kind: 'categorical-cross-entropy', labelSmoothing: 0.3 },
    row: (z, y) =>
      logLoss(
        z,
        y.map((one) => smoothed(one, 0.3, 3)),
      ),
    slope: (z, y) => softmax(z).map((p, j) => p - smoothed(y[j]!, 0.3, 3)),
  },
]

describe.each(formulas.map((formula) => ({ ...formula, name: JSON.stringify(formula.rule) })))(
  '$name',
  ({ rule, row, slope }) => {
    it('is its formula, forward and backward; a row of weight zero counts for nothing', async () => {
      const found = await lossOf(rule, outputs, oneHot, weights)
      const expected = outputs.reduce((sum, z, i) => sum + weights[i]! * row(z, oneHot[i]!), 0)
      expect(found.loss).toBeCloseTo(expected, 5)
      const slopes = outputs.flatMap((z, i) => slope(z, oneHot[i]!).map((one) => weights[i]! * one))
      found.gradient.forEach((value, i) => expect(value).toBeCloseTo(slopes[i]!, 5))
      expect(found.gradient.slice(6).map(Math.abs)).toEqual([0, 0, 0])
    })

    it('stays finite however far the outputs are', async () => {
      const found = await lossOf(rule, [[80, -90, 60]], [[0, 1, 0]], [1])
      expect(Number.isFinite(found.loss)).toBe(true)
      expect(found.loss).toBeGreaterThan(10)
      expect(found.gradient.every(Number.isFinite)).toBe(true)
    })
  },
)

describe('activations', () => {
  const formulasByName: Record<Activation, (row: number[]) => number[]> = {
    linear: (row) => row,
    relu: (row) => row.map((z) => Math.max(z, 0)),
    'leaky-relu': (row) => row.map((z) => (z > 0 ? z : 0.01 * z)),
    elu: (row) => row.map((z) => (z > 0 ? z : Math.expm1(z))),
    selu: (row) => row.map((z) => 1.0507009873554805 * (z > 0 ? z : 1.6732632423543772 * Math.expm1(z))),
    gelu: (row) => row.map((z) => 0.5 * z * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3)))),
    silu: (row) => row.map((z) => z * sigmoid(z)),
    softplus: (row) => row.map((z) => Math.log1p(Math.exp(z))),
    tanh: (row) => row.map(Math.tanh),
    sigmoid: (row) => row.map(sigmoid),
    softmax,
  }

  it.each(Object.keys(formulasByName) as Activation[])('%s is its formula', async (name) => {
    const program = trace(({ input, output }) => output('a', activations[name](input('z', 'float32', ['rows', 3]))))
    const found = await evaluate(program, { z: { data: Float32Array.from(outputs.flat()), shape: [3, 3] } })
    const expected = outputs.flatMap(formulasByName[name])
    expected.forEach((value, i) => expect(Number(found['a']![i])).toBeCloseTo(value, 6))
  })

  it.each(Object.keys(formulasByName) as Activation[])('%s and its slope stay finite far out', async (name) => {
    const program = trace(({ input, output }) => {
      const z = input('z', 'float32', ['rows', 3])
      const a = activations[name](z)
      output('a', a)
      output('slope', gradients(sum(mul(a, a)), [z])[0]!)
    })
    const found = await evaluate(program, { z: { data: Float32Array.of(-300, 0, 300), shape: [1, 3] } })
    expect([...found['a']!, ...found['slope']!].every((one) => Number.isFinite(one))).toBe(true)
  })
})

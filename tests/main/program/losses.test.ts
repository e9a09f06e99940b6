/** Losses and activations against their formulas in double; padding and extreme logits. */
import { describe, expect, it } from 'vitest'
import type { Activation, Loss } from '../../../src-shared/recipe'
import { activations } from '../../../src-main/program/activations'
import { gradients } from '../../../src-main/program/gradients'
import { lossFunctions } from '../../../src-main/program/losses'
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
  loss: Loss,
  z: number[][],
  y: number[][],
  w: number[],
): Promise<{ loss: number; gradient: number[] }> {
  const [rows, columns] = [z.length, z[0]!.length]
  const program = trace(({ input, output }) => {
    const logits = input('z', 'float32', [rows, columns])
    const value = lossFunctions[loss](logits, input('y', 'float32', [rows, columns]), input('w', 'float32', [rows, 1]))
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

/** The row loss, and its gradient by the formula in the docstring. */
const formulas: Record<
  Loss,
  { row: (z: number[], y: number[]) => number; slope: (z: number[], y: number[]) => number[] }
> = {
  mse: {
    row: (z, y) => z.reduce((sum, value, j) => sum + (value - y[j]!) ** 2, 0) / z.length,
    slope: (z, y) => z.map((value, j) => (2 * (value - y[j]!)) / z.length),
  },
  'binary-cross-entropy': {
    row: (z, y) =>
      z.reduce(
        (sum, value, j) => sum - y[j]! * Math.log(sigmoid(value)) - (1 - y[j]!) * Math.log(1 - sigmoid(value)),
        0,
      ) / z.length,
    slope: (z, y) => z.map((value, j) => (sigmoid(value) - y[j]!) / z.length),
  },
  'categorical-cross-entropy': {
    row: (z, y) => -z.reduce((sum, _, j) => sum + y[j]! * Math.log(softmax(z)[j]!), 0),
    slope: (z, y) => softmax(z).map((p, j) => p - y[j]!),
  },
}

describe.each(['mse', 'binary-cross-entropy', 'categorical-cross-entropy'] as const)('%s', (loss) => {
  it('is its formula, forward and backward; a row of weight zero counts for nothing', async () => {
    const found = await lossOf(loss, outputs, oneHot, weights)
    const expected = outputs.reduce((sum, z, i) => sum + weights[i]! * formulas[loss].row(z, oneHot[i]!), 0)
    expect(found.loss).toBeCloseTo(expected, 6)
    const slopes = outputs.flatMap((z, i) => formulas[loss].slope(z, oneHot[i]!).map((slope) => weights[i]! * slope))
    found.gradient.forEach((value, i) => expect(value).toBeCloseTo(slopes[i]!, 6))
    expect(found.gradient.slice(6).map(Math.abs)).toEqual([0, 0, 0])
  })

  it('stays finite however far the outputs are', async () => {
    const found = await lossOf(loss, [[80, -90, 100]], [[0, 1, 0]], [1])
    expect(Number.isFinite(found.loss)).toBe(true)
    expect(found.loss).toBeGreaterThan(50)
    expect(found.gradient.every(Number.isFinite)).toBe(true)
  })
})

describe('activations', () => {
  const formulasByName: Record<Activation, (row: number[]) => number[]> = {
    linear: (row) => row,
    relu: (row) => row.map((z) => Math.max(z, 0)),
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
})

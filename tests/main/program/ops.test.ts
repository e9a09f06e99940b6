/** Every primitive's backward against central differences of its own forward, in double, on onnxruntime. */
import { describe, expect, it } from 'vitest'
import { gradients } from '../../../src-main/program/gradients'
import { concat, split } from '../../../src-main/program/ops/arrange'
import { constant } from '../../../src-main/program/ops/constant'
import * as elementwise from '../../../src-main/program/ops/elementwise'
import { mixBits, xor } from '../../../src-main/program/ops/bits'
import { normaliseColumns, normaliseRows } from '../../../src-main/program/ops/normalise'
import { range } from '../../../src-main/program/ops/range'
import { matmul } from '../../../src-main/program/ops/matmul'
import { expand, reshape, sum } from '../../../src-main/program/ops/shape'
import { logSoftmax, softmax } from '../../../src-main/program/ops/softmax'
import type { ElementType } from '../../../src-main/program/program'
import type { Tensor } from '../../../src-main/program/trace'
import { trace } from '../../../src-main/program/trace'
import { evaluate, numbers } from './evaluate'

type Case = {
  name: string
  shapes: number[][]
  f: (...x: Tensor[]) => Tensor
  /** Where onnxruntime has no double kernel. */
  type?: ElementType
  /** Moves the operands to where the function is defined and smooth. */
  place?: (x: number, operand: number) => number
}

const awayFromZero = (x: number): number => x + Math.sign(x) * 0.2
const { add, sub, mul, div, neg, select, greater, cast, sqrt, exp, tanh, sigmoid, relu, softplus } = elementwise
const { abs, maximum, minimum } = elementwise

const cases: Case[] = [
  {
    name: 'add',
    shapes: [
      [3, 4],
      [3, 4],
    ],
    f: add,
  },
  { name: 'add of a vector to every row', shapes: [[3, 4], [4]], f: add },
  { name: 'add of a tensor to itself', shapes: [[3]], f: (x) => mul(add(x, x), x) },
  {
    name: 'sub',
    shapes: [
      [3, 4],
      [3, 1],
    ],
    f: sub,
  },
  {
    name: 'mul',
    shapes: [
      [3, 1],
      [3, 4],
    ],
    f: mul,
  },
  { name: 'mul of a tensor with itself', shapes: [[5]], f: (x) => mul(x, x) },
  { name: 'mul by a number', shapes: [[5]], f: (x) => mul(3, mul(x, -2.5)) },
  { name: 'neg', shapes: [[5]], f: (x) => mul(neg(x), x) },
  { name: 'div', shapes: [[3, 4], [4]], f: div, place: awayFromZero },
  { name: 'div of a number', shapes: [[4]], f: (x) => div(2, x), place: awayFromZero },
  {
    name: 'select',
    shapes: [[3, 4], [4]],
    f: (a, b) => select(greater(a, 0), mul(a, b), mul(b, b)),
    place: awayFromZero,
  },
  { name: 'cast', shapes: [[4]], f: (x) => cast(mul(cast(x, 'float64'), 2), x.type), type: 'float32' },
  { name: 'sqrt', shapes: [[5]], f: sqrt, place: (x) => Math.abs(x) + 0.3 },
  { name: 'exp', shapes: [[5]], f: exp },
  { name: 'tanh', shapes: [[5]], f: tanh },
  { name: 'sigmoid', shapes: [[5]], f: sigmoid },
  { name: 'relu', shapes: [[8]], f: relu, place: awayFromZero },
  { name: 'softplus', shapes: [[5]], f: softplus, type: 'float32' },
  { name: 'abs', shapes: [[8]], f: abs, place: awayFromZero },
  { name: 'maximum', shapes: [[3, 4], [4]], f: (a, b) => maximum(mul(a, 3), b) },
  { name: 'minimum', shapes: [[3, 4], [4]], f: (a, b) => minimum(mul(a, 3), b) },
  { name: 'minimum with a number', shapes: [[8]], f: (x) => minimum(mul(x, x), 0.2) },
  { name: 'split and concat of columns', shapes: [[3, 6]], f: columnsShuffled },
  {
    name: 'normalise columns',
    shapes: [[5, 3]],
    f: (x) => mul(normaliseColumns(x, sharesOf(x), 0.1).normal, normaliseColumns(mul(x, x), sharesOf(x), 0.1).normal),
  },
  {
    name: 'normalise rows',
    shapes: [[4, 5]],
    f: (x) => mul(normaliseRows(x, 1e-3).normal, normaliseRows(mul(x, x), 0.1).normal),
  },
  { name: 'softmax', shapes: [[3, 4]], f: softmax },
  { name: 'log-softmax', shapes: [[3, 4]], f: logSoftmax },
  { name: 'sum over one axis', shapes: [[3, 4]], f: (x) => mul(sum(x, [0]), sum(x, [0])) },
  { name: 'sum over one axis, kept', shapes: [[3, 4]], f: (x) => mul(sum(x, [1], true), x) },
  { name: 'sum over everything', shapes: [[3, 4]], f: (x) => mul(sum(x), sum(x)) },
  { name: 'expand', shapes: [[4]], f: (x) => mul(expand(x, [3, 4]), expand(reshape(x, [1, 4]), [3, 4])) },
  { name: 'reshape', shapes: [[3, 4]], f: (x) => mul(reshape(x, [2, 6]), reshape(x, [2, 6])) },
  { name: 'split and concat', shapes: [[6]], f: shuffled },
  { name: 'split with a piece that nothing reads', shapes: [[6]], f: (x) => mul(split(x, [2, 4])[1]!, 2) },
  {
    name: 'matmul',
    shapes: [
      [3, 4],
      [4, 2],
    ],
    f: (a, b) => matmul(a, b),
  },
  {
    name: 'matmul, left transposed',
    shapes: [
      [4, 3],
      [4, 2],
    ],
    f: (a, b) => matmul(a, b, { transposeA: true }),
  },
  {
    name: 'matmul, right transposed',
    shapes: [
      [3, 4],
      [2, 4],
    ],
    f: (a, b) => matmul(a, b, { transposeB: true }),
  },
  {
    name: 'matmul, both transposed',
    shapes: [
      [4, 3],
      [2, 4],
    ],
    f: (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
  },
]

/** The last row doesn't count, as padding. */
const sharesOf = (x: Tensor): Tensor => constant(x, [0.4, 0.3, 0.2, 0.1, 0], x.type, [5, 1])

function columnsShuffled(x: Tensor): Tensor {
  const [a, b, c] = split(x, [1, 2, 3], 1)
  return mul(concat([c!, mul(a!, a!), b!], 1), concat([mul(b!, 2), c!, a!], 1))
}

function shuffled(x: Tensor): Tensor {
  const [a, b, c] = split(x, [1, 2, 3])
  return mul(concat([c!, a!, b!]), x)
}

describe('every primitive has the gradient that central differences find', () => {
  it.each(cases)('$name', async ({ shapes, f, type = 'float64', place = (x) => x }) => {
    const values = shapes.map((shape, i) => numbers(sizeOf(shape), i + 1).map((x) => place(x, i)))
    const program = trace(({ input, output }) => {
      const operands = shapes.map((shape, i) => input(`x${i}`, type, shape))
      const y = f(...operands)
      // Any weighted sum will do, as long as the weights differ.
      const weights = constant(y, numbers(sizeOf(y.shape as number[]), 99), type, y.shape as number[])
      const loss = sum(mul(y, weights))
      output('loss', loss)
      gradients(loss, operands).forEach((gradient, i) => output(`gradient${i}`, gradient))
    })
    const run = (operands: number[][]): ReturnType<typeof evaluate> => {
      const make = (data: number[]): Float32Array | Float64Array =>
        type === 'float64' ? new Float64Array(data) : new Float32Array(data)
      return evaluate(
        program,
        Object.fromEntries(operands.map((data, i) => [`x${i}`, { data: make(data), shape: shapes[i]! }])),
      )
    }
    const [h, tolerance] = type === 'float64' ? [1e-5, 1e-8] : [1e-2, 2e-3]
    const found = await run(values)
    for (const [i, operand] of values.entries()) {
      for (const [k, x] of operand.entries()) {
        const at = async (moved: number): Promise<number> =>
          Number((await run(values.map((other, j) => (j === i ? other.with(k, moved) : other))))['loss']![0])
        const difference = ((await at(x + h)) - (await at(x - h))) / (2 * h)
        expect(Math.abs(Number(found[`gradient${i}`]![k]) - difference)).toBeLessThan(tolerance)
      }
    }
  })
})

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

describe('bits', () => {
  it('mix as Wellons’ lowbias32 does, for small and large numbers', async () => {
    const mixed = (value: number): number => {
      let x = value >>> 0
      x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
      x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
      return (x ^ (x >>> 16)) >>> 0
    }
    const program = trace(({ input, output }) => {
      const x = elementwise.mul(range(input('x', 'float32', ['rows', 2])), 0x9e3779b9)
      // There are no outputs of uint32: both halves of the bits, which a float64 holds exactly.
      output('mixed', cast(mixBits(xor(x, 0x12345678)), 'float64'))
    })
    const found = await evaluate(program, { x: { data: new Float32Array(2000), shape: [1000, 2] } })
    const expected = Array.from({ length: 1000 }, (_, i) => mixed((Math.imul(i, 0x9e3779b9) ^ 0x12345678) >>> 0))
    expect(Array.from(found['mixed'] as Float64Array)).toEqual(expected)
  })

  it('count places, known beforehand or not', async () => {
    const program = trace(({ input, output }) => {
      const x = input('x', 'float32', ['rows', 3])
      output('rows', cast(range(x), 'float64'))
      output('units', add(cast(range(x, 3), 'float64'), mul(cast(sum(x), 'float64'), 0)))
    })
    const found = await evaluate(program, { x: { data: new Float32Array(6), shape: [2, 3] } })
    expect(Array.from(found['rows'] as Float64Array)).toEqual([0, 1])
    expect(Array.from(found['units'] as Float64Array)).toEqual([0, 1, 2])
  })
})

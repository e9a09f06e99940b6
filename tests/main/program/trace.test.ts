/** Tracing: what a program keeps, shares, moves out of a loop and calls by name. */
import { describe, expect, it } from 'vitest'
import { gradients } from '../../../src-main/program/gradients'
import { gather } from '../../../src-main/program/ops/arrange'
import { add, mul, tanh } from '../../../src-main/program/ops/elementwise'
import { loop } from '../../../src-main/program/ops/loop'
import { matmul } from '../../../src-main/program/ops/matmul'
import { expand, reshape, sum } from '../../../src-main/program/ops/shape'
import type { Program } from '../../../src-main/program/program'
import { named, trace } from '../../../src-main/program/trace'
import { evaluate } from './evaluate'

const kinds = (program: Pick<Program, 'nodes'>): string[] => program.nodes.map(({ operation }) => operation.kind)

describe('a program', () => {
  it('is plain data that survives JSON', () => {
    const program = trace(({ input, output }) => output('y', tanh(input('x', 'float32', ['rows', 3]))))
    expect(JSON.parse(JSON.stringify(program))).toEqual(program)
  })

  it('makes equal operations once and leaves out what no output needs', () => {
    const program = trace(({ input, output }) => {
      const x = input('x', 'float32', [3])
      tanh(mul(x, 5))
      output('y', add(mul(tanh(x), x), mul(tanh(x), x)))
    })
    expect(kinds(program)).toEqual(['tanh', 'mul', 'constant', 'mul'])
  })

  it('leaves out a product with one and a sum with zero', () => {
    const program = trace(({ input, output }) => output('y', add(mul(input('x', 'float32', [3]), 1), 0)))
    expect(kinds(program)).toEqual([])
    expect(program.outputs[0]!.value.id).toBe(program.inputs[0]!.value.id)
  })

  it('keeps the names of what it keeps, and can make them outputs', async () => {
    const define = (options: { outputNames?: boolean }): Program =>
      trace(({ input, output }) => {
        const x = input('x', 'float32', [2])
        const doubled = named('doubled', mul(x, 2))
        named('forgotten', mul(x, 7))
        output('y', named('squashed', tanh(doubled)))
      }, options)
    expect(define({}).names.map(({ name }) => name)).toEqual(['doubled', 'squashed'])
    expect(define({}).outputs.map(({ name }) => name)).toEqual(['y'])
    const found = await evaluate(define({ outputNames: true }), { x: { data: new Float32Array([1, -2]), shape: [2] } })
    expect(Array.from(found['doubled'] as Float32Array)).toEqual([2, -4])
    expect(found['squashed']).toEqual(found['y'])
  })

  it('refuses shapes that do not go together, in words', () => {
    const refuse = (f: () => unknown, words: string): void => expect(f).toThrow(words)
    trace(({ input }) => {
      const [a, b] = [input('a', 'float32', [2, 3]), input('b', 'float32', [4])]
      refuse(() => add(a, b), "[2, 3] and [4] don't go together.")
      refuse(() => matmul(a, a), '[2, 3] × [2, 3]: the inner sizes differ.')
      refuse(() => matmul(a, b), 'two matrices')
      refuse(() => reshape(a, [5]), "Can't reshape [2, 3] to [5].")
      refuse(() => expand(a, [2, 4]), "don't go together")
      refuse(() => add(a, input('c', 'float64', [3])), 'cast one of them')
    })
  })
})

describe('a loop', () => {
  it('carries, scans, stacks and reads what is around it', async () => {
    const program = trace(({ input, output }) => {
      const [start, steps, factor] = [
        input('start', 'float32', []),
        input('steps', 'float32', ['n']),
        input('factor', 'float32', []),
      ]
      const { carried, stacked } = loop([start], [steps], ([total], [step]) => {
        const next = add(total!, mul(step!, mul(factor, factor)))
        return { carried: [next], stacked: [total!, next] }
      })
      output('total', carried[0]!)
      output('before', stacked[0]!)
      output('after', stacked[1]!)
    })
    // factor² depends on nothing inside: it is computed before the loop.
    expect(kinds(program)).toEqual(['mul', 'loop'])
    const found = await evaluate(program, {
      start: { data: new Float32Array([1]), shape: [] },
      steps: { data: new Float32Array([1, 2, 3]), shape: [3] },
      factor: { data: new Float32Array([2]), shape: [] },
    })
    expect(Array.from(found['total'] as Float32Array)).toEqual([25])
    expect(Array.from(found['before'] as Float32Array)).toEqual([1, 5, 13])
    expect(Array.from(found['after'] as Float32Array)).toEqual([5, 13, 25])
  })

  it('refuses to change the shape of what it carries, and to be differentiated', () => {
    trace(({ input }) => {
      const [x, n] = [input('x', 'float32', [2]), input('n', 'float32', [3])]
      expect(() => loop([x], [n], ([state]) => ({ carried: [sum(state!)], stacked: [] }))).toThrow('changed its shape')
      const { carried } = loop([x], [n], ([state]) => ({ carried: [mul(state!, 2)], stacked: [] }))
      expect(() => gradients(sum(carried[0]!), [x])).toThrow('loop has no gradient')
    })
  })
})

describe('gradients', () => {
  it('are zero where the loss does not depend on it, and summed over every path', async () => {
    const program = trace(({ input, output }) => {
      const [x, other] = [input('x', 'float32', [2]), input('other', 'float32', [2])]
      const [gx, none] = gradients(sum(add(mul(x, x), mul(3, x))), [x, other])
      output('gx', gx!)
      output('none', add(none!, mul(other, 0)))
    })
    const feeds = {
      x: { data: new Float32Array([1, 2]), shape: [2] },
      other: { data: new Float32Array([5, 5]), shape: [2] },
    }
    const found = await evaluate(program, feeds)
    expect(Array.from(found['gx'] as Float32Array)).toEqual([5, 7])
    expect(Array.from(found['none'] as Float32Array)).toEqual([0, 0])
  })
})

it('picks rows by number, the last one for −1', async () => {
  const program = trace(({ input, output }) => {
    output('y', gather(input('x', 'float32', ['rows', 2]), input('i', 'int32', ['n'])))
  })
  const found = await evaluate(program, {
    x: { data: new Float32Array([1, 2, 3, 4, 5, 6]), shape: [3, 2] },
    i: { data: new Int32Array([1, -1]), shape: [2] },
  })
  expect(Array.from(found['y'] as Float32Array)).toEqual([3, 4, 5, 6])
})

/** The plain operations: one of the program's is one, or a few, of TensorFlow's. */
import { assertNever } from '../../../src-shared/errors'
import type { Node, Value } from '../../program/program'
import type { NodeWriter, Ref, Sizes } from './node-writer'

export type Operand = { ref: Ref; value: Value }

/** Adds the nodes of an operation and gives what they make, one for each of its outputs. */
export function lowerOperation(
  writer: NodeWriter,
  { operation, outputs }: Node,
  operands: readonly Operand[],
  shapeOf: (value: Value) => Sizes,
): Ref[] {
  const [first] = operands
  const output = outputs[0]!
  const refs = operands.map(({ ref }) => ref)
  const sizes = (shape: Sizes): Ref => writer.constant('int32', shape, [shape.length])
  switch (operation.kind) {
    case 'constant':
      return [writer.constant(numeric(output), operation.values, output.shape as number[])]
    case 'matmul': {
      const { transposeA, transposeB } = operation
      const attributes = { T: typeOf(output), transpose_a: { flag: transposeA }, transpose_b: { flag: transposeB } }
      return [writer.node('MatMul', 'product', refs, attributes)]
    }
    case 'cast':
      return [writer.node('Cast', 'y', refs, { SrcT: typeOf(first!.value), DstT: typeOf(output) })]
    case 'sum': {
      const attributes = { T: typeOf(output), keep_dims: { flag: operation.keepDimensions } }
      return [writer.node('Sum', 'output', [...refs, sizes(operation.axes)], attributes)]
    }
    case 'expand':
      return [writer.node('BroadcastTo', 'output', [...refs, sizes(shapeOf(output))], { T: typeOf(output) })]
    case 'reshape':
      return [writer.node('Reshape', 'output', [...refs, sizes(shapeOf(output))], { T: typeOf(output) })]
    case 'split': {
      const axis = writer.constant('int32', [operation.axis], [])
      return writer.list('SplitV', outputs.length, [...refs, sizes(operation.sizes), axis], {
        T: typeOf(output),
        Tlen: { type: 'int32' },
        num_split: { number: outputs.length },
      })
    }
    case 'concat': {
      const attributes = { T: typeOf(output), N: { number: refs.length } }
      return [writer.node('ConcatV2', 'output', [...refs, writer.constant('int32', [operation.axis], [])], attributes)]
    }
    case 'range': {
      const [start, limit, delta] = [0, shapeOf(output)[0]!, 1].map((n) => writer.constant('int32', [n], []))
      const numbers = writer.node('Range', 'output', [start!, limit!, delta!], { Tidx: { type: 'int32' } })
      return [writer.node('Cast', 'y', [numbers], { SrcT: { type: 'int32' }, DstT: typeOf(output) })]
    }
    case 'shift-right': {
      const by = writer.constant('uint32', [operation.by], [])
      return [writer.node('RightShift', 'z', [...refs, by], { T: typeOf(output) })]
    }
    case 'gather':
      return [pickRows(writer, first!, refs[1]!, shapeOf(first!.value)[0]!)]
    case 'select':
      return [writer.node('SelectV2', 'output', refs, { T: typeOf(output) })]
    case 'greater':
      return [writer.node('Greater', 'z', refs, { T: typeOf(first!.value) })]
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'pow':
    case 'maximum':
    case 'minimum':
    case 'xor':
    case 'abs':
    case 'sign':
    case 'sqrt':
    case 'exp':
    case 'tanh':
    case 'sigmoid':
    case 'relu':
    case 'softplus':
    case 'softmax':
    case 'log-softmax': {
      const [op, result] = plain[operation.kind]
      return [writer.node(op, result, refs, { T: typeOf(output) })]
    }
    case 'loop':
      throw new Error('A loop is lowered with what is around it.')
    default:
      return assertNever(operation)
  }
}

/** By the program's names: TensorFlow's, and what it calls its result. */
const plain = {
  add: ['AddV2', 'z'],
  sub: ['Sub', 'z'],
  mul: ['Mul', 'z'],
  div: ['RealDiv', 'z'],
  pow: ['Pow', 'z'],
  maximum: ['Maximum', 'z'],
  minimum: ['Minimum', 'z'],
  xor: ['BitwiseXor', 'z'],
  abs: ['Abs', 'y'],
  sign: ['Sign', 'y'],
  sqrt: ['Sqrt', 'y'],
  exp: ['Exp', 'y'],
  tanh: ['Tanh', 'y'],
  sigmoid: ['Sigmoid', 'y'],
  relu: ['Relu', 'activations'],
  softplus: ['Softplus', 'activations'],
  softmax: ['Softmax', 'softmax'],
  'log-softmax': ['LogSoftmax', 'logsoftmax'],
} as const

/** Rows by number, where −1 is the last one: TensorFlow itself refuses it. */
export function pickRows(writer: NodeWriter, data: Operand, numbers: Ref, rows: number): Ref {
  const int = { T: { type: 'int32' } } as const
  const back = writer.node('AddV2', 'z', [numbers, writer.constant('int32', [rows], [])], int)
  const isNegative = writer.node('Less', 'z', [numbers, writer.constant('int32', [0], [])], int)
  const places = writer.node('SelectV2', 'output', [isNegative, back, numbers], int)
  return writer.node('GatherV2', 'output', [data.ref, places, writer.constant('int32', [0], [])], {
    Tparams: typeOf(data.value),
    Tindices: { type: 'int32' },
    Taxis: { type: 'int32' },
  })
}

function typeOf({ type }: Value): { type: Value['type'] } {
  return { type }
}

function numeric({ type }: Value): Exclude<Value['type'], 'bool'> {
  if (type === 'bool') throw new Error('There are no boolean constants.')
  return type
}

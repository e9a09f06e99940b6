/**
 * Lowering: a `Program` becomes an ONNX graph, operation by operation; its loop becomes `Scan`.
 *
 * `Scan` rather than `Loop`: it hands each turn its slice of the batches without a copy, needs no condition and writes
 * stacked results in place (measured 8 % faster at batch 32, 15 % at 256). A matrix product and the bias added to it
 * become one `Gemm`; onnxruntime itself then fuses the activation behind it.
 */
import type { Block, Dimension, Node, Operation, Program, Value } from '../../program/program'
import { GraphWriter, modelBytes, onnxType } from './graph-writer'

/** The program as the bytes of an ONNX model. Inputs and outputs have the program's names. */
export function lowerProgram(program: Program): Uint8Array {
  const taken = [...program.inputs, ...program.outputs].map(({ name }) => name)
  const graph = new GraphWriter('program', null, taken)
  const names = new Map<number, string>()
  for (const { name, value } of program.inputs) {
    graph.input(name, value.type, value.shape)
    names.set(value.id, name)
  }
  lowerNodes(graph, names, program)
  for (const { name, value } of program.outputs) {
    graph.node('Identity', [names.get(value.id)!], {}, name)
    graph.output(name, value.type, value.shape)
  }
  return modelBytes(graph.finish(), { documentation: 'A program of Epochwise.', opset: 18 })
}

/** Lowers a program into a graph in which its inputs have the given names, and adds the names of what it makes. */
export function lowerNodes(graph: GraphWriter, names: Map<number, string>, program: Omit<Program, 'names'>): void {
  const { inputs, nodes, outputs } = program
  lowerBlock(graph, names, {
    inputs: inputs.map(({ value }) => value),
    nodes,
    outputs: outputs.map(({ value }) => value.id),
  })
}

function lowerBlock(graph: GraphWriter, names: Map<number, string>, block: Block): void {
  const uses = countUses(block.nodes, block.outputs)
  const products = new Map<number, Node>()
  for (const node of block.nodes) {
    const output = node.outputs[0]!
    if (node.operation.kind === 'matmul' && uses.get(output.id) === 1 && addsBias(block, output))
      products.set(output.id, node)
    else lowerNode(graph, names, node, products)
  }
}

function lowerNode(graph: GraphWriter, names: Map<number, string>, node: Node, products: Map<number, Node>): void {
  const inputs = node.inputs.map((id) => names.get(id) ?? '')
  const product =
    node.operation.kind === 'add' ? node.inputs.map((id) => products.get(id)).find((found) => found) : undefined
  if (product !== undefined) {
    const bias = node.inputs.find((id) => id !== product.outputs[0]!.id)!
    const operands = [...product.inputs, bias].map((id) => names.get(id)!)
    names.set(node.outputs[0]!.id, gemm(graph, product.operation, operands))
  } else if (node.operation.kind === 'loop') {
    const outputs = node.outputs.map((output) => name(graph, names, output))
    const attributes = {
      body: { graph: lowerBody(graph, names, node.operation.body) },
      num_scan_inputs: inputs.length - node.operation.carried,
    }
    graph.nodeTo('Scan', inputs, outputs, attributes)
  } else if (node.operation.kind === 'split') {
    const sizes = graph.constant('int64', node.operation.sizes, [node.operation.sizes.length])
    graph.nodeTo(
      'Split',
      [inputs[0]!, sizes],
      node.outputs.map((output) => name(graph, names, output)),
      { axis: node.operation.axis },
    )
  } else {
    names.set(node.outputs[0]!.id, lowerOperation(graph, node.operation, inputs, node.outputs[0]!))
  }
}

type Plain = Exclude<Operation, { kind: 'loop' | 'split' }>

function lowerOperation(graph: GraphWriter, operation: Plain, inputs: readonly string[], output: Value): string {
  switch (operation.kind) {
    case 'constant':
      return graph.constant(numeric(output.type), operation.values, output.shape as number[])
    case 'matmul':
      return gemm(graph, operation, inputs)
    case 'cast':
      return graph.node('Cast', inputs, { to: onnxType(operation.to) })
    case 'sum': {
      const axes = graph.constant('int64', operation.axes, [operation.axes.length])
      return graph.node('ReduceSum', [...inputs, axes], { keepdims: operation.keepDimensions ? 1 : 0 })
    }
    case 'expand':
      return graph.node('Expand', [...inputs, shapeConstant(graph, operation.shape)])
    case 'reshape':
      return graph.node('Reshape', [...inputs, shapeConstant(graph, operation.shape, true)])
    case 'softplus':
      return output.type === 'float64' ? doubleSoftplus(graph, inputs) : graph.node('Softplus', inputs)
    case 'concat':
      return graph.node('Concat', inputs, { axis: operation.axis })
    case 'gather':
      return graph.node('Gather', inputs, { axis: 0 })
    case 'range':
      return graph.node('Cast', [range(graph, operation.size, inputs)], { to: onnxType('uint32') })
    case 'shift-right': {
      const by = graph.constant('uint32', [operation.by], [])
      return graph.node('BitShift', [...inputs, by], { direction: 'RIGHT' })
    }
    case 'softmax':
    case 'log-softmax':
      return graph.node(plainNames[operation.kind], inputs, { axis: -1 })
    default:
      return graph.node(plainNames[operation.kind], inputs)
  }
}

const plainNames = {
  sqrt: 'Sqrt',
  exp: 'Exp',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  relu: 'Relu',
  abs: 'Abs',
  sign: 'Sign',
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  div: 'Div',
  pow: 'Pow',
  maximum: 'Max',
  minimum: 'Min',
  greater: 'Greater',
  select: 'Where',
  xor: 'BitwiseXor',
  softmax: 'Softmax',
  'log-softmax': 'LogSoftmax',
} as const

/** int64 0, 1, 2 …: as many as are known, or as the input's first axis is long. */
function range(graph: GraphWriter, size: Dimension, inputs: readonly string[]): string {
  const scalar = (value: number): string => graph.constant('int64', [value], [])
  if (typeof size === 'number') return graph.node('Range', [scalar(0), scalar(size), scalar(1)])
  const count = graph.node('Gather', [graph.node('Shape', inputs), scalar(0)], { axis: 0 })
  return graph.node('Range', [scalar(0), count, scalar(1)])
}

/** max(x, 0) + ln(1 + e^−|x|): onnxruntime has no Softplus in double. */
function doubleSoftplus(graph: GraphWriter, inputs: readonly string[]): string {
  const small = graph.node('Exp', [graph.node('Neg', [graph.node('Abs', inputs)])])
  const tail = graph.node('Log', [graph.node('Add', [graph.constant('float64', [1], []), small])])
  return graph.node('Add', [graph.node('Relu', inputs), tail])
}

function gemm(graph: GraphWriter, operation: Operation, operands: readonly string[]): string {
  if (operation.kind !== 'matmul') throw new Error('Only a matrix product becomes a Gemm.')
  return graph.node('Gemm', operands, { transA: operation.transposeA ? 1 : 0, transB: operation.transposeB ? 1 : 0 })
}

function lowerBody(
  parent: GraphWriter,
  outer: ReadonlyMap<number, string>,
  body: Block,
): ReturnType<GraphWriter['finish']> {
  const graph = new GraphWriter('body', parent)
  const names = new Map(outer)
  const values = new Map<number, Value>()
  for (const input of body.inputs) {
    graph.input(name(graph, names, input), input.type, input.shape)
    values.set(input.id, input)
  }
  for (const output of body.nodes.flatMap((node) => node.outputs)) values.set(output.id, output)
  lowerBlock(graph, names, body)
  const given = new Set(body.inputs.map((input) => names.get(input.id)!))
  const taken = new Set<string>()
  for (const id of body.outputs) {
    const inside = names.get(id)!
    // A body's output must be made in the body, by a name that no other output has.
    const plain = values.has(id) && !given.has(inside) && !taken.has(inside)
    const output = plain ? inside : graph.node('Identity', [inside])
    taken.add(output)
    const value = values.get(id)
    if (value === undefined) throw new Error('A loop gives back a value that it never touched.')
    graph.output(output, value.type, value.shape)
  }
  return graph.finish()
}

function name(graph: GraphWriter, names: Map<number, string>, value: Value): string {
  const fresh = graph.fresh()
  names.set(value.id, fresh)
  return fresh
}

/** How often each value is read, in bodies and as an output too. */
function countUses(nodes: readonly Node[], outputs: readonly number[]): Map<number, number> {
  const uses = new Map<number, number>()
  const count = (id: number): void => void uses.set(id, (uses.get(id) ?? 0) + 1)
  const countAll = (list: readonly Node[], ends: readonly number[]): void => {
    for (const node of list) {
      node.inputs.forEach(count)
      if (node.operation.kind === 'loop') countAll(node.operation.body.nodes, node.operation.body.outputs)
    }
    ends.forEach(count)
  }
  countAll(nodes, outputs)
  return uses
}

/** A product is followed by the addition of a vector: together they are one Gemm. */
function addsBias({ inputs, nodes }: Block, product: Value): boolean {
  const user = nodes.find((node) => node.inputs.includes(product.id))
  if (user?.operation.kind !== 'add') return false
  const biasId = user.inputs.find((id) => id !== product.id)
  const bias = [...inputs, ...nodes.flatMap((node) => node.outputs)].find((value) => value.id === biasId)
  return bias?.shape.length === 1
}

/** One unknown size of a reshape may be left to the runtime; an expansion must know them all. */
function shapeConstant(graph: GraphWriter, shape: readonly (number | string)[], mayInfer = false): string {
  const unknown = shape.filter((size) => typeof size === 'string')
  if (unknown.length > (mayInfer ? 1 : 0)) throw new Error(`The size ${unknown.join(', ')} must be known here.`)
  return graph.constant(
    'int64',
    shape.map((size) => (typeof size === 'number' ? size : -1)),
    [shape.length],
  )
}

function numeric(type: Value['type']): Exclude<Value['type'], 'bool'> {
  if (type === 'bool') throw new Error('There are no boolean constants.')
  return type
}

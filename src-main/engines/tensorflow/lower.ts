/**
 * Lowering: a `Program` becomes a library of TensorFlow functions, operation by operation; its loop `StatelessWhile`.
 *
 * Everything that a loop's body reads goes around with it, as TensorFlow has it. The number of turns is an input and the
 * scanned tensors are as long as they will ever be: XLA compiles once for every shape, and takes a while. Rows are
 * gathered turn by turn, inside the loop.
 */
import type { Block, Node, Operation, Program, Value } from '../../program/program'
import { lowerOperation, pickRows } from './lower-operation'
import type { Argument, Ref, Sizes } from './node-writer'
import { NodeWriter } from './node-writer'
import type { FunctionDef } from './proto/tensorflow_pb'
import type { LoopSizes } from './loop-sizes'

export type LoweredProgram = {
  /** The function that computes it, and those it calls. */
  functions: FunctionDef[]
  name: string
  /** The program's inputs, in its order, then one number of turns for each named size that a loop goes by. */
  inputs: Argument[]
  outputs: Argument[]
}

export const programName = 'program'

export function lowerProgram(program: Program, sizes: LoopSizes): LoweredProgram {
  const lowering = new Lowering(program, sizes)
  return lowering.finish()
}

/** Values by their numbers, as one function refers to them. */
type Names = Map<number, Ref>

class Lowering {
  readonly #functions: FunctionDef[] = []
  readonly #values = new Map<number, Value>()
  readonly #program: Program
  readonly #sizes: LoopSizes

  constructor(program: Program, sizes: LoopSizes) {
    this.#program = program
    this.#sizes = sizes
    for (const { value } of program.inputs) this.#values.set(value.id, value)
    this.#collect(program.nodes)
  }

  finish(): LoweredProgram {
    const { inputs, nodes, outputs } = this.#program
    const writer = new NodeWriter('function')
    const names: Names = new Map(inputs.map(({ value }, i) => [value.id, `in${i}`]))
    const turns = this.#sizes.turns.map((name) => ({ name: turnsName(name), type: 'int32' as const, shape: [] }))
    this.#block(writer, names, { inputs: inputs.map(({ value }) => value), nodes, outputs: [] })
    const parameters = [...inputs.map(({ value }, i) => this.#argument(`in${i}`, value)), ...turns]
    const results = outputs.map(({ value }, i) => ({ ...this.#argument(`out${i}`, value), ref: names.get(value.id)! }))
    this.#functions.push(writer.finishFunction(programName, parameters, results))
    return { functions: this.#functions, name: programName, inputs: parameters, outputs: results }
  }

  #block(writer: NodeWriter, names: Names, block: Block): void {
    const gathers = gathersToSink(block.nodes)
    for (const node of block.nodes) {
      if (gathers.has(node.outputs[0]!.id)) continue
      if (node.operation.kind === 'loop') this.#loop(writer, names, node, node.operation, gathers)
      else {
        const refs = lowerOperation(writer, node, this.#operands(names, node), (value) => this.#shape(value))
        node.outputs.forEach((output, i) => names.set(output.id, refs[i]!))
      }
    }
  }

  #operands(names: Names, node: Node): { ref: Ref; value: Value }[] {
    return node.inputs.map((id) => ({ ref: names.get(id)!, value: this.#values.get(id)! }))
  }

  #loop(writer: NodeWriter, names: Names, node: Node, operation: Loop, gathers: Gathers): void {
    const { carried, body } = operation
    const scanned = node.inputs.slice(carried).map((id) => scanOf(id, gathers))
    const stacked = node.outputs.slice(carried)
    const turns = this.#values.get(node.inputs[carried]!)!.shape[0]!
    const capacity = this.#sizes.of(turns)
    const count = typeof turns === 'number' ? writer.constant('int32', [turns], []) : turnsName(turns)
    const outer = outerReads(body, scanned)
    const vars = [
      ...counters,
      ...node.inputs.slice(0, carried).map((id, i) => this.#argument(`carried${i}`, this.#values.get(id)!)),
      ...stacked.map((_, i) => ({ name: `list${i}`, type: 'list' as const, shape: [] })),
      ...outer.map((id, i) => this.#argument(`outer${i}`, this.#values.get(id)!)),
    ]
    const name = `loop${this.#functions.length}`
    this.#functions.push(this.#condition(`${name}_goes_on`, vars))
    this.#functions.push(this.#body(`${name}_turn`, { vars, outer, scanned, body, carried }))
    const lists = stacked.map((output) => this.#reserve(writer, output, capacity))
    const first = [writer.constant('int32', [0], []), count]
    const inputs = [...first, ...node.inputs.slice(0, carried).map((id) => names.get(id)!), ...lists]
    const results = writer.list('StatelessWhile', vars.length, [...inputs, ...outer.map((id) => names.get(id)!)], {
      T: { types: vars.map(({ type }) => type) },
      cond: { function: `${name}_goes_on` },
      body: { function: `${name}_turn` },
      output_shapes: { shapes: vars.map(({ shape }) => shape) },
    })
    node.outputs.forEach((output, i) => {
      const result = results[counters.length + i]!
      names.set(output.id, i < carried ? result : this.#stack(writer, result, output, capacity))
    })
  }

  #condition(name: string, vars: readonly Argument[]): FunctionDef {
    const writer = new NodeWriter('function')
    const goesOn = writer.node('Less', 'z', ['turn', 'turns'], { T: { type: 'int32' } })
    return writer.finishFunction(name, vars, [{ ref: goesOn, type: 'bool' }])
  }

  #body(name: string, { vars, outer, scanned, body, carried }: LoopParts): FunctionDef {
    const writer = new NodeWriter('function')
    const names: Names = new Map()
    outer.forEach((id, i) => names.set(id, `outer${i}`))
    body.inputs.slice(0, carried).forEach((input, i) => names.set(input.id, `carried${i}`))
    scanned.forEach((scan, i) => names.set(body.inputs[carried + i]!.id, this.#slice(writer, names, scan)))
    this.#block(writer, names, body)
    const next = writer.node('AddV2', 'z', ['turn', writer.constant('int32', [1], [])], { T: { type: 'int32' } })
    const results = body.outputs.map((id) => names.get(id)!)
    const lists = body.outputs.slice(carried).map((id, i) =>
      writer.node('TensorListSetItem', 'output_handle', [`list${i}`, 'turn', results[carried + i]!], {
        element_dtype: { type: this.#values.get(id)!.type },
      }),
    )
    const refs = [next, 'turns', ...results.slice(0, carried), ...lists, ...outer.map((_, i) => `outer${i}`)]
    return writer.finishFunction(
      name,
      vars,
      refs.map((ref, i) => ({ ref, type: vars[i]!.type })),
    )
  }

  /** This turn's piece of what is scanned: the rows themselves where what is scanned are their numbers. */
  #slice(writer: NodeWriter, names: Names, { id, rowsOf }: Scan): Ref {
    const value = this.#values.get(id)!
    const piece = writer.node('GatherV2', 'output', [names.get(id)!, 'turn', writer.constant('int32', [0], [])], {
      Tparams: { type: value.type },
      Tindices: { type: 'int32' },
      Taxis: { type: 'int32' },
    })
    if (rowsOf === null) return piece
    const data = this.#values.get(rowsOf)!
    return pickRows(writer, { ref: names.get(rowsOf)!, value: data }, piece, this.#shape(data)[0]!)
  }

  #reserve(writer: NodeWriter, output: Value, capacity: number): Ref {
    const shape = this.#shape(output).slice(1)
    const sizes = writer.constant('int32', shape, [shape.length])
    return writer.node('TensorListReserve', 'handle', [sizes, writer.constant('int32', [capacity], [])], {
      element_dtype: { type: output.type },
      shape_type: { type: 'int32' },
    })
  }

  #stack(writer: NodeWriter, list: Ref, output: Value, capacity: number): Ref {
    const shape = this.#shape(output).slice(1)
    return writer.node('TensorListStack', 'tensor', [list, writer.constant('int32', shape, [shape.length])], {
      element_dtype: { type: output.type },
      num_elements: { number: capacity },
    })
  }

  #argument(name: string, value: Value): Argument {
    return { name, type: value.type, shape: this.#shape(value) }
  }

  #shape({ shape }: Value): Sizes {
    return shape.map((size) => this.#sizes.of(size))
  }

  #collect(nodes: readonly Node[]): void {
    for (const { operation, outputs } of nodes) {
      for (const output of outputs) this.#values.set(output.id, output)
      if (operation.kind !== 'loop') continue
      for (const input of operation.body.inputs) this.#values.set(input.id, input)
      this.#collect(operation.body.nodes)
    }
  }
}

type Loop = Extract<Operation, { kind: 'loop' }>
/** What a loop is handed slices of; `rowsOf`: the slices are numbers of rows of that value. */
type Scan = { id: number; rowsOf: number | null }
type Gathers = ReadonlyMap<number, { data: number; rows: number }>
type LoopParts = {
  vars: readonly Argument[]
  outer: readonly number[]
  scanned: readonly Scan[]
  body: Block
  carried: number
}

const counters: readonly Argument[] = [
  { name: 'turn', type: 'int32', shape: [] },
  { name: 'turns', type: 'int32', shape: [] },
]

/** The input that says how many turns a loop over that named size makes. */
export const turnsName = (size: string): string => `turns_${size}`

function scanOf(id: number, gathers: Gathers): Scan {
  const gather = gathers.get(id)
  return gather === undefined ? { id, rowsOf: null } : { id: gather.rows, rowsOf: gather.data }
}

/** Gathers whose result is only ever scanned: the loop picks its own rows, and nothing is copied before it. */
function gathersToSink(nodes: readonly Node[]): Gathers {
  const scans = new Set(
    nodes.flatMap(({ operation, inputs }) => (operation.kind === 'loop' ? inputs.slice(operation.carried) : [])),
  )
  const otherReads = new Set(
    nodes.flatMap(({ operation, inputs }) =>
      operation.kind === 'loop' ? [...inputs.slice(0, operation.carried), ...blockReads(operation.body)] : [...inputs],
    ),
  )
  return new Map(
    nodes.flatMap(({ operation, inputs, outputs }) => {
      const { id } = outputs[0]!
      const sinks = operation.kind === 'gather' && scans.has(id) && !otherReads.has(id)
      return sinks ? [[id, { data: inputs[0]!, rows: inputs[1]! }]] : []
    }),
  )
}

/** Values from outside that a body reads, and what is scanned: each once. */
function outerReads(body: Block, scanned: readonly Scan[]): number[] {
  const scans = scanned.flatMap(({ id, rowsOf }) => (rowsOf === null ? [id] : [id, rowsOf]))
  return [...new Set([...scans, ...blockReads(body)])]
}

/** Values that a block reads and does not make. */
function blockReads(block: Block): number[] {
  const made = new Set(block.inputs.map(({ id }) => id))
  for (const { outputs } of block.nodes) for (const { id } of outputs) made.add(id)
  const reads = block.nodes.flatMap(({ operation, inputs }) =>
    operation.kind === 'loop' ? [...inputs, ...blockReads(operation.body)] : inputs,
  )
  return [...reads, ...block.outputs].filter((id) => !made.has(id))
}

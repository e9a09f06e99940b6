/**
 * Tracing: run a function once over symbolic tensors and keep what it did as a `Program`.
 *
 * Operations add themselves to the scope of their innermost operand: what a loop body computes from outer values alone
 * lands outside the loop by itself. Equal operations on equal operands are made once. What no output needs is left out.
 */
import type { Block, Dimension, ElementType, NamedValue, Node, Operation, Program, Value } from './program'

/** Gradients of the outputs → gradients of the inputs; null where an input has none. */
export type Backward = (gradients: (Tensor | null)[]) => (Tensor | null)[]

/** A node while it is traced: operands still know their scope, and how to go backwards. */
export type TracedNode = {
  operation: Operation
  inputs: readonly Tensor[]
  outputs: readonly Tensor[]
  backward: Backward | null
}

/** Several operations taken as one: what they started from, and the gradient of their end → gradients of that. */
export type Shortcut = { inputs: readonly Tensor[]; outputs: readonly Tensor[]; backward: Backward }

export class Tensor {
  /** The node that made it; null: an input. */
  source: TracedNode | null = null
  /** A shorter way back than through the nodes that made it. */
  shortcut: Shortcut | null = null
  /** The number that every element equals, where that is known. */
  splat: number | null = null

  constructor(
    readonly scope: Scope,
    readonly id: number,
    readonly type: ElementType,
    readonly shape: readonly Dimension[],
  ) {}
}

/** The program's top level, or the body of a loop. */
export class Scope {
  readonly nodes: TracedNode[] = []
  readonly #known = new Map<string, TracedNode>()
  readonly #counter: { next: number }
  readonly depth: number
  readonly root: Scope
  readonly names: { name: string; tensor: Tensor }[]

  constructor(parent: Scope | null = null) {
    this.depth = parent === null ? 0 : parent.depth + 1
    this.root = parent === null ? this : parent.root
    this.#counter = parent === null ? { next: 0 } : parent.#counter
    this.names = parent === null ? [] : parent.names
  }

  tensor(type: ElementType, shape: readonly Dimension[]): Tensor {
    return new Tensor(this, this.#counter.next++, type, shape)
  }

  add(
    operation: Operation,
    inputs: readonly Tensor[],
    outputs: readonly { type: ElementType; shape: readonly Dimension[] }[],
    backward: Backward | null,
  ): readonly Tensor[] {
    const key = JSON.stringify([operation, inputs.map((input) => input.id), outputs])
    const known = this.#known.get(key)
    if (known !== undefined) return known.outputs
    const made = outputs.map(({ type, shape }) => this.tensor(type, shape))
    const node: TracedNode = { operation, inputs, outputs: made, backward }
    for (const tensor of made) tensor.source = node
    this.nodes.push(node)
    this.#known.set(key, node)
    return made
  }
}

type Output = { type: ElementType; shape: readonly Dimension[] }

/** One operation with one output, in the scope of its innermost operand. */
export function apply(
  operation: Operation,
  inputs: readonly Tensor[],
  output: Output,
  backward: Backward | null,
): Tensor {
  return applyMany(operation, inputs, [output], backward)[0]!
}

export function applyMany(
  operation: Operation,
  inputs: readonly Tensor[],
  outputs: readonly Output[],
  backward: Backward | null,
): readonly Tensor[] {
  return innermost(inputs).add(operation, inputs, outputs, backward)
}

export function innermost(tensors: readonly Tensor[]): Scope {
  return tensors.reduce((scope, tensor) => (tensor.scope.depth > scope.depth ? tensor.scope : scope), tensors[0]!.scope)
}

/** Says how to go back from a tensor to what it was made of, where the formula is shorter than its operations' together. */
export function goesBack(output: Tensor, inputs: readonly Tensor[], backward: (gradient: Tensor) => Tensor[]): Tensor {
  output.shortcut = { inputs, outputs: [output], backward: ([gradient]) => backward(gradient!) }
  return output
}

/** The values of a tensor's program that have such a name, by it. */
export function namedLike(near: Tensor, pattern: RegExp): { name: string; tensor: Tensor }[] {
  return near.scope.names.filter(({ name }) => pattern.test(name))
}

/** Gives a value a name by which it can become an output, as the step inspector does. Gives it back. */
export function named(name: string, tensor: Tensor): Tensor {
  tensor.scope.names.push({ name, tensor })
  return tensor
}

export type Tracing = {
  input: (name: string, type: ElementType, shape: readonly Dimension[]) => Tensor
  output: (name: string, tensor: Tensor) => void
}

export type TraceOptions = {
  /** Make every named value of the top level an output too. */
  outputNames?: boolean
}

/** Runs `define` over symbolic tensors and gives what it did. */
export function trace(define: (tracing: Tracing) => void, options: TraceOptions = {}): Program {
  const scope = new Scope()
  const inputs: { name: string; tensor: Tensor }[] = []
  const outputs: { name: string; tensor: Tensor }[] = []
  define({
    input(name, type, shape) {
      const tensor = scope.tensor(type, shape)
      inputs.push({ name, tensor })
      return tensor
    },
    output: (name, tensor) => void outputs.push({ name, tensor }),
  })
  if (options.outputNames === true) {
    const taken = new Set(outputs.map(({ name }) => name))
    outputs.push(...scope.names.filter(({ name, tensor }) => tensor.scope === scope && !taken.has(name)))
  }
  const nodes = prune(scope.nodes, new Set(outputs.map(({ tensor }) => tensor.id)))
  const kept = producedBy(nodes)
  for (const { tensor } of inputs) kept.add(tensor.id)
  return {
    inputs: inputs.map(publish),
    nodes,
    outputs: outputs.map(publish),
    names: scope.names.filter(({ tensor }) => kept.has(tensor.id)).map(publish),
  }
}

/** A finished loop body, as data. */
export function block(scope: Scope, inputs: readonly Tensor[], outputs: readonly Tensor[]): Block {
  const nodes = prune(scope.nodes, new Set(outputs.map((tensor) => tensor.id)))
  return { inputs: inputs.map(valueOf), nodes, outputs: outputs.map((tensor) => tensor.id) }
}

/** Ids that a block reads from outside itself, so that nothing that only a body needs is left out. */
function captured(body: Block): number[] {
  const inner = producedBy(body.nodes)
  for (const input of body.inputs) inner.add(input.id)
  const read = body.nodes.flatMap((node) => [...node.inputs, ...bodyReads(node.operation)])
  return [...read, ...body.outputs].filter((id) => !inner.has(id))
}

function bodyReads(operation: Operation): number[] {
  return operation.kind === 'loop' ? captured(operation.body) : []
}

function prune(nodes: readonly TracedNode[], needed: Set<number>): Node[] {
  const kept: Node[] = []
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output.id))) continue
    for (const input of node.inputs) needed.add(input.id)
    for (const id of bodyReads(node.operation)) needed.add(id)
    kept.push({
      operation: node.operation,
      inputs: node.inputs.map((input) => input.id),
      outputs: node.outputs.map(valueOf),
    })
  }
  return kept.reverse()
}

function producedBy(nodes: readonly Node[]): Set<number> {
  const ids = new Set<number>()
  for (const node of nodes) {
    for (const output of node.outputs) ids.add(output.id)
    if (node.operation.kind !== 'loop') continue
    for (const input of node.operation.body.inputs) ids.add(input.id)
    for (const id of producedBy(node.operation.body.nodes)) ids.add(id)
  }
  return ids
}

const valueOf = (tensor: Tensor): Value => ({ id: tensor.id, type: tensor.type, shape: tensor.shape })
const publish = ({ name, tensor }: { name: string; tensor: Tensor }): NamedValue => ({ name, value: valueOf(tensor) })

/** Writing TensorFlow's nodes: a graph or the body of a function, in the messages of the generated file format. */
import { create } from '@bufbuild/protobuf'
import type { ElementType } from '../../program/program'
import type { AttrValue, FunctionDef, NodeDef, TensorProto, TensorShapeProto } from './proto/tensorflow_pb'
import {
  AttrValueSchema,
  DataType,
  FunctionDefSchema,
  NodeDefSchema,
  TensorProtoSchema,
  TensorShapeProtoSchema,
} from './proto/tensorflow_pb'

/** Element types of values: the program's, and lists under construction. */
export type TensorType = ElementType | 'list' | 'resource'

export const dataTypes = {
  float32: DataType.DT_FLOAT,
  float64: DataType.DT_DOUBLE,
  int32: DataType.DT_INT32,
  uint32: DataType.DT_UINT32,
  bool: DataType.DT_BOOL,
  list: DataType.DT_VARIANT,
  resource: DataType.DT_RESOURCE,
} as const satisfies Record<TensorType | 'uint32', DataType>

/** −1: a size that is known only when it runs. */
export type Sizes = readonly number[]
export type Argument = { name: string; type: TensorType; shape: Sizes }

/** A value as the place it is written in refers to it. */
export type Ref = string

export type Attribute =
  | { type: TensorType }
  | { types: readonly TensorType[] }
  | { shape: Sizes }
  | { shapes: readonly Sizes[] }
  | { number: number }
  | { flag: boolean }
  | { text: string }
  | { function: string }
  | { tensor: TensorProto }

type Attributes = Record<string, Attribute>

/**
 * Nodes in one place: a graph, where a node's first output is called by the node's name, or a function, where it is
 * `node:output:0` with the name that the operation's definition gives the output.
 */
export class NodeWriter {
  readonly nodes: NodeDef[] = []
  readonly #place: 'graph' | 'function'
  readonly #constants = new Map<string, Ref>()

  constructor(place: 'graph' | 'function') {
    this.#place = place
  }

  /** An operation with one output. */
  node(op: string, output: string, inputs: readonly Ref[], attributes: Attributes = {}, name = this.#fresh()): Ref {
    this.#push(op, name, inputs, attributes)
    return this.#place === 'graph' ? name : `${name}:${output}:0`
  }

  /** An operation whose one output is a list of `count` tensors. */
  list(op: string, count: number, inputs: readonly Ref[], attributes: Attributes): Ref[] {
    const name = this.#fresh()
    this.#push(op, name, inputs, attributes)
    return Array.from({ length: count }, (_, i) => (this.#place === 'graph' ? `${name}:${i}` : `${name}:output:${i}`))
  }

  /** Written once however often it is asked for. */
  constant(type: 'float32' | 'float64' | 'int32' | 'uint32', values: readonly number[], shape: Sizes): Ref {
    const key = JSON.stringify([type, values, shape])
    const known = this.#constants.get(key)
    if (known !== undefined) return known
    const tensor = create(TensorProtoSchema, {
      dtype: dataTypes[type],
      tensorShape: shapeProto(shape),
      tensorContent: bytesOf(type, values),
    })
    const ref = this.node('Const', 'output', [], { dtype: { type: type as ElementType }, value: { tensor } })
    this.#constants.set(key, ref)
    return ref
  }

  /** The nodes as a function: its results in the order given. */
  finishFunction(
    name: string,
    inputs: readonly Argument[],
    outputs: readonly { ref: Ref; type: TensorType }[],
  ): FunctionDef {
    return create(FunctionDefSchema, {
      signature: {
        name,
        inputArg: inputs.map((input) => ({ name: input.name, type: dataTypes[input.type] })),
        outputArg: outputs.map(({ type }, i) => ({ name: `result${i}`, type: dataTypes[type] })),
      },
      nodeDef: this.nodes,
      ret: Object.fromEntries(outputs.map(({ ref }, i) => [`result${i}`, ref])),
    })
  }

  #push(op: string, name: string, input: readonly Ref[], attributes: Attributes): void {
    const attr = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, attribute(value)]))
    this.nodes.push(create(NodeDefSchema, { op, name, input: [...input], attr }))
  }

  #fresh(): string {
    return `n${this.nodes.length}`
  }
}

export function shapeProto(shape: Sizes): TensorShapeProto {
  return create(TensorShapeProtoSchema, { dim: shape.map((size) => ({ size: BigInt(size) })) })
}

function attribute(value: Attribute): AttrValue {
  return create(AttrValueSchema, { value: attributeCase(value) })
}

function attributeCase(value: Attribute): AttrValue['value'] {
  if ('type' in value) return { case: 'type', value: dataTypes[value.type] }
  if ('shape' in value) return { case: 'shape', value: shapeProto(value.shape) }
  if ('number' in value) return { case: 'i', value: BigInt(value.number) }
  if ('flag' in value) return { case: 'b', value: value.flag }
  if ('text' in value) return { case: 's', value: new TextEncoder().encode(value.text) }
  if ('tensor' in value) return { case: 'tensor', value: value.tensor }
  if ('function' in value) return createCase({ case: 'func', value: { name: value.function } })
  if ('types' in value) return createCase({ case: 'list', value: { type: value.types.map((type) => dataTypes[type]) } })
  return createCase({ case: 'list', value: { shape: value.shapes.map(shapeProto) } })
}

type CaseInit = NonNullable<Parameters<typeof create<typeof AttrValueSchema>>[1]>['value']

function createCase(init: CaseInit): AttrValue['value'] {
  return create(AttrValueSchema, { value: init }).value
}

/** TensorFlow's raw contents are in the machine's own order: little-endian, as every machine that the app runs on. */
function bytesOf(type: 'float32' | 'float64' | 'int32' | 'uint32', values: readonly number[]): Uint8Array {
  const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint32: Uint32Array }
  return new Uint8Array(arrays[type].from(values).buffer)
}

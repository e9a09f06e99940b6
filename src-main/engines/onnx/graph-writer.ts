/** Writing ONNX graphs: nodes, constants and typed inputs by name, into the messages of the generated file format. */
import { create, toBinary } from '@bufbuild/protobuf'
import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from './proto/onnx_pb'
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from './proto/onnx_pb'

export type OnnxType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool' | 'string'
export type Shape = readonly (number | string)[]
export type AttributeValue = number | readonly number[] | readonly string[] | { float: number } | { string: string } | { graph: GraphProto }

const dataTypes = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  int32: TensorProto_DataType.INT32,
  int64: TensorProto_DataType.INT64,
  bool: TensorProto_DataType.BOOL,
  string: TensorProto_DataType.STRING,
} as const satisfies Record<OnnxType, TensorProto_DataType>

/** ONNX's number of an element type, for Cast's `to`. */
export const onnxType = (type: OnnxType): number => dataTypes[type]

/** One graph under construction; a loop's body is a graph of its own that may read its parent's names. */
export class GraphWriter {
  readonly #nodes: NodeProto[] = []
  readonly #inputs: ValueInfoProto[] = []
  readonly #outputs: ValueInfoProto[] = []
  readonly #initialisers: Map<string, TensorProto>
  readonly #counter: { next: number }
  readonly #parent: GraphWriter | null

  constructor(
    readonly name: string,
    parent: GraphWriter | null = null,
  ) {
    this.#parent = parent
    this.#initialisers = parent === null ? new Map<string, TensorProto>() : parent.#initialisers
    this.#counter = parent === null ? { next: 0 } : parent.#counter
  }

  input(name: string, type: OnnxType, shape: Shape): void {
    this.#inputs.push(valueInfo(name, type, shape))
  }

  output(name: string, type: OnnxType, shape: Shape): void {
    this.#outputs.push(valueInfo(name, type, shape))
  }

  /** Adds a node with one output and gives the output's name. */
  node(type: string, inputs: readonly string[], attributes: Record<string, AttributeValue> = {}, output = this.fresh()): string {
    this.nodeTo(type, inputs, [output], attributes)
    return output
  }

  nodeTo(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Record<string, AttributeValue> = {},
    domain = '',
  ): void {
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType: type,
        domain,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    )
  }

  /** A constant, kept once in the outermost graph however often it is asked for. Gives its name. */
  constant(type: Exclude<OnnxType, 'string' | 'bool'>, values: ArrayLike<number>, shape: readonly number[], name?: string): string {
    const data = rawData(type, values)
    const key = name ?? `constant ${type} ${shape.join('×')} ${Buffer.from(data).toString('base64')}`
    const known = this.#initialisers.get(key)
    if (known !== undefined) return known.name
    return this.#keep(key, {
      name: name ?? `constant.${this.#counter.next++}`,
      dataType: dataTypes[type],
      dims: shape.map(BigInt),
      rawData: data,
    })
  }

  /** Texts, UTF-8. */
  texts(values: readonly string[], shape: readonly number[]): string {
    const encoder = new TextEncoder()
    return this.#keep(`texts ${this.#counter.next}`, {
      name: `constant.${this.#counter.next++}`,
      dataType: TensorProto_DataType.STRING,
      dims: shape.map(BigInt),
      stringData: values.map((value) => encoder.encode(value)),
    })
  }

  fresh(): string {
    return `t${this.#counter.next++}`
  }

  #keep(key: string, tensor: { name: string; dataType: number; dims: bigint[]; rawData?: Uint8Array; stringData?: Uint8Array[] }): string {
    this.#initialisers.set(key, create(TensorProtoSchema, tensor))
    return tensor.name
  }

  finish(): GraphProto {
    return create(GraphProtoSchema, {
      name: this.name,
      node: this.#nodes,
      input: this.#inputs,
      output: this.#outputs,
      initializer: this.#parent === null ? [...this.#initialisers.values()] : [],
    })
  }
}

export type ModelWords = { documentation: string; metadata?: Record<string, string>; usesMl?: boolean }

/**
 * A model file's bytes. Opset 17 and IR 8 (2022): old enough for the runtimes that people have, new enough for all
 * that is written here.
 */
export function modelBytes(graph: GraphProto, { documentation, metadata = {}, usesMl = false }: ModelWords): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'Epochwise',
    docString: documentation,
    opsetImport: [{ domain: '', version: 17n }, ...(usesMl ? [{ domain: 'ai.onnx.ml', version: 3n }] : [])],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph,
  })
  return toBinary(ModelProtoSchema, model)
}

function valueInfo(name: string, type: OnnxType, shape: Shape): ValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } },
  )
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: dataTypes[type], shape: { dim } } } },
  })
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) })
  }
  if ('float' in value) return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: value.float })
  if ('string' in value) {
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.STRING, s: new TextEncoder().encode(value.string) })
  }
  if ('graph' in value) return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.GRAPH, g: value.graph })
  if (value.every((item) => typeof item === 'string')) {
    const strings = value.map((item) => new TextEncoder().encode(item))
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.STRINGS, strings })
  }
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: value.map((n) => BigInt(n)) })
}

/** ONNX's raw data are little-endian; so is every machine that the app runs on. */
function rawData(type: 'float32' | 'float64' | 'int32' | 'int64', values: ArrayLike<number>): Uint8Array {
  const array =
    type === 'int64'
      ? BigInt64Array.from(Array.from(values, BigInt))
      : type === 'int32'
        ? Int32Array.from(values)
        : type === 'float64'
          ? Float64Array.from(values)
          : Float32Array.from(values)
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

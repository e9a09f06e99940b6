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

export type OnnxType = 'float32' | 'float64' | 'int32' | 'uint32' | 'int64' | 'bool' | 'string'
type NumberType = 'float32' | 'float64' | 'int32' | 'uint32' | 'int64'
export type Shape = readonly (number | string)[]
export type AttributeValue = number | string | readonly number[] | readonly string[] | { graph: GraphProto }

const dataTypes = {
  float32: TensorProto_DataType.FLOAT,
  float64: TensorProto_DataType.DOUBLE,
  int32: TensorProto_DataType.INT32,
  uint32: TensorProto_DataType.UINT32,
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
  readonly #taken: Set<string>

  /** @param taken names that the graph's inputs and outputs have; none that is made up here will be among them. */
  constructor(
    readonly name: string,
    parent: GraphWriter | null = null,
    taken: Iterable<string> = [],
  ) {
    this.#parent = parent
    this.#initialisers = parent === null ? new Map<string, TensorProto>() : parent.#initialisers
    this.#counter = parent === null ? { next: 0 } : parent.#counter
    this.#taken = parent === null ? new Set(taken) : parent.#taken
  }

  input(name: string, type: OnnxType, shape: Shape, words = ''): void {
    this.#inputs.push(valueInfo(name, type, shape, words))
  }

  output(name: string, type: OnnxType, shape: Shape, words = ''): void {
    this.#outputs.push(valueInfo(name, type, shape, words))
  }

  /** Adds a node with one output and gives the output's name. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Record<string, AttributeValue> = {},
    output = this.fresh(),
  ): string {
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

  /** A small constant, kept once in the outermost graph however often it is asked for. Gives its name. */
  constant(type: NumberType, values: ArrayLike<number>, shape: readonly number[]): string {
    const key = JSON.stringify([type, shape, Array.from(values)])
    return this.#initialisers.get(key)?.name ?? this.weights('constant', type, values, shape, key)
  }

  /** A constant with a name of its own (or the nearest that is free). Gives its name. */
  weights(name: string, type: NumberType, values: ArrayLike<number>, shape: readonly number[], key = name): string {
    const free = this.#free(name)
    const dims = shape.map(BigInt)
    this.#initialisers.set(
      key,
      create(TensorProtoSchema, { name: free, dataType: dataTypes[type], dims, rawData: rawData(type, values) }),
    )
    return free
  }

  /** A list of texts, UTF-8. Gives its name. */
  texts(name: string, values: readonly string[]): string {
    const free = this.#free(name)
    const stringData = values.map((value) => new TextEncoder().encode(value))
    const dims = [BigInt(values.length)]
    this.#initialisers.set(
      free,
      create(TensorProtoSchema, { name: free, dataType: TensorProto_DataType.STRING, dims, stringData }),
    )
    return free
  }

  fresh(): string {
    return this.#free('t')
  }

  #free(base: string): string {
    let name = base === 't' || base === 'constant' ? `${base}${this.#counter.next++}` : base
    while (this.#taken.has(name)) name = `${base}_${this.#counter.next++}`
    this.#taken.add(name)
    return name
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

export type ModelWords = {
  documentation: string
  metadata?: Record<string, string>
  usesMl?: boolean
  /** 18 where a graph has operations on bits. */
  opset?: 17 | 18
}

/**
 * A model file's bytes. Opset 17 and IR 8 (2022): old enough for the runtimes that people have, new enough for all
 * that an exported model needs.
 */
export function modelBytes(
  graph: GraphProto,
  { documentation, metadata = {}, usesMl = false, opset = 17 }: ModelWords,
): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'Epochwise',
    docString: documentation,
    opsetImport: [{ domain: '', version: BigInt(opset) }, ...(usesMl ? [{ domain: 'ai.onnx.ml', version: 3n }] : [])],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph,
  })
  return toBinary(ModelProtoSchema, model)
}

function valueInfo(name: string, type: OnnxType, shape: Shape, docString: string): ValueInfoProto {
  const dim = shape.map((size) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } },
  )
  return create(ValueInfoProtoSchema, {
    name,
    docString,
    type: { value: { case: 'tensorType', value: { elemType: dataTypes[type], shape: { dim } } } },
  })
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) })
  }
  if (typeof value === 'string') {
    const s = new TextEncoder().encode(value)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.STRING, s })
  }
  if ('graph' in value)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.GRAPH, g: value.graph })
  if (value.every((item) => typeof item === 'string')) {
    const strings = value.map((item) => new TextEncoder().encode(item))
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.STRINGS, strings })
  }
  return create(AttributeProtoSchema, {
    name,
    type: AttributeProto_AttributeType.INTS,
    ints: value.map((n) => BigInt(n)),
  })
}

/** ONNX's raw data are little-endian; so is every machine that the app runs on. */
function rawData(type: NumberType, values: ArrayLike<number>): Uint8Array {
  const array =
    type === 'int64'
      ? BigInt64Array.from(Array.from(values, BigInt))
      : type === 'int32'
        ? Int32Array.from(values)
        : type === 'uint32'
          ? Uint32Array.from(values)
          : type === 'float64'
            ? Float64Array.from(values)
            : Float32Array.from(values)
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

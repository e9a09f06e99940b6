/**
 * The program as a SavedModel with two signatures: `run`, and `keep`, which leaves inputs where the program computes.
 *
 * What is kept stands in resource variables: on a GPU it stays in its memory between calls. tfjs-node feeds and reads
 * float32 and int32 alone, so float64 crosses as pairs of int32, which changes no bit.
 */
import { create, toBinary } from '@bufbuild/protobuf'
import type { Program } from '../../program/program'
import type { FeedFacts } from '../compiled-program'
import { lowerProgram } from './lower'
import { LoopSizes } from './loop-sizes'
import type { Argument, Ref } from './node-writer'
import { dataTypes, NodeWriter, shapeProto } from './node-writer'
import type { SignatureDef, TensorInfo } from './proto/tensorflow_pb'
import { SavedModelSchema, SignatureDefSchema, TensorInfoSchema } from './proto/tensorflow_pb'

/** `graph`: operation by operation; `xla`: compiled as a whole, loop and all. */
export type Mode = 'graph' | 'xla'

export type SavedModel = {
  /** Of the file `saved_model.pb`. */
  bytes: Uint8Array
  /** Inputs that `keep` takes and `run` does not. */
  kept: readonly string[]
  sizes: LoopSizes
}

export const signatures = { run: 'run', keep: 'keep' } as const
/** The one output of `keep`. */
const keptName = 'kept'

export function savedModel(program: Program, facts: FeedFacts, mode: Mode): SavedModel {
  const sizes = new LoopSizes(program, facts)
  const lowered = lowerProgram(program, sizes)
  const graph = new NodeWriter('graph')
  const kept = program.inputs.map(({ name }) => name).filter((name) => facts.kept.includes(name))
  const run: Ports = { inputs: {}, outputs: {} }
  const keep: Ports = { inputs: {}, outputs: {} }
  const assigned: Ref[] = []
  const values = lowered.inputs.map((argument, i) => {
    const name = program.inputs[i]?.name ?? argument.name
    if (!kept.includes(name)) return feed(graph, run, name, argument)
    const variable = keepable(graph, keep, name, argument)
    assigned.push(variable.assigned)
    return variable.value
  })
  const results = graph.list('PartitionedCall', lowered.outputs.length, values, {
    Tin: { types: lowered.inputs.map(({ type }) => type) },
    Tout: { types: lowered.outputs.map(({ type }) => type) },
    f: { function: lowered.name },
    ...(mode === 'xla' ? { _XlaMustCompile: { flag: true } } : {}),
  })
  program.outputs.forEach(({ name }, i) => read(graph, run, name, results[i]!, lowered.outputs[i]!))
  if (kept.length > 0) finishKeep(graph, keep, assigned)
  const model = create(SavedModelSchema, {
    savedModelSchemaVersion: 1n,
    metaGraphs: [
      {
        metaInfoDef: { tags: ['serve'] },
        graphDef: { node: graph.nodes, library: { function: lowered.functions }, versions: { producer: 1087 } },
        signatureDef: {
          [signatures.run]: signature(run),
          ...(kept.length > 0 ? { [signatures.keep]: signature(keep) } : {}),
        },
      },
    ],
  })
  return { bytes: toBinary(SavedModelSchema, model), kept, sizes }
}

type Ports = { inputs: Record<string, TensorInfo>; outputs: Record<string, TensorInfo> }

function feed(graph: NodeWriter, ports: Ports, name: string, { type, shape }: Argument): Ref {
  const double = type === 'float64'
  const fed = { type: double ? 'int32' : type, shape: double ? [...shape, 2] : shape } as const
  const place = `${Object.keys(ports.inputs).length}_in`
  const ref = graph.node(
    'Placeholder',
    'output',
    [],
    { dtype: { type: fed.type }, shape: { shape: fed.shape } },
    `p${place}`,
  )
  ports.inputs[name] = port(ref, fed)
  return double ? graph.node('Bitcast', 'output', [ref], { T: { type: 'int32' }, type: { type: 'float64' } }) : ref
}

function keepable(graph: NodeWriter, ports: Ports, name: string, argument: Argument): { value: Ref; assigned: Ref } {
  const { type, shape } = argument
  const place = `k${Object.keys(ports.inputs).length}`
  const attributes = { dtype: { type }, shape: { shape }, shared_name: { text: place }, container: { text: '' } }
  const variable = graph.node('VarHandleOp', 'resource', [], attributes, `${place}_variable`)
  const fed = graph.node('Placeholder', 'output', [], { dtype: { type }, shape: { shape } }, `${place}_in`)
  ports.inputs[name] = port(fed, argument)
  const assigned = graph.node('AssignVariableOp', '', [variable, fed], { dtype: { type } }, `${place}_assign`)
  const value = graph.node('ReadVariableOp', 'value', [variable], { dtype: { type } }, `${place}_value`)
  return { value, assigned }
}

function finishKeep(graph: NodeWriter, ports: Ports, assigned: readonly Ref[]): void {
  const done = graph.constant('int32', [1], [])
  const after = assigned.map((ref) => `^${ref}`)
  const ref = graph.node('Identity', 'output', [done, ...after], { T: { type: 'int32' } }, keptName)
  ports.outputs[keptName] = port(ref, { type: 'int32', shape: [] })
}

function read(graph: NodeWriter, ports: Ports, name: string, result: Ref, { type, shape }: Argument): void {
  const double = type === 'float64'
  const readable = double ? ({ type: 'int32', shape: [...shape, 2] } as const) : { type, shape }
  const bits = double
    ? graph.node('Bitcast', 'output', [result], { T: { type: 'float64' }, type: { type: 'int32' } })
    : result
  const place = `out${Object.keys(ports.outputs).length}`
  ports.outputs[name] = port(graph.node('Identity', 'output', [bits], { T: { type: readable.type } }, place), readable)
}

function port(ref: Ref, { type, shape }: Omit<Argument, 'name'>): TensorInfo {
  return create(TensorInfoSchema, {
    encoding: { case: 'name', value: `${ref}:0` },
    dtype: dataTypes[type],
    tensorShape: shapeProto(shape),
  })
}

function signature({ inputs, outputs }: Ports): SignatureDef {
  return create(SignatureDefSchema, { inputs, outputs, methodName: 'tensorflow/serving/predict' })
}

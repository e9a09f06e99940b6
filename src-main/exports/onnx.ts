/**
 * A trained run as one .onnx file that needs nothing else: raw values in, answers out.
 *
 * One input per feature column, by its name, shape [N, 1]: numbers as floating point (NaN where missing), categories as
 * strings ('' where missing), exactly as the CSV has them. Filling, scaling and encoding are inside the graph, scaling in
 * double as in the app. Outputs, [N, 1] each: `predicted_<target>` in the target's units (double); for classes
 * `predicted_<target>` is the label (string), and there is a `probability_<class>` (float) for each of them.
 *
 * A number column is FLOAT, which nearly every caller feeds, unless float32 cannot hold its values finely enough for the
 * network to see what it saw in training (timestamps, say): then it is DOUBLE, so that a caller who feeds floats gets an
 * error instead of a slightly wrong answer. Opset 17, ai.onnx.ml 3 (for LabelEncoder).
 */
import type { Task } from '../../src-shared/recipe'
import type { Learned } from '../engines/engine'
import type { OnnxType } from '../engines/onnx/graph-writer'
import { GraphWriter, modelBytes, onnxType } from '../engines/onnx/graph-writer'
import { lowerNodes } from '../engines/onnx/lower'
import type {
  CategoryFeature,
  ClassTarget,
  Encoding,
  FeatureEncoding,
  NumberFeature,
  NumberTarget,
} from '../features/encoding'
import { inputsOf } from '../features/encoding'
import { standaloneProgram } from '../program/inference-program'
import type { Entry, Network } from '../program/network'
import { parameterLayout, statisticLayout } from '../program/network'

export type TrainedModel = { encoding: Encoding; network: Network; learned: Learned }

/** The names that the file gives to its inputs and outputs; all different, whatever the columns are called. */
export type OnnxNames = { inputs: string[]; prediction: string; probabilities: string[] }

export function onnxNames({ features, target }: Encoding): OnnxNames {
  const taken = new Set<string>()
  const free = (wanted: string): string => {
    let name = wanted
    for (let i = 2; taken.has(name) || name === ''; i++) name = `${wanted}_${i}`
    taken.add(name)
    return name
  }
  const inputs = features.map(({ name }) => free(name))
  const prediction = free(`predicted_${target.name}`)
  const classes = target.kind === 'classes' ? target.classes : []
  return { inputs, prediction, probabilities: classes.map((label) => free(`probability_${label}`)) }
}

export function taskOf({ target }: Encoding): Task {
  return target.kind === 'number' ? 'regression' : 'classification'
}

/** The file's bytes. */
export function onnxModel(model: TrainedModel): Uint8Array {
  const { encoding, network } = model
  const names = onnxNames(encoding)
  const graph = new GraphWriter('epochwise', null, [...names.inputs, names.prediction, ...names.probabilities])
  encoding.features.forEach((feature, i) => declareInput(graph, feature, names.inputs[i]!))
  const features = encodeFeatures(graph, encoding.features, names.inputs)
  const prediction = predict(graph, model, features)
  if (encoding.target.kind === 'number') giveNumber(graph, encoding.target, prediction, names)
  else giveClasses(graph, encoding.target, prediction, names)
  return modelBytes(graph.finish(), {
    documentation: `Predicts ${encoding.target.name} from ${encoding.features.length} columns as the CSV has them. Made by Epochwise.`,
    metadata: {
      task: taskOf(encoding),
      target: encoding.target.name,
      layers: network.layers.map((layer) => ('units' in layer ? layer.units : layer.kind)).join(', '),
    },
    usesMl: encoding.features.some(({ kind }) => kind === 'category'),
  })
}

/**
 * How the file takes a number column. Float32 rounds a number x by up to |x| · 2⁻²⁴; after scaling that is divided by the
 * deviation. Whole numbers below 2²⁴ are exact, and where nothing is scaled the network sees float32 anyway.
 */
export function numberType(feature: NumberFeature): 'float32' | 'float64' {
  const largest = Math.max(Math.abs(feature.min), Math.abs(feature.max))
  const unscaled = feature.mean === 0 && feature.deviation === 1
  const exact = feature.decimals === 0 && largest < 2 ** 24
  return unscaled || exact || (largest * 2 ** -24) / feature.deviation < 1e-5 ? 'float32' : 'float64'
}

function declareInput(graph: GraphWriter, feature: FeatureEncoding, name: string): void {
  const [type, words]: [OnnxType, string] =
    feature.kind === 'number'
      ? [numberType(feature), `number; NaN where missing; ${feature.min} to ${feature.max} in training`]
      : ['string', "category, as text; '' where missing"]
  graph.input(name, type, ['N', 1], words)
}

/** Input columns → [N, inputs], in the encoding's order: neighbouring numbers together, each category by itself. */
function encodeFeatures(graph: GraphWriter, features: readonly FeatureEncoding[], names: readonly string[]): string {
  const parts: string[] = []
  for (let i = 0; i < features.length;) {
    const feature = features[i]!
    if (feature.kind === 'category') {
      parts.push(oneHot(graph, feature, names[i]!))
      i++
      continue
    }
    const block = numbersFrom(features, i)
    parts.push(standardise(graph, block, names.slice(i, i + block.length)))
    i += block.length
  }
  return parts.length === 1 ? parts[0]! : graph.node('Concat', parts, { axis: 1 })
}

function numbersFrom(features: readonly FeatureEncoding[], start: number): NumberFeature[] {
  const block: NumberFeature[] = []
  for (let i = start; i < features.length; i++) {
    const feature = features[i]!
    if (feature.kind !== 'number') break
    block.push(feature)
  }
  return block
}

/** (x − mean) / deviation in double, the fill where x is NaN; then float32. */
function standardise(graph: GraphWriter, block: readonly NumberFeature[], names: readonly string[]): string {
  const row = (name: string, pick: (feature: NumberFeature) => number): string =>
    graph.weights(name, 'float64', block.map(pick), [1, block.length], graph.fresh())
  const doubles = block.map((feature, i) =>
    numberType(feature) === 'float64' ? names[i]! : graph.node('Cast', [names[i]!], { to: onnxType('float64') }),
  )
  const values = doubles.length === 1 ? doubles[0]! : graph.node('Concat', doubles, { axis: 1 })
  const filled = graph.node('Where', [graph.node('IsNaN', [values]), row('fill', ({ fill }) => fill), values])
  const centred = graph.node('Sub', [filled, row('mean', ({ mean }) => mean)])
  const scaled = graph.node('Div', [centred, row('deviation', ({ deviation }) => deviation)])
  return graph.node('Cast', [scaled], { to: onnxType('float32') })
}

/** One column per category and a last one for everything else, the missing among it. */
function oneHot(graph: GraphWriter, feature: CategoryFeature, name: string): string {
  const unseen = feature.categories.length
  const places = graph.fresh()
  const keys = {
    keys_strings: [...feature.categories, ''],
    values_int64s: [...feature.categories.map((_, place) => place), unseen],
    default_int64: unseen,
  }
  graph.nodeTo('LabelEncoder', [name], [places], keys, 'ai.onnx.ml')
  const depth = graph.constant('int64', [unseen + 1], [])
  const ones = graph.node('OneHot', [places, depth, graph.constant('float32', [0, 1], [2])], { axis: -1 })
  return graph.node('Reshape', [ones, graph.constant('int64', [-1, inputsOf(feature)], [2])])
}

/** The network itself, its parameters and running statistics by their names in the layouts. */
function predict(graph: GraphWriter, { network, learned }: TrainedModel, features: string): string {
  const program = standaloneProgram(network)
  const pieces = [
    ...piecesOf(parameterLayout(network).entries, learned.parameters),
    ...piecesOf(statisticLayout(network).entries, learned.statistics),
  ]
  const names = new Map([[program.inputs[0]!.value.id, features]])
  pieces.forEach(({ name, shape, values }, i) => {
    names.set(program.inputs[i + 1]!.value.id, graph.weights(name, 'float32', values, shape))
  })
  lowerNodes(graph, names, program)
  return names.get(program.outputs[0]!.value.id)!
}

type Piece = Pick<Entry, 'name' | 'shape'> & { values: Float32Array }

function piecesOf(entries: readonly Entry[], flat: Float32Array): Piece[] {
  return entries.map(({ name, shape, offset, size }) => ({ name, shape, values: flat.subarray(offset, offset + size) }))
}

/** output · deviation + mean, in double: the target's units. */
function giveNumber(graph: GraphWriter, target: NumberTarget, output: string, names: OnnxNames): void {
  const double = graph.node('Cast', [output], { to: onnxType('float64') })
  const scaled = graph.node('Mul', [double, graph.constant('float64', [target.deviation], [])])
  graph.node('Add', [scaled, graph.constant('float64', [target.mean], [])], {}, names.prediction)
  graph.output(names.prediction, 'float64', ['N', 1], `${target.name}, in its own units`)
}

function giveClasses(graph: GraphWriter, target: ClassTarget, output: string, names: OnnxNames): void {
  const probabilities = target.outputs === 1 ? bothProbabilities(graph, output) : output
  const likeliest = graph.node('ArgMax', [probabilities], { axis: 1, keepdims: 1 })
  graph.node('Gather', [graph.texts('classes', target.classes), likeliest], { axis: 0 }, names.prediction)
  graph.output(names.prediction, 'string', ['N', 1], `the likeliest ${target.name}`)
  const sizes = graph.constant(
    'int64',
    target.classes.map(() => 1),
    [target.classes.length],
  )
  graph.nodeTo('Split', [probabilities, sizes], names.probabilities, { axis: 1 })
  names.probabilities.forEach((name, i) =>
    graph.output(name, 'float32', ['N', 1], `probability of ${target.classes[i]!}`),
  )
}

/** The probability of the second class → those of both. */
function bothProbabilities(graph: GraphWriter, second: string): string {
  const first = graph.node('Sub', [graph.constant('float32', [1], []), second])
  return graph.node('Concat', [first, second], { axis: 1 })
}

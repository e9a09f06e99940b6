/**
 * A trained run as one .onnx file that needs nothing else: raw values in, answers out.
 *
 * One input per feature column, by its name, shape [N, 1]: numbers as floating point (NaN where missing); true and false
 * as the floats 1 and 0 (NaN where missing); dates as seconds since 1970-01-01 in UTC (DOUBLE, NaN where missing), which
 * every language gives and no tensor of texts would be read without; categories and ordered values as strings ('' where
 * missing), exactly as the table has them. Filling, scaling, what becomes of a date, and encoding are inside the graph,
 * in double as in the app. Outputs, [N, 1] each: a `predicted_<target>` per target in its units (double); for classes
 * `predicted_<target>` is the label (string), and there is a `probability_<class>` (float) for each of them.
 *
 * A number column is FLOAT, which nearly every caller feeds, unless float32 cannot hold its values finely enough for the
 * network to see what it saw in training (timestamps, say): then it is DOUBLE, so that a caller who feeds floats gets an
 * error instead of a slightly wrong answer. Opset 17, ai.onnx.ml 3 (for LabelEncoder).
 */
import { assertNever } from '../../src-shared/errors'
import type { Task } from '../../src-shared/recipe'
import type { Learned } from '../engines/engine'
import { GraphWriter, modelBytes, onnxType } from '../engines/onnx/graph-writer'
import { lowerNodes } from '../engines/onnx/lower'
import type { Arithmetic } from '../features/date-parts'
import { circleOf } from '../features/date-parts'
import { dateText } from '../features/date-text'
import type {
  CategoryFeature,
  ClassTarget,
  Encoding,
  FeatureEncoding,
  NumberFeature,
  NumbersTarget,
  OrderedFeature,
  ReadFeature,
} from '../features/encoding'
import { inputsOf, targetColumns, targetName } from '../features/encoding'
import { standaloneProgram } from '../program/inference-program'
import type { Entry, Network } from '../program/network'
import { parameterLayout, statisticLayout } from '../program/network'

export type TrainedModel = { encoding: Encoding; network: Network; learned: Learned }

/** The names that the file gives to its inputs and outputs; all different, whatever the columns are called. */
export type OnnxNames = { inputs: string[]; predictions: string[]; probabilities: string[] }

export function onnxNames({ features, target }: Encoding): OnnxNames {
  const taken = new Set<string>()
  const free = (wanted: string): string => {
    let name = wanted
    for (let i = 2; taken.has(name) || name === ''; i++) name = `${wanted}_${i}`
    taken.add(name)
    return name
  }
  const inputs = features.map(({ name }) => free(name))
  const predictions = targetColumns(target).map(({ name }) => free(`predicted_${name}`))
  const classes = target.kind === 'classes' ? target.classes : []
  return { inputs, predictions, probabilities: classes.map((label) => free(`probability_${label}`)) }
}

export function taskOf({ target }: Encoding): Task {
  return target.kind === 'numbers' ? 'regression' : 'classification'
}

/** The file's bytes. */
export function onnxModel(model: TrainedModel): Uint8Array {
  const { encoding, network } = model
  const names = onnxNames(encoding)
  const graph = new GraphWriter('epochwise', null, [...names.inputs, ...names.predictions, ...names.probabilities])
  encoding.features.forEach((feature, i) => declareInput(graph, feature, names.inputs[i]!))
  const features = encodeFeatures(graph, encoding.features, names.inputs)
  const prediction = predict(graph, model, features)
  if (encoding.target.kind === 'numbers') giveNumbers(graph, encoding.target, prediction, names)
  else giveClasses(graph, encoding.target, prediction, names)
  return modelBytes(graph.finish(), {
    documentation: `Predicts ${targetName(encoding)} from ${encoding.features.length} columns as the CSV has them. Made by Epochwise.`,
    metadata: {
      task: taskOf(encoding),
      target: targetName(encoding),
      layers: network.layers.map((layer) => ('units' in layer ? layer.units : layer.kind)).join(', '),
    },
    usesMl: encoding.features.some(({ kind }) => kind === 'category' || kind === 'ordered'),
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
  graph.input(name, inputType(feature), ['N', 1], inputWords(feature))
}

/** How the file takes a column. */
export function inputType(feature: FeatureEncoding): 'float32' | 'float64' | 'string' {
  switch (feature.kind) {
    case 'number':
      return numberType(feature)
    case 'boolean':
      return 'float32'
    case 'date':
      return 'float64'
    case 'ordered':
    case 'category':
      return 'string'
    default:
      return assertNever(feature)
  }
}

function inputWords(feature: FeatureEncoding): string {
  switch (feature.kind) {
    case 'number':
      return `number; NaN where missing; ${feature.min} to ${feature.max} in training`
    case 'boolean':
      return '1 for true, 0 for false; NaN where missing'
    case 'date':
      return `seconds since 1970-01-01 in UTC; NaN where missing; ${dateText(feature.min, false)} to ${dateText(feature.max, false)} in training`
    case 'ordered':
      return `one of ${feature.order.slice(0, 20).join(', ')}; '' where missing`
    case 'category':
      return "category, as text; '' where missing"
    default:
      return assertNever(feature)
  }
}

/** Input columns → [N, inputs], in the encoding's order: neighbouring plain numbers together, the others one by one. */
function encodeFeatures(graph: GraphWriter, features: readonly FeatureEncoding[], names: readonly string[]): string {
  const parts: string[] = []
  for (let i = 0; i < features.length;) {
    const feature = features[i]!
    const block = plainNumbersFrom(features, i)
    if (block.length > 0) {
      parts.push(standardise(graph, block, names.slice(i, i + block.length)))
      i += block.length
    } else {
      parts.push(
        feature.kind === 'category' ? oneHot(graph, feature, names[i]!) : readInputs(graph, feature, names[i]!),
      )
      i++
    }
  }
  return concat(graph, parts)
}

function concat(graph: GraphWriter, parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : graph.node('Concat', parts, { axis: 1 })
}

function plainNumbersFrom(features: readonly FeatureEncoding[], start: number): NumberFeature[] {
  const block: NumberFeature[] = []
  for (let i = start; i < features.length; i++) {
    const feature = features[i]!
    if (feature.kind !== 'number' || feature.flagged) break
    block.push(feature)
  }
  return block
}

/** A column that is read as a number → its inputs: the value filled and scaled, a date's circles, the flag. */
function readInputs(graph: GraphWriter, feature: ReadFeature, name: string): string {
  const own = graphArithmetic(graph)
  const single = (value: string): string => graph.node('Cast', [value], { to: onnxType('float32') })
  const read = feature.kind === 'ordered' ? placeOf(graph, feature, name) : asDouble(graph, feature, name)
  const missing = graph.node('IsNaN', [read])
  const value = graph.node('Where', [missing, own.number(feature.fill), read])
  const parts =
    feature.kind === 'boolean'
      ? [value]
      : [own.div(own.sub(value, own.number(feature.mean)), own.number(feature.deviation))]
  if (feature.kind === 'date') parts.push(...feature.cycles.flatMap((cycle) => circleOf(own, cycle, value)))
  if (feature.flagged) parts.push(missing)
  return concat(graph, parts.map(single))
}

function asDouble(graph: GraphWriter, feature: ReadFeature, name: string): string {
  return inputType(feature) === 'float64' ? name : graph.node('Cast', [name], { to: onnxType('float64') })
}

/** A text → its place in the order; NaN where it has none. */
function placeOf(graph: GraphWriter, { order }: OrderedFeature, name: string): string {
  const places = graph.fresh()
  const keys = { keys_strings: order, values_int64s: order.map((_, place) => place), default_int64: -1 }
  graph.nodeTo('LabelEncoder', [name], [places], keys, 'ai.onnx.ml')
  const unknown = graph.node('Less', [places, graph.constant('int64', [0], [])])
  const place = graph.node('Cast', [places], { to: onnxType('float64') })
  return graph.node('Where', [unknown, graph.constant('float64', [NaN], []), place])
}

/** The arithmetic of `date-parts.ts` as nodes. */
function graphArithmetic(graph: GraphWriter): Arithmetic<string> {
  return {
    number: (value) => graph.constant('float64', [value], []),
    add: (a, b) => graph.node('Add', [a, b]),
    sub: (a, b) => graph.node('Sub', [a, b]),
    mul: (a, b) => graph.node('Mul', [a, b]),
    div: (a, b) => graph.node('Div', [a, b]),
    floor: (a) => graph.node('Floor', [a]),
    sin: (a) => graph.node('Sin', [a]),
  }
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

/** output · deviation + mean, in double, each target by itself: its units. */
function giveNumbers(graph: GraphWriter, { columns }: NumbersTarget, output: string, names: OnnxNames): void {
  const row = (values: number[]): string => graph.constant('float64', values, [1, values.length])
  const double = graph.node('Cast', [output], { to: onnxType('float64') })
  const scaled = graph.node('Mul', [double, row(columns.map(({ deviation }) => deviation))])
  const values = graph.node('Add', [scaled, row(columns.map(({ mean }) => mean))])
  const ones = graph.constant(
    'int64',
    columns.map(() => 1),
    [columns.length],
  )
  graph.nodeTo('Split', [values, ones], names.predictions, { axis: 1 })
  columns.forEach(({ name }, k) =>
    graph.output(names.predictions[k]!, 'float64', ['N', 1], `${name}, in its own units`),
  )
}

function giveClasses(graph: GraphWriter, target: ClassTarget, output: string, names: OnnxNames): void {
  const probabilities = target.outputs === 1 ? bothProbabilities(graph, output) : output
  const likeliest = graph.node('ArgMax', [probabilities], { axis: 1, keepdims: 1 })
  graph.node('Gather', [graph.texts('classes', target.classes), likeliest], { axis: 0 }, names.predictions[0])
  graph.output(names.predictions[0]!, 'string', ['N', 1], `the likeliest ${target.name}`)
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

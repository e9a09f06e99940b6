/**
 * Why a loss stopped being a number: looked for in the numbers that the network was given and in its first gradient.
 *
 * The likeliest cause first. A cell that is a typing mistake is seen against the middle half of its column, because
 * the deviation of the column has grown with it.
 */
import type { Engine, TrainingData, TrainingSpec, TrainingState } from '../engines/engine'

/** In the trainer's terms: places among the inputs (null: the target) and among the training rows. */
export type NumberCause =
  | { kind: 'huge-cell'; input: number | null; row: number; deviations: number }
  /** The widest first, then the narrowest, where there are two. */
  | { kind: 'scales'; inputs: number[]; ratio: number }
  | { kind: 'gradients'; growth: number }
  | { kind: 'rate' }

/** Far outside of anything that a bell curve or a long tail gives. */
const hugeDeviations = 1000
/** Two features, or a feature and the weights it meets, this far apart need rates this far apart. */
const unevenRatio = 30
/** A gradient so many times the weights leaves nothing of them at any usual rate. */
const explodingGrowth = 1000
/** Layers, the output's among them, from which on a gradient can explode on its way back. */
const deep = 4
/** Enough rows for a quartile. */
const sampled = 4096

type Column = { largest: number; row: number; spread: number; size: number; binary: boolean }

export async function findCause(
  engine: Engine,
  spec: TrainingSpec,
  data: TrainingData,
  start: TrainingState,
): Promise<NumberCause> {
  const { inputs } = spec.network
  const columns = Array.from({ length: inputs }, (_, input) => describeColumn(data.features, inputs, input))
  const outputs = data.targets.length / (data.features.length / inputs)
  const target = outputs === 1 ? describeColumn(data.targets, 1, 0) : null
  return (
    hugeCell(columns, target) ??
    unevenScales(columns) ??
    (await explodingGradients(engine, spec, data, start)) ?? { kind: 'rate' }
  )
}

function describeColumn(values: Float32Array, width: number, place: number): Column {
  const rows = values.length / width
  const every = Math.max(1, Math.floor(rows / sampled))
  const sample = Float64Array.from(
    { length: Math.ceil(rows / every) },
    (_, i) => values[i * every * width + place]!,
  ).sort()
  const quartile = (share: number): number => sample[Math.min(sample.length - 1, Math.floor(share * sample.length))]!
  const median = quartile(0.5)
  let [largest, row, sum, binary] = [0, 0, 0, true]
  for (let i = 0; i < rows; i++) {
    const value = values[i * width + place]!
    const away = Math.abs(value - median)
    if (away > largest || Number.isNaN(away)) [largest, row] = [away, i]
    sum += Math.abs(value)
    binary &&= value === 0 || value === 1
  }
  // The middle half of a bell curve is 1.35 deviations wide.
  const middle = (quartile(0.75) - quartile(0.25)) / 1.35
  return { largest, row, spread: middle > 0 ? middle : sum / rows, size: sum / rows, binary }
}

function hugeCell(inputs: readonly Column[], target: Column | null): NumberCause | null {
  const judged = [...inputs, ...(target === null ? [] : [target])].map((column) =>
    column.binary || column.spread === 0 ? 0 : column.largest / column.spread,
  )
  const place = placeOfLargest(judged)
  const deviations = judged[place]!
  if (deviations < hugeDeviations) return null
  const input = place < inputs.length ? place : null
  return { kind: 'huge-cell', input, row: (input === null ? target : inputs[place])!.row, deviations }
}

/** Standardised inputs are about one; what is far above makes the loss steep in its direction alone. */
function unevenScales(inputs: readonly Column[]): NumberCause | null {
  const sizes = inputs.map(({ size, binary }) => (binary ? 1 : size))
  const widest = placeOfLargest(sizes)
  const narrowest = placeOfLargest(sizes.map((size) => -size))
  const ratio = Math.max(sizes[widest]!, sizes[widest]! / Math.max(sizes[narrowest]!, 1e-30))
  if (sizes[widest]! < unevenRatio) return null
  return { kind: 'scales', inputs: widest === narrowest ? [widest] : [widest, narrowest], ratio }
}

async function explodingGradients(
  engine: Engine,
  spec: TrainingSpec,
  data: TrainingData,
  start: TrainingState,
): Promise<NumberCause | null> {
  if (spec.network.layers.length < deep || spec.clip.kind !== 'none') return null
  const all = data.features.length / spec.network.inputs
  const session = engine.startInspection(spec, Math.ceil(all / spec.batchSize))
  try {
    const outputs = data.targets.length / all
    const rows = Math.min(spec.batchSize, data.targets.length / outputs)
    const features = data.features.subarray(0, rows * spec.network.inputs)
    const { gradient } = await session.step(start, {
      features,
      targets: data.targets.subarray(0, rows * outputs),
      weights: data.weights?.subarray(0, rows) ?? null,
      rows,
    })
    const growth = rootMeanSquare(gradient) / rootMeanSquare(start.parameters)
    return growth > explodingGrowth || Number.isNaN(growth) ? { kind: 'gradients', growth } : null
  } finally {
    await session.close()
  }
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
}

function placeOfLargest(values: readonly number[]): number {
  return values.reduce((best, value, place) => (value > values[best]! ? place : best), 0)
}

/** An outside reference where EPOCHWISE_PYTHON names a Python with PyTorch: 20 steps of every layer, loss and optimizer. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { learningRateAt } from '../../../../src-shared/learning-rate'
import type { Schedule } from '../../../../src-shared/recipe'
import { initialParameters, outputsOf, parameterLayout, widthsOf } from '../../../../src-main/program/network'
import { epochOrder } from '../../../../src-main/program/random'
import { dropoutMask } from './dropout-masks'
import type { ReferenceCase } from './reference-cases'
import { batchSize, epochs, referenceCases, rows } from './reference-cases'
import { relativeDifference, train } from './session-fixture'
import { weigh } from './tfjs-reference'

const python = process.env['EPOCHWISE_PYTHON']
const tolerance = 1e-5

type Result = { parameters: number[]; statistics: number[]; losses: number[] }

/** As torch_reference.py takes it. */
function describeCase({ spec, data }: ReferenceCase): object {
  const { network: net, seed } = spec
  const parameters = initialParameters(net, seed)
  const widths = widthsOf(net)
  const batches = Array.from({ length: epochs }, (_, epoch) => [...epochOrder(rows, seed, epoch)]).flatMap((order) =>
    Array.from({ length: Math.ceil(rows / batchSize) }, (_, i) => order.slice(i * batchSize, (i + 1) * batchSize)),
  )
  const rowsOf = (values: Float32Array, width: number): number[][] =>
    Array.from({ length: rows }, (_, row) => [...values.subarray(row * width, (row + 1) * width)])
  return {
    ...{ layers: net.layers, loss: spec.loss, optimizer: spec.optimizer },
    ...{ regularisation: spec.regularisation, clip: spec.clip },
    rates: batches.map((_, step) => learningRateAt(spec, step, batches.length / epochs, spec.epochs)),
    batches,
    features: rowsOf(data.features, net.inputs),
    targets: rowsOf(data.targets, outputsOf(net)),
    weights: data.weights === null ? null : [...data.weights],
    parameters: parameterLayout(net).entries.map(({ name, shape, offset, size, decays }) => ({
      ...{ name, shape, decays },
      values: [...parameters.subarray(offset, offset + size)],
    })),
    masks: batches.map((batch, step) =>
      net.layers.map((layer, i) =>
        layer.kind === 'dropout'
          ? [...dropoutMask(spec, { layer: i, update: step + 1, rate: layer.rate }, [batch.length, widths[i]!])]
          : null,
      ),
    ),
  }
}

type Answers = { results: Result[]; schedules: number[][] }

const [steps, scheduled] = [6, 10]
const schedules: Schedule[] = [
  { kind: 'step', every: 3, factor: 0.4 },
  { kind: 'exponential', factor: 0.8 },
  { kind: 'cosine', warmUp: 2, final: 0.05 },
  { kind: 'one-cycle', rise: 0.4, startDivisor: 20, finalDivisor: 500 },
]

function askThere(cases: ReferenceCase[]): Answers {
  const input = JSON.stringify({ cases: cases.map(describeCase), schedules, steps, epochs: scheduled })
  const script = join(import.meta.dirname, 'torch_reference.py')
  const output = execFileSync(python!, [script], { input, maxBuffer: 2 ** 28, timeout: 120_000 })
  return JSON.parse(output.toString()) as Answers
}

describe.skipIf(python === undefined)('20 steps give the weights and losses of PyTorch', () => {
  let theirs: Answers = { results: [], schedules: [] }

  beforeAll(() => {
    theirs = askThere(referenceCases)
  }, 180_000)

  it.each(referenceCases.map((one, place) => ({ ...one, place })))('$name', async ({ spec, data, place }) => {
    const ours = await train(spec, data, epochs)
    const { parameters, statistics, losses } = theirs.results[place]!
    expect(relativeDifference(ours.state.parameters, parameters)).toBeLessThan(tolerance)
    expect(ours.state.statistics).toHaveLength(statistics.length)
    if (statistics.length > 0) expect(relativeDifference(ours.state.statistics, statistics)).toBeLessThan(tolerance)
    const perEpoch = losses.length / epochs
    const means = Array.from({ length: epochs }, (_, epoch) => {
      const order = epochOrder(rows, spec.seed, epoch)
      const own = losses.slice(epoch * perEpoch, (epoch + 1) * perEpoch)
      const batch = (i: number): Int32Array => order.subarray(i * batchSize, (i + 1) * batchSize)
      return own.reduce((sum, loss, i) => sum + loss * weigh(data, batch(i)), 0) / weigh(data, order)
    })
    expect(relativeDifference(ours.epochs.loss as number[], means)).toBeLessThan(tolerance)
  })

  it.each(schedules.map((schedule, place) => ({ schedule, place, kind: schedule.kind })))(
    'the $kind schedule gives the rates of its schedulers',
    ({ schedule, place }) => {
      const ours = theirs.schedules[place]!.map((_, step) =>
        learningRateAt({ optimizer: { learningRate: 1 }, schedule }, step, steps, scheduled),
      )
      expect(relativeDifference(ours, theirs.schedules[place]!)).toBeLessThan(tolerance)
    },
  )
})

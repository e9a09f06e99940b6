/** The exported file, opened again by onnxruntime: raw values in, the app's own answers out. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOnnxEngine } from '../../../src-main/engines/onnx/onnx-engine'
import type { TrainedModel } from '../../../src-main/exports/onnx'
import { inputType, numberType, onnxModel, onnxNames } from '../../../src-main/exports/onnx'
import type { Predict, Rows } from '../../../src-main/exports/proof'
import { proveExport } from '../../../src-main/exports/proof'
import type { FeatureEncoding, NumberFeature, NumbersTarget } from '../../../src-main/features/encoding'
import { decodeNumber, decodeProbabilities, encodeRows } from '../../../src-main/features/encode-rows'
import type { Layer } from '../../../src-shared/recipe'
import { activations } from '../../../src-shared/recipe'
import { category, chunkOf, classes, date, model, number, ordered, price, priceAndRent, truth } from './model-fixture'

const features = [
  number('size', 1),
  number('age', 2, { mean: 40, deviation: 12, fill: 38 }),
  category('colour', 3),
  number('rooms', 4),
]
const missing = NaN
const rows = [
  [1.5, 30, 'red', 4],
  [missing, 41.25, 'blue', 2],
  [7, missing, 'never seen', missing],
  [0, 0, '', 0],
  [-1, 99, 'green', 3],
]

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochwise-export-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** As the app reads them: an ordered value by its place. */
function asCells(own: readonly FeatureEncoding[], row: readonly (number | string)[]): (number | string | null)[] {
  return row.map((cell, j) => {
    const feature = own[j]!
    if (cell === '' || Number.isNaN(cell)) return null
    if (feature.kind !== 'ordered') return cell
    return feature.order.includes(String(cell)) ? feature.order.indexOf(String(cell)) : null
  })
}

/** In the target's units. */
const inUnits = (output: number): number => decodeNumber(price.columns[0]!, output)

/** What the app says, by the way that training itself takes. */
async function ownAnswers({ encoding, network, learned }: TrainedModel, cells: typeof rows): Promise<Float32Array> {
  const session = await createOnnxEngine().startInference(network, learned)
  const answers = await session.run(
    encodeRows(
      encoding,
      cells.map((row) => asCells(encoding.features, row)),
    ),
    cells.length,
  )
  await session.close()
  return answers
}

/** The file as a stranger runs it: onnxruntime and nothing of ours. */
async function runFile(made: TrainedModel, cells: typeof rows): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(onnxModel(made))
  const names = onnxNames(made.encoding)
  const inputs = made.encoding.features.map((feature, j): [string, Tensor] => {
    const values = cells.map((row) => row[j]!)
    const type = inputType(feature)
    const tensor =
      type === 'string'
        ? new Tensor('string', values as string[], [cells.length, 1])
        : type === 'float32'
          ? new Tensor('float32', Float32Array.from(values as number[]), [cells.length, 1])
          : new Tensor('float64', Float64Array.from(values as number[]), [cells.length, 1])
    return [names.inputs[j]!, tensor]
  })
  expect(session.inputNames).toEqual(names.inputs)
  expect(session.outputNames).toEqual([...names.predictions, ...names.probabilities])
  const outputs = await session.run(Object.fromEntries(inputs))
  await session.release()
  return outputs
}

describe('a regression', () => {
  it("gives the app's predictions in the target's units, missing and unseen values included", async () => {
    const made = model(features, price)
    const outputs = await runFile(made, rows)
    const own = await ownAnswers(made, rows)
    const predicted = outputs['predicted_price']!
    expect(predicted.dims).toEqual([5, 1])
    const expected = Array.from(own, (output) => inUnits(output))
    expect(new Set(expected).size).toBe(5)
    expected.forEach((value, i) => expect(Math.abs(Number(predicted.data[i]) / value - 1)).toBeLessThan(1e-6))
  })

  it('fills a missing number with the training median and treats an unseen category as a missing one', async () => {
    const made = model(features, price)
    const filled = (await runFile(made, [[missing, 30, 'mauve', 4]]))['predicted_price']!.data
    const given = (await runFile(made, [[2.5, 30, '', 4]]))['predicted_price']!.data
    const other = (await runFile(made, [[2.5, 30, 'red', 4]]))['predicted_price']!.data
    expect(filled).toEqual(given)
    expect(filled).not.toEqual(other)
  })

  it('takes a column that float32 cannot hold as double, and is exact with it', async () => {
    const moment = number('moment', 5, {
      mean: 1.7e12,
      deviation: 1000,
      min: 1.7e12 - 5000,
      max: 1.7e12 + 5000,
      fill: 1.7e12,
      decimals: 0,
    })
    const made = model([moment], price)
    expect(numberType(moment)).toBe('float64')
    const times = [[1.7e12 + 12], [1.7e12 - 999], [NaN]]
    const predicted = (await runFile(made, times))['predicted_price']!.data
    const own = await ownAnswers(made, times)
    own.forEach((output, i) => expect(Number(predicted[i])).toBeCloseTo(inUnits(output), 2))
  })

  it('takes years, whole numbers and unscaled columns as float', () => {
    const year = number('year', 6, { mean: 2015, deviation: 4, min: 1999, max: 2024, decimals: 0 })
    const plain = number('plain', 7, { mean: 0, deviation: 1, max: 1e9 })
    for (const feature of [year, plain, features[0]!]) expect(numberType(feature as NumberFeature)).toBe('float32')
  })

  it('works with categories alone, also where none was kept', async () => {
    const made = model([category('a', 1), category('b', 2, [])], price)
    const cells = [
      ['red', 'x'],
      ['', ''],
    ]
    const predicted = (await runFile(made, cells))['predicted_price']!.data
    const own = await ownAnswers(made, cells)
    own.forEach((output, i) => expect(Number(predicted[i])).toBeCloseTo(inUnits(output), 1))
  })
})

describe('every kind of column', () => {
  const seconds = (text: string): number => Date.parse(text) / 1000
  const kinds: [string, FeatureEncoding[], (number | string)[][]][] = [
    [
      'numbers with a flag',
      [number('size', 1, { flagged: true }), number('age', 2)],
      [
        [1, 2],
        [missing, 3],
        [4, missing],
      ],
    ],
    [
      'true and false',
      [truth('garden', 1), truth('pool', 2, { flagged: true, fill: 0 })],
      [
        [1, 0],
        [0, 1],
        [missing, missing],
      ],
    ],
    [
      'ordered values',
      [ordered('state', 1), ordered('look', 2, { flagged: true })],
      [
        ['poor', 'good'],
        ['fair', ''],
        ['new', 'new'],
        ['good', 'poor'],
      ],
    ],
    [
      'dates',
      [date('sold', 1), date('built', 2, { cycles: [], flagged: true }), date('seen', 3, { cycles: ['weekday'] })],
      ['2023-01-01T00:00Z', '2024-02-29T23:59:59Z', '1969-12-31T12:00Z', '2023-12-31T06:30Z', '1900-03-01T00:00Z'].map(
        (text) => Array.from({ length: 3 }, () => seconds(text)),
      ),
    ],
    ['dates that are missing', [date('sold', 1, { flagged: true })], [[missing], [1.68e9]]],
    [
      'all of them, mixed',
      [
        date('sold', 1),
        number('size', 2),
        category('colour', 3),
        ordered('state', 4, { flagged: true }),
        number('age', 5),
        truth('garden', 6),
      ],
      [
        [1.69e9, 1, 'red', 'fair', 2, 1],
        [missing, missing, '', '', missing, missing],
      ],
    ],
  ]

  it.each(kinds)('is encoded in the file as in the app: %s', async (_, own, cells) => {
    const made = model(own, price)
    const predicted = (await runFile(made, cells))['predicted_price']!.data
    const expected = Array.from(await ownAnswers(made, cells), inUnits)
    expect(new Set(expected).size).toBeGreaterThan(1)
    expected.forEach((value, i) => expect(Math.abs(Number(predicted[i]) / value - 1)).toBeLessThan(1e-6))
    const proof = await proveExport(await write(made), made.encoding, predictWith(made), (take) =>
      take(chunkOf(own, cells)),
    )
    expect(proof.rows).toBe(cells.length)
  })

  it('says of each input how it is to be given', () => {
    expect([date('a', 1), truth('b', 2), ordered('c', 3), category('d', 4)].map(inputType)).toEqual([
      'float64',
      'float32',
      'string',
      'string',
    ])
  })
})

describe('several targets', () => {
  it('have an output each, in their own units', async () => {
    const made = model(features, priceAndRent)
    const outputs = await runFile(made, rows)
    const own = await ownAnswers(made, rows)
    rows.forEach((_, i) => {
      priceAndRent.columns.forEach((column, k) => {
        const value = decodeNumber(column, own[i * 2 + k]!)
        expect(Number(outputs[`predicted_${column.name}`]!.data[i]) / value).toBeCloseTo(1, 5)
      })
    })
  })
})

/** As a stored run predicts, from the model's own weights. */
function predictWith(made: TrainedModel): Predict {
  return async (cells) => {
    const { target } = made.encoding
    const session = await createOnnxEngine().startInference(made.network, made.learned)
    const outputs = await session.run(encodeRows(made.encoding, cells), cells.length)
    await session.close()
    if (target.kind === 'numbers') {
      const every = target.columns.length
      const valuesOf = (i: number): number[] =>
        target.columns.map((column, k) => decodeNumber(column, outputs[i * every + k]!))
      return cells.map((_, i) => ({ kind: 'regression', values: valuesOf(i) }))
    }
    const all = decodeProbabilities(target, outputs)
    return cells.map((_, i) => {
      const probabilities = Array.from(all.subarray(i * target.classes.length, (i + 1) * target.classes.length))
      return { kind: 'classification', label: '', probabilities }
    })
  }
}

async function write(made: TrainedModel): Promise<string> {
  const file = join(folder, 'model.onnx')
  await writeFile(file, onnxModel(made))
  return file
}

describe('a classification', () => {
  it.each([
    ['two classes, one output', classes(['no', 'yes'])],
    ['two classes, two outputs', classes(['no', 'yes'], 2)],
    ['three classes', classes(['cat', 'dog', 'émeu 🐦'])],
    ['numbers as classes', classes(['0', '1', '2'])],
  ])('gives the label and a probability per class: %s', async (_, target) => {
    const made = model(features, target)
    const outputs = await runFile(made, rows)
    const own = decodeProbabilities(target, await ownAnswers(made, rows))
    const count = target.classes.length
    rows.forEach((_row, i) => {
      const expected = Array.from(own.subarray(i * count, (i + 1) * count))
      target.classes.forEach((label, k) => {
        const probability = outputs[`probability_${label}`]!
        expect(probability.dims).toEqual([5, 1])
        expect(Number(probability.data[i])).toBeCloseTo(expected[k]!, 6)
      })
      expect(outputs['predicted_kind']!.data[i]).toBe(target.classes[expected.indexOf(Math.max(...expected))])
    })
    expect(outputs['predicted_kind']!.dims).toEqual([5, 1])
  })
})

describe('hostile names', () => {
  it('stay apart, whatever the columns are called', async () => {
    const names = [
      '__proto__',
      't0',
      'constant1',
      'layers.0.weights',
      'predicted_price',
      'a\nb',
      'N',
      'classes',
      'fill',
    ]
    const made = model([...names.map((name, i) => number(name, i)), category('t1', 20)], price)
    const found = onnxNames(made.encoding)
    expect(found.inputs).toEqual([...names, 't1'])
    expect(found.predictions).toEqual(['predicted_price_2'])
    const cells = [[...names.map((_, i) => i + 0.5), 'green']]
    const predicted = (await runFile(made, cells))['predicted_price_2']!.data
    const [own] = await ownAnswers(made, cells)
    expect(Number(predicted[0])).toBeCloseTo(inUnits(own!), 1)
  })
})

describe('every kind of layer', () => {
  const dense: Layer = { kind: 'dense', units: 6, activation: 'gelu', initialiser: 'auto' }
  const cases: [string, Layer[]][] = [
    ['dropout, which is gone', [dense, { kind: 'dropout', rate: 0.5 }]],
    ['batch norm, by its running figures', [dense, { kind: 'batch-norm', momentum: 0.9, epsilon: 1e-5 }]],
    ['layer norm', [dense, { kind: 'layer-norm', epsilon: 1e-5 }]],
    ['residual', [dense, { kind: 'residual', units: 5, activation: 'silu', initialiser: 'auto' }]],
    ['embedding', [{ kind: 'embedding', width: 'auto' }, dense]],
    ...activations.map((activation): [string, Layer[]] => [activation, [{ ...dense, activation }]]),
  ]

  it.each(cases)('says in the file what it says in the app: %s', async (_, layers) => {
    const made = model(features, price, { layers })
    const outputs = await runFile(made, rows)
    const own = await ownAnswers(made, rows)
    expect(new Set(own).size).toBe(5)
    own.forEach((output, i) => {
      const expected = inUnits(output)
      expect(Math.abs(Number(outputs['predicted_price']!.data[i]) / expected - 1)).toBeLessThan(1e-5)
    })
  })

  it('gives counts of a Poisson regression', async () => {
    const [column] = price.columns
    const counts: NumbersTarget = { kind: 'numbers', columns: [{ ...column!, mean: 0, deviation: 1, link: 'log' }] }
    const made = model(features, counts, { loss: { kind: 'poisson' } })
    const predicted = (await runFile(made, rows))['predicted_price']!.data
    const own = await ownAnswers(made, rows)
    own.forEach((count, i) => {
      expect(count).toBeGreaterThan(0)
      expect(Number(predicted[i])).toBeCloseTo(count, 5)
    })
  })
})

describe('the proof', () => {
  const allRows: Rows = (take) => take(chunkOf(features, rows))

  it.each([
    ['regression', price],
    ['two targets', priceAndRent],
    ['two classes', classes(['no', 'yes'])],
    ['three classes', classes(['a', 'b', 'c'])],
  ])('runs every row and says how far apart the answers are: %s', async (_, target) => {
    const made = model(features, target)
    const proof = await proveExport(await write(made), made.encoding, predictWith(made), async (take) => {
      await take(chunkOf(features, rows.slice(0, 3)))
      await take(chunkOf(features, rows.slice(3)))
    })
    expect(proof.rows).toBe(5)
    expect(proof.largestDifference).toBeLessThan(target.kind === 'numbers' ? 0.1 : 1e-6)
    expect(proof.words).toContain('5 rows')
  })

  it.each([
    ['regression', price],
    ['classes', classes(['no', 'yes'])],
  ])('refuses a file with other weights, and names the row: %s', async (_, target) => {
    const made = model(features, target)
    const file = await write({
      ...made,
      learned: { ...made.learned, parameters: made.learned.parameters.map((weight) => weight * 1.01) },
    })
    const proof = proveExport(file, made.encoding, predictWith(made), allRows)
    await expect(proof).rejects.toMatchObject({ code: 'export.mismatch', details: { row: 1 } })
  })

  it('refuses a file that gives another label than the likeliest', async () => {
    const made = model(features, classes(['a', 'b', 'c']))
    const target = classes(['b', 'a', 'c'])
    const file = await write({ ...made, encoding: { ...made.encoding, target } })
    const proof = proveExport(file, made.encoding, predictWith(made), allRows)
    await expect(proof).rejects.toMatchObject({ code: 'export.mismatch' })
  })

  it('refuses answers that are not numbers', async () => {
    const made = model(features, price)
    made.learned.parameters.fill(NaN)
    const proof = proveExport(await write(made), made.encoding, predictWith(made), allRows)
    await expect(proof).rejects.toMatchObject({ code: 'export.mismatch' })
  })
})

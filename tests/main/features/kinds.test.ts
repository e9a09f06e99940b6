/** Every kind of column on its way into the network: its inputs, and that only training rows decide on them. */
import { afterEach, describe, expect, test } from 'vitest'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dataLayout } from '../../../src-main/features/data-layout'
import { encodeRow, encodeRows } from '../../../src-main/features/encode-rows'
import type { DateFeature, Encoding, FeatureEncoding } from '../../../src-main/features/encoding'
import { inputNamesOf, inputsOf } from '../../../src-main/features/encoding'
import { fitEncoding } from './fit-encoding'
import { readFileCell } from '../../../src-main/features/predict-values'
import { shapeOf, writeTrainingData } from '../../../src-main/features/write-training-data'
import type { Recipe } from '../../../src-shared/recipe'
import { defaultRecipe, holdBack } from '../../../src-shared/recipe'
import type { Reading, RowPart } from '../../../src-shared/table'
import { plainReading } from '../../../src-shared/table'
import type { ColumnSpec, RowSpec, TestTable } from './table-source'
import { createTable } from './table-source'

let table: TestTable
afterEach(() => table.close())

const many = <T>(count: number, cell: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => cell(i))
const y = (count: number): ColumnSpec => ({ name: 'y', role: 'target', cells: many(count, (i) => i * 1.5) })

async function fit(specs: ColumnSpec[], recipe: Partial<Recipe> = {}, rows: RowSpec = {}): Promise<Encoding> {
  table = await createTable(specs, rows)
  return fitEncoding(table, { ...defaultRecipe, split: holdBack(0), ...recipe })
}

const hours = (count: number, start: string, step: number): string[] =>
  many(count, (i) => new Date(Date.parse(start) + i * step * 3_600_000).toISOString().slice(0, 16).replace('T', ' '))

describe('dates', () => {
  const column = (cells: (string | null)[]): ColumnSpec => ({ name: 'sold', role: 'feature', kind: 'date', cells })

  test('give a trend and the cycles in which they differ, in a fixed order', async () => {
    const encoding = await fit([column(hours(50, '2023-01-01T00:00Z', 100)), y(50)])
    const [feature] = encoding.features
    expect(feature).toMatchObject({ kind: 'date', cycles: ['month', 'weekday', 'hour'], flagged: false })
    expect(inputNamesOf(feature!)).toEqual([
      'sold',
      'sold (month, sine)',
      'sold (month, cosine)',
      'sold (weekday, sine)',
      'sold (weekday, cosine)',
      'sold (hour, sine)',
      'sold (hour, cosine)',
    ])
    const inputs = encodeRow(encoding, [Date.parse('2023-04-05T06:00Z') / 1000])
    expect([...inputs].slice(1)).toEqual(
      [1, 0, Math.sin((4 * Math.PI) / 7), Math.cos((4 * Math.PI) / 7), 1, 0].map((value): unknown =>
        expect.closeTo(value, 6),
      ),
    )
  })

  test('that are all at midnight, or all on Mondays, give no cycle for it', async () => {
    const days = await fit([column(hours(30, '2023-01-02T00:00Z', 24 * 7)), y(30)])
    expect(days.features[0]).toMatchObject({ cycles: ['month'] })
  })

  test('lose no days to float32, and count years where nothing is standardised', async () => {
    const cells = hours(40, '2024-01-01T00:00Z', 24)
    const encoding = await fit([column(cells), y(40)], { standardise: false })
    const trend = (text: string): number => encodeRow(encoding, [Date.parse(text) / 1000])[0]!
    expect(trend('2024-01-02') - trend('2024-01-01')).toBeCloseTo(1 / 365.2425, 6)
    expect(trend('2025-01-01') - trend('2024-01-01')).toBeCloseTo(366 / 365.2425, 6)
  })

  test('that are missing stand at the median, and are flagged', async () => {
    const cells = hours(40, '2024-01-01T00:00Z', 24).map((cell, i) => (i % 10 === 3 ? null : i === 5 ? 'soon' : cell))
    const encoding = await fit([column(cells), y(40)])
    const feature = encoding.features[0] as DateFeature
    expect(feature.flagged).toBe(true)
    const [missing, median] = [encodeRow(encoding, [null]), encodeRow(encoding, [feature.fill])]
    expect(missing.at(-1)).toBe(1)
    expect(median.at(-1)).toBe(0)
    expect(missing.slice(0, -1)).toEqual(median.slice(0, -1))
  })
})

describe('ordered categories', () => {
  const order = ['poor', 'fair', 'good', 'great']
  const cells = many(40, (i) => (i === 7 ? 'odd' : order[i % 4]!))
  const column: ColumnSpec = { name: 'state', role: 'feature', kind: 'ordered', cells, settings: { order } }

  test('are their places, standardised', async () => {
    const encoding = await fit([column, y(40)])
    const values = [0, 1, 2, 3].map((place) => encodeRow(encoding, [place])[0]!)
    const steps = [1, 2, 3].map((k) => values[k]! - values[k - 1]!)
    steps.forEach((step) => expect(step).toBeCloseTo(steps[0]!, 5))
    expect(encoding.features[0]).toMatchObject({ kind: 'ordered', order, min: 0, max: 3, flagged: true })
  })
})

describe('true and false', () => {
  test('are 1 and 0, and missing what most rows are', async () => {
    const cells = many(40, (i) => (i % 4 === 0 ? 'no' : i === 5 ? null : 'Yes'))
    const encoding = await fit([{ name: 'garden', role: 'feature', kind: 'boolean', cells }, y(40)])
    expect(encoding.features[0]).toMatchObject({ kind: 'boolean', fill: 1, flagged: true })
    expect([...encodeRows(encoding, [[1], [0], [null]])]).toEqual([1, 0, 0, 0, 1, 1])
  })
})

describe('texts', () => {
  const text = (cells: string[]): ColumnSpec => ({ name: 'note', role: 'feature', kind: 'text', cells })
  const size: ColumnSpec = { name: 'size', role: 'feature', cells: many(40, (i) => i) }

  test('that repeat are used as categories, others not at all', async () => {
    const few = await fit([text(many(40, (i) => `t${i % 5}`)), size, y(40)])
    expect(few.features.map(({ kind }) => kind)).toEqual(['category', 'number'])
    await table.close()
    const lots = await fit([text(many(40, (i) => `t${i}`)), size, y(40)])
    expect(lots.features.map(({ name }) => name)).toEqual(['size'])
  })
})

const german: Reading = { ...plainReading, decimal: ',', thousands: '.', affixes: ['€'] }

/** One column of each kind, with gaps. */
function everyKind(count: number): ColumnSpec[] {
  const gap = (i: number): boolean => i % 9 === 4
  return [
    { name: 'size', role: 'feature', cells: many(count, (i) => (gap(i) ? null : Math.sin(i) * 50)) },
    {
      name: 'price of old',
      role: 'feature',
      kind: 'number',
      cells: many(count, (i) => (i === 3 ? 'much' : `${i % 7}.${100 + i},${i % 10} €`)),
      settings: { reading: german },
    },
    {
      name: 'state',
      role: 'feature',
      kind: 'ordered',
      cells: many(count, (i) => ['a', 'b', 'c'][i % 3]!),
      settings: { order: ['c', 'a', 'b'] },
    },
    {
      name: 'garden',
      role: 'feature',
      kind: 'boolean',
      cells: many(count, (i) => (gap(i) ? null : i % 2 ? 'yes' : 'no')),
    },
    {
      name: 'sold',
      role: 'feature',
      kind: 'date',
      cells: hours(count, '2021-03-01T00:00Z', 31).map((cell, i) => (gap(i + 1) ? null : cell)),
    },
    { name: 'town', role: 'feature', cells: many(count, (i) => (gap(i) ? null : `town ${i % 6}`)) },
  ]
}

test('a row read from its texts as a file has them gives the very bytes that the trainer reads, for every kind', async () => {
  const count = 60
  const specs = everyKind(count)
  const encoding = await fit([...specs, y(count)], { split: holdBack(0.2, 0.2) })
  const file = join(table.folder, 'data.f32')
  const ids = await writeTrainingData(table, encoding, file)
  const bytes = await readFile(file)
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  const { features } = dataLayout(shapeOf(encoding))
  const rows = Array.from(ids, (id) =>
    encoding.features.map((feature, j) => readFileCell(encoding, feature, String(specs[j]!.cells[id] ?? 'NA'))),
  )
  expect(all.subarray(features.offset, features.offset + features.length)).toEqual(encodeRows(encoding, rows))
  expect(encoding.rows).toMatchObject({ training: 36, validation: 12, test: 12 })
})

test('no validation and no test row has a part in fills, means, ranges, flags, cycles or categories', async () => {
  const count = 60
  const parts = many(count, (i): RowPart =>
    i < 40 ? 'training' : i < 50 ? 'validation' : i < 58 ? 'test' : 'excluded',
  )
  const honest = await fit([...everyKind(count), y(count)], {}, { parts })
  await table.close()
  const wild: Record<string, (i: number) => string | number | null> = {
    size: (i) => i * 1e6,
    'price of old': () => null,
    state: () => 'b',
    garden: () => null,
    sold: (i) => `1999-12-${10 + (i % 10)} 13:37`,
    town: (i) => `elsewhere ${i}`,
  }
  const changed = everyKind(count).map((spec) => ({
    ...spec,
    cells: spec.cells.map((cell, i) => (i < 40 ? cell : wild[spec.name]!(i))),
  }))
  const targets = { ...y(count), cells: many(count, (i) => (i < 40 ? i * 1.5 : -1e9 * i)) }
  const other = await fit([...changed, targets], {}, { parts })
  expect(other).toEqual(honest)
  expect(other.rows).toEqual({ training: 40, validation: 10, test: 8, leftOut: 0, excluded: 2 })
})

test('the names of the inputs are as many as the inputs, of every kind', async () => {
  const encoding = await fit([...everyKind(60), y(60)])
  const widths = encoding.features.map((feature: FeatureEncoding) => [inputNamesOf(feature).length, inputsOf(feature)])
  widths.forEach(([names, inputs]) => expect(names).toBe(inputs))
  expect(encodeRow(encoding, []).length).toBe(widths.reduce((sum, [, inputs]) => sum + inputs!, 0))
})

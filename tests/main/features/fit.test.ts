import { afterEach, expect, test } from 'vitest'
import type { CategoryFeature, Encoding, NumberFeature } from '../../../src-main/features/encoding'
import { parseEncoding } from '../../../src-main/features/encoding'
import { fitEncoding } from './fit-encoding'
import { splitRows } from '../../../src-main/features/split'
import type { Recipe } from '../../../src-shared/recipe'
import { defaultRecipe, holdBack } from '../../../src-shared/recipe'
import type { ColumnSpec, TestTable } from './table-source'
import { createNumbers, createTable } from './table-source'

let table: TestTable
afterEach(() => table.close())

async function fit(specs: ColumnSpec[], recipe: Partial<Recipe> = {}, ids?: number[]): Promise<Encoding> {
  table = await createTable(specs, { ids })
  return fitEncoding(table, { ...defaultRecipe, ...recipe })
}

const target = (cells: (number | string | null)[]): ColumnSpec => ({ name: 'price', role: 'target', cells })
const feature = (name: string, cells: (number | string | null)[]): ColumnSpec => ({ name, role: 'feature', cells })

test('a number is fitted with the mean, population deviation and median of the training rows alone', async () => {
  const cells = Array.from({ length: 100 }, (_, i) => i * i)
  const encoding = await fit([feature('size', cells), target(cells)], { seed: 9 })
  const ids = Float64Array.from(cells, (_, i) => i)
  const request = { seed: 9, validationShare: 0.2, testShare: 0 }
  const held = splitRows({ ids, fixed: null, by: { kind: 'random' } }, request)
  const training = cells.filter((_, i) => held[i] === 0)
  expect(training).toHaveLength(80)
  const mean = training.reduce((so, value) => so + value, 0) / 80
  const deviation = Math.sqrt(training.reduce((so, value) => so + (value - mean) ** 2, 0) / 80)
  const size = encoding.features[0] as NumberFeature
  expect(size.mean).toBeCloseTo(mean, 9)
  expect(size.deviation).toBeCloseTo(deviation, 9)
  expect(size.fill).toBe((training[39]! + training[40]!) / 2)
  expect(encoding.target).toMatchObject({ kind: 'numbers', columns: [{ mean: size.mean, deviation: size.deviation }] })
  expect(encoding.rows).toEqual({ training: 80, validation: 20, test: 0, leftOut: 0, excluded: 0 })
})

test('a large offset costs the deviation no digits', async () => {
  const cells = Array.from({ length: 1000 }, (_, i) => 1e9 + (i % 2))
  const encoding = await fit([feature('t', cells), target(cells)], { split: holdBack(0) })
  expect((encoding.features[0] as NumberFeature).deviation).toBeCloseTo(0.5, 9)
})

test('a constant is scaled by 1, an empty column is not used, and huge values keep a finite scale', async () => {
  const encoding = await fit(
    [
      feature('constant', [0.1, 0.1, 0.1]),
      feature('empty', [null, null, null]),
      feature('huge', [1e300, -1e300, 5e299]),
      target([1, 2, 3]),
    ],
    { split: holdBack(0) },
  )
  expect(encoding.features.map(({ name }) => name)).toEqual(['constant', 'huge'])
  expect(encoding.features[0]).toMatchObject({ mean: 0.1, deviation: 1, decimals: 1 })
  expect(encoding.features[1]).toMatchObject({ mean: 0, deviation: 1e300 })
  expect(parseEncoding(JSON.stringify(encoding))).toEqual(encoding)
})

test('without standardising, numbers go in as they are, and missing ones still get the median', async () => {
  const encoding = await fit([feature('size', [1, null, 4, 9]), target([1, 2, 3, 4])], {
    split: holdBack(0),
    standardise: false,
  })
  expect(encoding.features[0]).toMatchObject({ mean: 0, deviation: 1, fill: 4, min: 1, max: 9 })
  expect(encoding.target).toMatchObject({ columns: [{ mean: 0, deviation: 1 }] })
})

test('categories stand by frequency, then by name, at most 200 of them', async () => {
  const cells = ['b', 'a', 'c', 'c', null, ...Array.from({ length: 300 }, (_, i) => `rare ${1000 + i}`)]
  const encoding = await fit([feature('town', cells), target(cells.map((_, i) => i))], { split: holdBack(0) })
  const { categories } = encoding.features[0] as CategoryFeature
  expect(categories).toHaveLength(200)
  expect(categories.slice(0, 4)).toEqual(['c', 'a', 'b', 'rare 1000'])
})

test('classes are sorted, and rows without a target are left out and counted', async () => {
  const cells = ['no', 'yes', null, 'no', 'yes', 'maybe', 'maybe', null]
  const encoding = await fit([feature('x', [1, 2, 3, 4, 5, 6, 7, 8]), target(cells)])
  expect(encoding.target).toMatchObject({ kind: 'classes', classes: ['maybe', 'no', 'yes'], outputs: 3 })
  expect(encoding.rows).toEqual({ training: 5, validation: 1, test: 0, leftOut: 2, excluded: 0 })
  expect(encoding.split.kind).toBe('stratified')
})

test('the numbers of a number target become classes, sorted by size', async () => {
  const cells = [10, 2, 2, 10, 1.5, 1.5]
  const encoding = await fit([feature('x', [1, 2, 3, 4, 5, 6]), target(cells)], { task: 'classification' })
  expect(encoding.target).toMatchObject({ classes: ['1.5', '2', '10'], outputs: 3 })
})

test('rows stored out of order are fitted as if they were in order', async () => {
  const cells = Array.from({ length: 50 }, (_, i) => Math.sin(i) * 100)
  const inOrder = await fit([feature('x', cells), target(cells)])
  await table.close()
  const backwards = cells.toReversed()
  const reversed = cells.map((_, i) => i).toReversed()
  expect(await fit([feature('x', backwards), target(backwards)], {}, reversed)).toEqual(inOrder)
})

test('the same table and seed give the same encoding, on a table that many threads read', async () => {
  table = await createNumbers(300_000, 3)
  const first = await fitEncoding(table, defaultRecipe)
  for (let i = 0; i < 3; i++) expect(await fitEncoding(table, defaultRecipe)).toEqual(first)
})

test('a hostile encoding in a project file is refused', () => {
  expect(() => parseEncoding('{"version":1,"features":[]}')).toThrow('damaged')
  expect(() => parseEncoding('not json')).toThrow('damaged')
})

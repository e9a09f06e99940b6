import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { dataLayout } from '../../../src-main/features/data-layout'
import { createRowEncoder, decodeNumber, decodeProbabilities, encodeRow } from '../../../src-main/features/encode-rows'
import type { Encoding } from '../../../src-main/features/encoding'
import { fitEncoding } from './fit-encoding'
import { splitRows } from '../../../src-main/features/split'
import { shapeOf, writeTrainingData } from '../../../src-main/features/write-training-data'
import type { Recipe } from '../../../src-shared/recipe'
import { defaultRecipe, holdBack } from '../../../src-shared/recipe'
import type { ColumnSpec, TestTable } from './table-source'
import { createNumbers, createTable } from './table-source'

let table: TestTable
afterEach(() => table.close())

type Written = { encoding: Encoding; floats: (part: keyof ReturnType<typeof dataLayout>) => Float32Array }

async function write(recipe: Partial<Recipe> = {}): Promise<Written> {
  const encoding = await fitEncoding(table, { ...defaultRecipe, ...recipe })
  const file = join(table.folder, 'data.f32')
  await writeTrainingData(table, encoding, file)
  const bytes = await readFile(file)
  const layout = dataLayout(shapeOf(encoding))
  expect(bytes.length).toBe(layout.total * 4)
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  return {
    encoding,
    floats: (part) => {
      const place = layout[part]
      return typeof place === 'number' ? all : all.subarray(place.offset, place.offset + place.length)
    },
  }
}

const rowsOf = 40
const mixed: ColumnSpec[] = [
  { name: 'size', role: 'feature', cells: Array.from({ length: rowsOf }, (_, i) => (i % 7 === 0 ? null : i / 3)) },
  {
    name: 'town’s "x"; DROP TABLE rows',
    role: 'feature',
    cells: Array.from({ length: rowsOf }, (_, i) => (i % 5 === 0 ? null : `t'${i % 4}";`)),
  },
  { name: 'rooms', role: 'feature', cells: Array.from({ length: rowsOf }, (_, i) => i % 6) },
]

test('a training row encoded by itself has the very bytes that the trainer reads', async () => {
  const kinds = Array.from({ length: rowsOf }, (_, i) => (i === 11 ? null : ['a', 'b', 'c'][i % 3]!))
  table = await createTable([...mixed, { name: 'kind', role: 'target', cells: kinds }])
  const { encoding, floats } = await write({ seed: 4 })
  const usable = kinds.map((_, i) => i).filter((i) => i !== 11)
  const of = Float64Array.from(usable, (i) => i % 3)
  const by = { kind: 'stratified', of, count: 3 } as const
  const request = { seed: 4, validationShare: 0.2, testShare: 0 }
  const held = splitRows({ ids: Float64Array.from(usable), fixed: null, by }, request)
  for (const [part, side] of [
    ['features', 0],
    ['validationFeatures', 1],
  ] as const) {
    const rows = usable.filter((_, k) => held[k] === side)
    const { inputs } = createRowEncoder(encoding)
    rows.forEach((i, place) => {
      const alone = encodeRow(
        encoding,
        mixed.map(({ cells }) => cells[i]!),
      )
      expect(floats(part).subarray(place * inputs, (place + 1) * inputs)).toEqual(alone)
    })
  }
  const trainedOn = usable.filter((_, k) => held[k] === 0)
  const oneHot = trainedOn.flatMap((i) => [0, 1, 2].map((place) => (i % 3 === place ? 1 : 0)))
  expect([...floats('targets')]).toEqual(oneHot)
})

test('a missing or unseen category lights the last input, a seen one its own', async () => {
  table = await createTable([
    ...mixed,
    { name: 'y', role: 'target', cells: Array.from({ length: rowsOf }, (_, i) => i) },
  ])
  const { encoding } = await write({ split: holdBack(0) })
  const town = (value: string | null): number[] => [...encodeRow(encoding, [1, value, 1])].slice(2, 7)
  expect(town('t\'1";')).toEqual(
    [0, 0, 0, 0, 0].map((_, i) =>
      (encoding.features[1] as { categories: string[] }).categories[i] === 't\'1";' ? 1 : 0,
    ),
  )
  expect(town('elsewhere')).toEqual([0, 0, 0, 0, 1])
  expect(town(null)).toEqual([0, 0, 0, 0, 1])
})

test('a number target is scaled, and decoded back to its units', async () => {
  const prices = Array.from({ length: rowsOf }, (_, i) => 1000 + 10 * i)
  table = await createTable([...mixed, { name: 'price', role: 'target', cells: prices }])
  const { encoding, floats } = await write({ split: holdBack(0) })
  const { target } = encoding
  if (target.kind !== 'numbers') throw new Error('A number target was expected')
  floats('targets').forEach((scaled, i) => expect(decodeNumber(target.columns[0]!, scaled)).toBeCloseTo(prices[i]!, 3))
})

test('two classes are one column of 0 and 1, and come back as two probabilities', async () => {
  const cells = Array.from({ length: rowsOf }, (_, i) => (i % 4 === 0 ? 'yes' : 'no'))
  table = await createTable([...mixed, { name: 'bought', role: 'target', cells }])
  const { encoding, floats } = await write({ split: holdBack(0) })
  expect([...floats('targets')]).toEqual(cells.map((cell) => (cell === 'yes' ? 1 : 0)))
  if (encoding.target.kind !== 'classes') throw new Error('Classes were expected')
  expect(encoding.target.classes).toEqual(['no', 'yes'])
  expect([...decodeProbabilities(encoding.target, Float32Array.of(0.25, 1))]).toEqual([0.75, 0.25, 0, 1])
})

test('a table of many buffers is written whole', async () => {
  table = await createNumbers(120_000, 6)
  const { encoding, floats } = await write()
  expect(encoding.rows).toEqual({ training: 96_000, validation: 24_000, test: 0, leftOut: 0, excluded: 0 })
  const features = floats('features')
  let [sum, squares] = [0, 0]
  for (let i = 3; i < features.length; i += 6) {
    sum += features[i]!
    squares += features[i]! ** 2
  }
  expect(sum / 96_000).toBeCloseTo(0, 5)
  expect(squares / 96_000).toBeCloseTo(1, 5)
  expect(floats('validationFeatures').some((value) => value === 0)).toBe(false)
})

test('a table that changed since the fit is refused, and no file is left', async () => {
  table = await createTable([
    ...mixed,
    { name: 'y', role: 'target', cells: Array.from({ length: rowsOf }, (_, i) => i) },
  ])
  const encoding = await fitEncoding(table, defaultRecipe)
  const connection = await table.connect()
  await connection.run('DELETE FROM rows WHERE id = 3')
  connection.closeSync()
  const written = writeTrainingData(table, encoding, join(table.folder, 'data.f32'))
  await expect(written).rejects.toMatchObject({ code: 'run.state' })
  expect((await readdir(table.folder)).filter((name) => name.endsWith('.f32'))).toEqual([])
})

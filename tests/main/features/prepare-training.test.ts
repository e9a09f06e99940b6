/** The one way from a table to a training: fitted and written at once, the same as in two steps. */
import { readFile } from 'node:fs/promises'
import type * as os from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { fitEncoding } from './fit-encoding'
import { prepareTraining } from '../../../src-main/features/prepare-training'
import { writeTrainingData } from '../../../src-main/features/write-training-data'
import { defaultRecipe } from '../../../src-shared/recipe'
import type { TestTable } from './table-source'
import { createTable } from './table-source'

const memory = vi.hoisted(() => ({ free: 2 ** 34 }))
vi.mock('node:os', async (original) => ({
  ...(await original<typeof os>()),
  freemem: () => memory.free,
}))

let table: TestTable
afterEach(() => table.close())

const cells = <T>(of: (i: number) => T): T[] => Array.from({ length: 90 }, (_, i) => of(i))

it.each([
  ['read once, where there is room to keep what was read', 2 ** 34],
  ['read twice, where there is none', 0],
])('%s', async (_, free) => {
  memory.free = free
  table = await createTable([
    { name: 'city', role: 'feature', cells: cells((i) => ['Bern', 'Basel', 'Chur'][i % 3]!) },
    { name: 'size', role: 'feature', cells: cells((i) => Math.sin(i) * 100) },
    { name: 'age', role: 'feature', cells: cells((i) => (i % 4 === 0 ? null : i)) },
    { name: 'sold', role: 'feature', kind: 'date', cells: cells((i) => `2024-0${1 + (i % 9)}-11`) },
    { name: 'new', role: 'feature', kind: 'boolean', cells: cells((i) => (i % 2 === 0 ? 'yes' : 'no')) },
    { name: 'price', role: 'target', cells: cells((i) => i * i) },
  ])
  const recipe = { ...defaultRecipe, split: { ...defaultRecipe.split, testShare: 0.1 } }
  const [one, two] = ['one', 'two'].map((name) => join(table.folder, name)) as [string, string]
  const prepared = await prepareTraining(table, recipe, one)
  const encoding = await fitEncoding(table, recipe)
  expect(prepared.encoding).toEqual(encoding)
  expect(prepared.ids).toEqual(await writeTrainingData(table, encoding, two))
  const bytes = await readFile(one)
  expect(bytes.length).toBeGreaterThan(90 * 4 * 9)
  expect(bytes.equals(await readFile(two))).toBe(true)
})

it('of categories alone there is nothing to measure', async () => {
  memory.free = 2 ** 34
  table = await createTable([
    { name: 'city', role: 'feature', cells: cells((i) => ['Bern', 'Basel', 'Chur'][i % 3]!) },
    { name: 'price', role: 'target', cells: cells((i) => i * i) },
  ])
  const { ids } = await prepareTraining(table, defaultRecipe, join(table.folder, 'data'))
  expect(ids).toHaveLength(72)
})

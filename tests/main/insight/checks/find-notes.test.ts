import { describe, expect, test } from 'vitest'
import { findNotes } from '../../../../src-main/insight/checks/find-notes'
import type { Note } from '../../../../src-shared/insight'
import type { ModelSummary } from '../../../../src-shared/project'
import type { Recipe } from '../../../../src-shared/recipe'
import { defaultRecipe } from '../../../../src-shared/recipe'
import type { Cells, Spec } from '../table-source'
import { longTable, tableOf } from '../table-source'

type Specs = Record<string, Spec | Cells>

const many = <T>(count: number, cell: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => cell(i))
/** As good as random, the same each time: Weyl's sequence of an irrational step. */
const noise = (i: number, step = 0.754_877_666): number => (i * step) % 1
const target = (cells: Cells): Spec => ({ cells, role: 'target' })
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)

/** Two ordinary features and a target that follows them loosely: nothing to mind. */
const plain = (rows: number): Specs => ({
  size: many(rows, (i) => 40 + Math.round(noise(i) * 1000) / 10),
  town: many(rows, (i) => ['north', 'south', 'east'][Math.floor(noise(i, 0.569_840_291) * 3)]!),
  price: target(many(rows, (i) => Math.round(100 * noise(i) + 80 * noise(i, 0.324_717_957)) + 200)),
})

async function notesOf(specs: Specs, recipe: Partial<Recipe> = {}, model: ModelSummary | null = null): Promise<Note[]> {
  return findNotes(await tableOf(specs), { ...defaultRecipe, ...recipe }, model)
}

async function codesOf(specs: Specs, recipe: Partial<Recipe> = {}): Promise<string[]> {
  return (await notesOf(specs, recipe)).map(({ code }) => code)
}

test('an ordinary table gives no notes', async () => {
  expect(await notesOf(plain(200))).toEqual([])
})

test('three rows of a tutorial give no notes', async () => {
  expect(await notesOf({ size: [1.5, 2, 2.5], price: target([300, 400, 500]) })).toEqual([])
})

test('a table without rows or without a target can be asked too', async () => {
  expect(await notesOf({ size: { kind: 'number', cells: [] } })).toEqual([])
  expect(
    await notesOf({ size: many(40, (i) => noise(i)), empty: { kind: 'number', cells: many(40, () => null) } }),
  ).toMatchObject([{ code: 'column.empty' }])
})

test('of several targets each is looked at, and a column that gives two away is told once', async () => {
  const rows = 400
  const [first, second] = [many(rows, (i) => noise(i, 0.41)), many(rows, (i) => noise(i, 0.2887))]
  const notes = await notesOf({
    ...plain(rows),
    price: target(first),
    weight: target(many(rows, (i) => (i < 30 ? null : second[i]!))),
    double: target(many(rows, (i) => 2 * second[i]!)),
    cents: many(rows, (i) => 100 * second[i]!),
  })
  expect(notes.filter(({ code }) => code === 'column.copy').map(({ message }) => message)).toEqual([
    expect.stringContaining('“cents” moves exactly with the target “weight”'),
  ])
  expect(notes.filter(({ code }) => code === 'rows.leftOut').map(({ message }) => message)).toEqual([
    expect.stringContaining('no usable “weight”'),
  ])
})

test('a series is found by a target that is not the first', async () => {
  const rows = 300
  const notes = await notesOf({
    ...plain(rows),
    level: target(many(rows, (i) => Math.sin(i / 20) + 0.01 * noise(i))),
  })
  expect(notes.filter(({ code }) => code === 'rows.series').map(({ message }) => message)).toEqual([
    expect.stringContaining('“level” changes little'),
  ])
})

describe('a note that is called for', () => {
  const cases: [string, Specs, Partial<Recipe>, string, string, unknown][] = [
    [
      'a text that is different in every row',
      { ...plain(60), label: many(60, (i) => `house ${i}`) },
      {},
      'column.id',
      '“label” is different in every row',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'a number that counts the rows',
      { ...plain(60), running: many(60, (i) => 1000 + i) },
      {},
      'column.id',
      '“running” is different in every row',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'a number that is called an id',
      { ...plain(60), house_id: many(60, (i) => i * 7919) },
      {},
      'column.id',
      '“house_id” is different in every row',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'the target in another unit',
      { ...plain(60), cents: many(60, (i) => Number((plain(60)['price'] as Spec).cells[i]) * 100 + 7) },
      {},
      'column.copy',
      '“cents” moves exactly with the target “price”',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'the class in other words',
      {
        ...plain(90),
        price: { cells: many(90, (i) => `c${i % 3}`), role: 'target' },
        code: many(90, (i) => `k${(i % 3) + 7}`),
      },
      {},
      'column.copy',
      '“code” stands one to one for the target “price”',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'a cell that is filled only once the answer is known',
      {
        ...plain(200),
        price: target(many(200, (i) => (noise(i, 0.41) > 0.6 ? 'left' : 'stayed'))),
        reason: many(200, (i) => (noise(i, 0.41) > 0.6 ? ['price', 'move', 'other'][i % 3]! : null)),
      },
      {},
      'column.afterwards',
      'Whether “reason” is filled in tells “price” nearly without fail',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'a number whose ranges tell the class',
      {
        ...plain(400),
        price: target(many(400, (i) => (noise(i, 0.41) > 0.5 ? 'left' : 'stayed'))),
        calls: many(400, (i) => (noise(i, 0.41) > 0.5 ? 10 + noise(i, 0.2887) : 2 + noise(i, 0.2887))),
      },
      {},
      'column.afterwards',
      '“calls” alone nearly gives “price” away',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'a category that fixes the number',
      {
        ...plain(200),
        price: target(many(200, (i) => 10 * (i % 5) + noise(i) * 0.2)),
        band: many(200, (i) => `band ${i % 5}`),
      },
      {},
      'column.afterwards',
      '“band” alone nearly gives “price” away',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'a constant',
      { ...plain(60), country: many(60, () => 'DE') },
      {},
      'column.constant',
      '“country” is the same in every row',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'nearly a constant',
      { ...plain(400), flag: many(400, (i) => (i === 17 ? 'no' : 'yes')) },
      {},
      'column.constant',
      '“flag” is “yes” in 99.7 % of the rows',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'cells that can’t be read',
      { ...plain(60), floor: { kind: 'number', cells: many(60, (i) => (i < 2 ? 'ground' : i % 9)) } },
      {},
      'cells.odd',
      '2 cells of “floor” can’t be read and count as missing.',
      { kind: 'filter', filters: [{ kind: 'odd', columnId: 4 }] },
    ],
    [
      'a column that is mostly something else',
      { ...plain(60), grade: { kind: 'number', cells: many(60, (i) => (i < 5 ? i : 'ABC'[i % 3]!)) } },
      {},
      'cells.odd',
      '55 cells of “grade” can’t be read',
      { kind: 'column-kind', columnId: 4, columnKind: 'category' },
    ],
    [
      'a text that is not read',
      { ...plain(60), remark: { kind: 'text', cells: many(60, (i) => `remark ${i}`) } },
      {},
      'column.text',
      '“remark” is text of 60 different values',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'too many categories',
      { ...plain(800), street: many(800, (i) => `street ${i % 300}`) },
      {},
      'column.manyCategories',
      '“street” has 300 categories: the 200 most frequent',
      { kind: 'role', columnId: 4, role: 'ignored' },
    ],
    [
      'a slip with too many zeros',
      { ...plain(200), rooms: many(200, (i) => (i === 50 ? 4000 : 1 + (i % 6))) },
      {},
      'cells.huge',
      'Half of “rooms” lies between 2 and 5, but 1 cell reaches up to 4,000',
      { kind: 'filter', filters: [{ kind: 'range', columnId: 4, min: expect.closeTo(80, 6), max: null }] },
    ],
    [
      'a long tail',
      { ...plain(2000), income: many(2000, (i) => (i % 100 === 0 ? 5000 + i : 20 + noise(i) * 10)) },
      {},
      'column.tail',
      'and 20 cells reach up to 6,900',
      { kind: 'filter', filters: [{ kind: 'range', columnId: 4, min: expect.any(Number), max: null }] },
    ],
    [
      'wide ranges without standardising',
      { ...plain(60), income: many(60, (i) => 30_000 + noise(i) * 50_000) },
      { standardise: false },
      'columns.scale',
      'The numbers are not standardised, and “income” reaches',
      { kind: 'recipe', change: { standardise: true } },
    ],
    [
      'rows that repeat',
      Object.fromEntries(
        Object.entries(plain(200)).map(([name, spec]) => {
          const { cells, ...rest } = 'cells' in spec ? spec : { cells: spec }
          return [name, { ...rest, cells: [...cells, ...cells.slice(0, 30)] }]
        }),
      ),
      {},
      'rows.repeated',
      '30 rows repeat an earlier one in every column that is used.',
      { kind: 'remove-duplicates', columnIds: [1, 2, 3] },
    ],
    [
      'a missing target',
      { ...plain(60), price: target(many(60, (i) => (i < 2 ? null : noise(i, 0.41) * 90))) },
      {},
      'rows.leftOut',
      '2 rows of 60 have no usable “price” and will be left out.',
      { kind: 'filter', filters: [{ kind: 'missing', columnId: 3, missing: true }] },
    ],
    [
      'a target that can’t be read',
      { ...plain(60), price: { ...target(many(60, (i) => (i < 1 ? 'dear' : noise(i, 0.41) * 90))), kind: 'number' } },
      {},
      'rows.leftOut',
      '1 row of 60 has no usable “price” and will be left out.',
      { kind: 'filter', filters: [{ kind: 'odd', columnId: 3 }] },
    ],
    [
      'rare classes',
      { ...plain(200), price: target(many(200, (i) => (i < 4 ? 'palace' : i % 2 === 0 ? 'flat' : 'house'))) },
      {},
      'classes.few',
      'The class “palace” of “price” has fewer than 10 rows',
      { kind: 'filter', filters: [{ kind: 'values', columnId: 3, values: ['palace'], exclude: false }] },
    ],
    [
      'a class that is nearly all',
      { ...plain(400), price: target(many(400, (i) => (i % 20 === 0 ? 'fraud' : 'fine'))) },
      {},
      'classes.unbalanced',
      '“price” is “fine” in 95 % of the rows',
      { kind: 'recipe', change: { classWeights: 'balanced' } },
    ],
    [
      'two numbers that mean classes',
      { ...plain(60), price: target(many(60, (i) => (noise(i, 0.41) > 0.5 ? 1 : 0))) },
      {},
      'target.twoValues',
      '“price” has only two values',
      { kind: 'recipe', change: { task: 'classification' } },
    ],
    [
      'rows in the order of a date',
      { ...plain(100), sold: { kind: 'date', cells: many(100, day) } },
      {},
      'rows.dated',
      'The rows follow “sold” in time.',
      { kind: 'role', columnId: 4, role: 'time' },
    ],
    [
      'a series without a date',
      { ...plain(200), price: target(many(200, (i) => Math.sin(i / 9) * 50 + noise(i))) },
      {},
      'rows.series',
      'From row to row “price” changes little',
      { kind: 'recipe', change: { split: { ...defaultRecipe.split, kind: 'time' } } },
    ],
  ]

  test.each(cases)('%s', async (_, specs, recipe, code, words, action) => {
    const notes = await notesOf(specs, recipe)
    expect(notes.map((note) => note.code)).toEqual([code])
    expect(notes[0]!.message).toContain(words)
    expect(notes[0]!.remedy?.action ?? null).toEqual(action)
  })
})

describe('no note where none is due', () => {
  const cases: [string, Specs, Partial<Recipe>][] = [
    ['measurements that differ in every row', { ...plain(60), weight: many(60, (i) => i * 37 + 0.5) }, {}],
    [
      'whole numbers that differ in every row but count nothing',
      { ...plain(60), area: many(60, (i) => 40 + i * 37) },
      {},
    ],
    ['years', { ...plain(60), year: many(60, (i) => 1960 + ((i * 7) % 60)) }, {}],
    [
      'a lone feature that follows the target exactly',
      { size: many(60, (i) => i * 1.5), price: target(many(60, (i) => 3 * i)) },
      {},
    ],
    [
      'a feature that goes with the target well',
      { ...plain(200), rent: many(200, (i) => Number((plain(200)['price'] as Spec).cells[i]) + noise(i, 0.19) * 40) },
      {},
    ],
    [
      'missing cells that have nothing to do with the target',
      { ...plain(200), extra: many(200, (i) => (noise(i, 0.7182) > 0.6 ? null : noise(i, 0.313))) },
      {},
    ],
    ['a column that is mostly zero', { ...plain(200), pool: many(200, (i) => (i % 12 === 0 ? noise(i) * 20 : 0)) }, {}],
    [
      'a rare value that tells the target',
      {
        ...plain(1000),
        price: target(many(1000, (i) => noise(i, 0.41) + (i % 250 === 0 ? 2 : 0))),
        palace: many(1000, (i) => (i % 250 === 0 ? 'yes' : 'no')),
      },
      {},
    ],
    [
      'two hundred categories',
      { ...plain(800), street: many(800, (i) => `street ${Math.floor(noise(i, 0.123_456) * 200)}`) },
      {},
    ],
    ['a skew as incomes have it', { ...plain(400), income: many(400, (i) => Math.exp(3 * noise(i))) }, {}],
    [
      'small numbers that are not standardised',
      { ...plain(60), size: many(60, (i) => noise(i) * 60) },
      { standardise: false },
    ],
    [
      'a few categories that repeat by their nature',
      {
        a: many(300, (i) => `a${Math.floor(noise(i) * 4)}`),
        b: many(300, (i) => `b${Math.floor(noise(i, 0.569) * 4)}`),
        y: target(many(300, (i) => `y${Math.floor(noise(i, 0.324) * 2)}`)),
      },
      {},
    ],
    [
      'classes of different size',
      { ...plain(200), price: target(many(200, (i) => (noise(i, 0.41) > 0.8 ? 'flat' : 'house'))) },
      {},
    ],
    [
      'an unbalanced target that is weighed already',
      { ...plain(400), price: target(many(400, (i) => (i % 20 === 0 ? 'fraud' : 'fine'))) },
      { classWeights: 'balanced' },
    ],
    [
      'two numbers that are predicted as classes already',
      { ...plain(60), price: target(many(60, (i) => (noise(i, 0.41) > 0.5 ? 1 : 0))) },
      { task: 'classification' },
    ],
    [
      'a target of many whole numbers',
      { ...plain(60), price: target(many(60, (i) => Math.floor(noise(i, 0.41) * 5))) },
      {},
    ],
    [
      'dates in no order',
      { ...plain(100), born: { kind: 'date', cells: many(100, (i) => day(Math.floor(noise(i, 0.3) * 9000))) } },
      {},
    ],
    [
      'rows in the order of a date that are split by it',
      { ...plain(100), sold: { kind: 'date', role: 'time', cells: many(100, day) } },
      {},
    ],
    [
      'rows in the order of a date where the split was chosen',
      { ...plain(100), sold: { kind: 'date', cells: many(100, day) } },
      { split: { ...defaultRecipe.split, kind: 'random' } },
    ],
    [
      'rows that are sorted by a feature',
      {
        size: many(200, (i) => 40 + i * 0.7),
        rooms: many(200, (i) => 1 + (i % 6)),
        price: target(many(200, (i) => i * 3 + noise(i) * 300)),
      },
      {},
    ],
    [
      'rows of a class together',
      { ...plain(150), price: target(many(150, (i) => ['a', 'b', 'c'][Math.floor(i / 50)]!)) },
      {},
    ],
    [
      'towns one after the other, each with its price',
      {
        ...plain(200),
        town: many(200, (i) => `t${Math.floor(i / 50)}`),
        price: target(many(200, (i) => Math.floor(i / 50) * 40 + noise(i, 0.41) * 30)),
      },
      {},
    ],
  ]

  test.each(cases)('%s', async (_, specs, recipe) => {
    expect(await codesOf(specs, recipe)).toEqual([])
  })
})

test('what matters most comes first', async () => {
  const codes = await codesOf({
    ...plain(100),
    same: many(100, () => 1),
    row: many(100, (i) => i),
    cents: many(100, (i) => Number((plain(100)['price'] as Spec).cells[i]) * 100),
    rooms: { kind: 'number', cells: many(100, (i) => (i < 3 ? '?!' : i % 6)) },
  })
  expect(codes).toEqual(['column.copy', 'column.id', 'cells.odd', 'column.constant'])
})

test('many columns with one trouble are one note with one remedy', async () => {
  const constants = Object.fromEntries(many(5, (j) => [`k${j}`, many(60, () => j)]))
  const [note, ...more] = await notesOf({ ...plain(60), ...constants })
  expect(more).toEqual([])
  expect(note).toMatchObject({
    key: 'column.constant 4 5 6 7 8',
    message: '5 columns are the same in every row or nearly so: “k0”, “k1”, “k2” and 2 more. They can hardly help.',
    remedy: { label: 'Ignore these 5', action: { kind: 'roles', columnIds: [4, 5, 6, 7, 8], role: 'ignored' } },
  })
})

test('a note keeps its name while its figures change', async () => {
  const keyOf = async (missing: number): Promise<string | undefined> => {
    const price = target(many(60, (i) => (i < missing ? null : noise(i, 0.41) * 90)))
    return (await notesOf({ ...plain(60), price }))[0]?.key
  }
  expect(await keyOf(2)).toBe('rows.leftOut 3')
  expect(await keyOf(5)).toBe('rows.leftOut 3')
})

const summary = (parameters: number, training: number): ModelSummary =>
  ({ parameters, rows: { training, validation: 0, leftOut: 0 } }) as ModelSummary

test('a network with far more parameters than rows is pointed out, a small one never', async () => {
  const specs = plain(60)
  expect(await notesOf(specs, {}, summary(2000, 48))).toMatchObject([
    { code: 'rows.few', message: expect.stringContaining('2,000 parameters for 48 rows') },
  ])
  expect(await notesOf(specs, {}, summary(900, 48))).toEqual([])
  expect(await notesOf(specs, { layers: [] }, summary(2000, 48))).toEqual([])
})

test('a million rows are judged by a sample, and their repeats and ends by all', async () => {
  const source = await longTable(200_000, {
    x: { kind: 'number', sql: 'CASE WHEN i = 77777 THEN 1e9 ELSE (i * 0.754877666) % 1 END' },
    town: { kind: 'category', sql: "'t' || (i % 7)" },
    y: { kind: 'number', role: 'target', sql: '(i * 0.324717957) % 1' },
  })
  const notes = await findNotes(source, defaultRecipe, null)
  expect(notes).toMatchObject([{ code: 'cells.huge', message: expect.stringContaining('1 cell reaches up to 1e9') }])
})

import fc from 'fast-check'
import { DuckDBInstance, LIST, listValue, VARCHAR } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Readable } from '../../../src-main/document/reading'
import type { ColumnKind, Reading } from '../../../src-shared/table'
import { cellOf, cellSql, readingSql, readText } from '../../../src-main/document/reading'
import { plainReading, usualMissingWords } from '../../../src-shared/table'

let instance: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
})

afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

const column = (kind: ColumnKind, reading: Partial<Reading> = {}, order?: string[]): Readable => ({
  kind,
  settings: { reading: { ...plainReading, ...reading }, order },
})

/** What `sql`, an expression of `v`, makes of each text. */
async function ofEach(sql: string, texts: readonly string[]): Promise<unknown[]> {
  const query = `SELECT ${sql} FROM (SELECT unnest(?) AS v, generate_subscripts(?, 1) AS place) ORDER BY place`
  const list = listValue(texts)
  const types = [LIST(VARCHAR), LIST(VARCHAR)]
  return (await connection.runAndReadAll(query, [list, list], types)).getRowsJS().map(([value]) => value)
}

const inSql = (readable: Readable, texts: readonly string[]) => ofEach(readingSql(readable, 'v'), texts)

const european = column('number', { decimal: ',', thousands: '.', affixes: ['€', '%'] })
const spaced = column('number', { decimal: ',', thousands: ' ', affixes: ['km', 'kr.'] })
const english = column('number', { thousands: ',', affixes: ['$', '%', '('] })
const swiss = column('number', { thousands: "'", affixes: ['CHF'] })
const dayFirst = column('date', { dateOrder: 'dmy' })

test.each<[Readable, string, number | null]>([
  [column('number'), ' 12 ', 12],
  [column('number'), '-0.5', -0.5],
  [column('number'), '.5', 0.5],
  [column('number'), '5.', 5],
  [column('number'), '1e6', 1_000_000],
  [column('number'), '+3', 3],
  [column('number'), '007', 7],
  [column('number'), '12,5', null],
  [column('number'), '1_000', null],
  [column('number'), '0x10', null],
  [column('number'), 'inf', null],
  [column('number'), '1e400', null],
  [european, '1.234,56', 1234.56],
  [european, '1.234.567', 1_234_567],
  [european, '1234,5', 1234.5],
  [european, '-1.234,5 €', -1234.5],
  [european, '12 %', 12],
  [european, '1.23', null],
  [european, '1.2345', null],
  [spaced, '1 234,5 km', 1234.5],
  [spaced, '1\u00a0234', 1234],
  [spaced, '1\u202f234\u202f567,25', 1_234_567.25],
  [spaced, 'kr. 5', 5],
  [english, '$74.69', 74.69],
  [english, '-$1,200', -1200],
  [english, '$-1,200', -1200],
  [english, '-$-5', null],
  [english, '1,23', null],
  [swiss, "CHF 1'234.50", 1234.5],
  [swiss, '1’234', 1234],
  [column('boolean'), 'Yes', 1],
  [column('boolean'), ' NO ', 0],
  [column('boolean'), '1', 1],
  [column('boolean'), 'maybe', null],
  [column('boolean', { trueWords: ['ja'], falseWords: [] }), 'JA', 1],
  [column('date'), '1970-01-01', 0],
  [column('date'), '1970-01-02 00:00:01', 86_401],
  [column('date'), '2024-02-29T12:30Z', 1_709_209_800],
  [column('date'), '2024-02-29 12:30:00.5+02:00', 1_709_202_600.5],
  [column('date'), '2023-02-29', null],
  [column('date'), '2024-13-01', null],
  [column('date'), '31.12.2024', null],
  [dayFirst, '31.12.2024', 1_735_603_200],
  [dayFirst, '2024-12-31', 1_735_603_200],
  [dayFirst, '1/2/24', 1_706_745_600],
  [dayFirst, '1/2/70', 2_678_400],
  [column('date', { dateOrder: 'mdy' }), '12/31/2024', 1_735_603_200],
  [column('ordered', {}, ['low', 'mid', 'high']), 'high', 2],
  [column('ordered', {}, ['low', 'mid', 'high']), ' low', 0],
  [column('ordered', {}, ['low', 'mid', 'high']), 'none', null],
  [column('ordered'), 'low', null],
  [column('category'), '12', null],
  [column('text'), '12', null],
])('%o reads “%s” as %s, in JavaScript and in SQL', async (readable, text, expected) => {
  expect(readText(readable, text)).toBe(expected)
  expect(await inSql(readable, [text])).toEqual([expected])
})

const quotes: Readable = column('ordered', {}, [`it's`, `\\`, `'; DROP TABLE rows; --`, 'a\0b'])

test('words with quotes, backslashes and NUL stay words', async () => {
  const words = [`it's`, `\\`, `'; DROP TABLE rows; --`]
  expect(await inSql(quotes, words)).toEqual([0, 1, 2])
})

const digits = fc.string({
  unit: fc.constantFrom(...Array.from("10529.,-+eE_ x\t%$€kmCHF()'’\u00a0\u202f")),
  maxLength: 9,
})
const numberLike = fc.oneof(
  digits,
  fc.double({ noNaN: true }).map(String),
  fc
    .tuple(
      fc.constantFrom('', '-', '+', '$', '€ ', '-$'),
      fc.integer({ min: 0, max: 9_999_999 }),
      fc.constantFrom(',', '.', ' ', "'"),
      fc.constantFrom('', ',5', '.25', '%', ' km'),
    )
    .map(([before, value, mark, after]) => before + value.toLocaleString('en').replaceAll(',', mark) + after),
  fc.constantFrom('inf', 'nan', 'NaN', 'Infinity', '0x1f', '1e400', '-1e-400', '\v5\f'),
)
const two = (most: number) => fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, '0'))
const dateLike = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('-', '/', '.'),
      fc.integer({ min: 900, max: 10_000 }),
      two(13),
      two(32),
      fc.constantFrom('', ' ', 'T'),
      two(25),
      two(61),
      fc.constantFrom('', ':07', ':59.123', ':30.123456789'),
      fc.constantFrom('', 'Z', '+02:00', '-11:30', '+5'),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([mark, year, month, day, gap, hour, minute, second, zone, order]) => {
      const date = [
        [year, month, day],
        [day, month, year],
        [month, day, year],
        [day, month, year % 100],
      ][order]!.join(mark)
      return gap === '' ? date : `${date}${gap}${hour}:${minute}${second}${zone}`
    }),
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789-/.: TZ+')), maxLength: 20 }),
)
const wordLike = fc.constantFrom('yes', 'YES', 'Yes', 'yEs', ' no', 'true\t', '0', '', 'low', 'high ', `it's`, 'İ', 'ß')

test.each<[string, Readable[], fc.Arbitrary<string>]>([
  ['numbers', [column('number'), european, spaced, english, swiss], numberLike],
  ['dates', [column('date'), dayFirst, column('date', { dateOrder: 'mdy' })], dateLike],
  [
    'words',
    [
      column('boolean'),
      column('boolean', { trueWords: ['ß'], falseWords: ['İ'] }),
      quotes,
      column('ordered', {}, ['low', 'high']),
    ],
    wordLike,
  ],
])('whatever the %s, JavaScript and SQL read the same', async (_, readables, texts) => {
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { minLength: 50, maxLength: 50 }), async (some) => {
      for (const readable of readables)
        expect(await inSql(readable, some)).toEqual(some.map((text) => readText(readable, text)))
    }),
    { numRuns: 20 },
  )
})

test('missing words are missing in JavaScript and in SQL, with spaces around them too', async () => {
  const words = [...usualMissingWords, `don't know`]
  const text = fc.oneof(
    fc.constantFrom('NA', ' NA', 'null ', '-', '?', '\tNaN', 'na', `don't know`, 'None!', '\v', ''),
    fc.string({ maxLength: 4 }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 50, maxLength: 50 }), async (some) => {
      expect(await ofEach(cellSql('v', words), some)).toEqual(some.map((value) => cellOf(value, words)))
    }),
    { numRuns: 10 },
  )
})

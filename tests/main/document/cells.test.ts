import fc from 'fast-check'
import { DOUBLE, DuckDBInstance, VARCHAR } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import {
  isMissing,
  numberSql,
  parseNumber,
  readCell,
  spellingSql,
  valueSql,
  whyNotANumber,
} from '../../../src-main/document/cells'

test.each([
  ['12,5', 'write 12.5'],
  ['1,234.5', 'write 1234.5'],
  ['1.234,5', 'write 1234.5'],
  ['1 234', 'write 1234'],
  ['$1,200', 'write 1200'],
  ['1_000', 'write 1000'],
  ['1e999', 'too large'],
  ['-inf', 'too large'],
  ['twelve', 'write digits'],
])('%s is refused with a way out', (text, words) => {
  expect(() => readCell(text, 'number', 'price')).toThrow(words)
  expect(() => readCell(text, 'number', 'price')).toThrow(`“${text}” is`)
})

test('a long text is shown short in the reason', () => {
  expect(whyNotANumber('x'.repeat(500)).length).toBeLessThan(120)
})

test('numbers are read as programs write them, missing words as missing', () => {
  expect([' 12 ', '-0.5', '.5', '5.', '1e6', '+3'].map((text) => readCell(text, 'number', 'a'))).toEqual([
    12, -0.5, 0.5, 5, 1_000_000, 3,
  ])
  expect(['', ' ', 'NA', '-'].map((text) => readCell(text, 'number', 'a'))).toEqual([null, null, null, null])
})

test('a category keeps every character, and only the empty text is missing', () => {
  expect([' north ', 'NA', '12', '  '].map((text) => readCell(text, 'category', 'a'))).toEqual([
    ' north ',
    'NA',
    '12',
    null,
  ])
})

test('typing and importing agree on what is a number and what is missing', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const text = fc.oneof(
    fc.string({
      unit: fc.constantFrom('1', '0', '9', '.', '-', '+', 'e', 'E', '_', ' ', 'x', ',', '\t'),
      maxLength: 8,
    }),
    fc.double({ noNaN: true }).map(String),
    fc.constantFrom('NA', ' NA', 'null ', 'inf', 'nan', 'NaN', '-', '?', 'Infinity', '0x1f'),
  )
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const sql = `SELECT ${valueSql('v')} AS value, ${numberSql('v')} AS number FROM (SELECT CAST(? AS VARCHAR) AS v)`
      const [row] = (await connection.runAndReadAll(sql, [value], [VARCHAR])).getRowsJS()
      expect(row![0] === null).toBe(isMissing(value))
      if (!isMissing(value)) expect(row![1]).toBe(parseNumber(value))
    }),
    { numRuns: 500 },
  )
  connection.closeSync()
  instance.closeSync()
})

test('a number spelled by DuckDB reads back as the same number', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const sql = `SELECT ${spellingSql('v')} FROM (SELECT CAST(? AS DOUBLE) AS v)`
  const spell = async (value: number): Promise<string> =>
    (await connection.runAndReadAll(sql, [value], [DOUBLE])).getRowsJS()[0]![0] as string
  expect(await Promise.all([300, -2, 0.1, 1e21].map(spell))).toEqual(['300', '-2', '0.1', '1e+21'])
  await fc.assert(
    fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (value) => {
      expect(parseNumber(await spell(value))).toBe(value === 0 ? 0 : value)
    }),
    { numRuns: 300 },
  )
  connection.closeSync()
  instance.closeSync()
})

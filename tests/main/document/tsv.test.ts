import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTsv, writeTsvRow } from '../../../src-main/document/tsv'

test.each([
  [
    'a\tb\nc\td\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['a\r\nb', [['a'], ['b']]],
  ['', [['']]],
  ['\t', [['', '']]],
  ['"a\tb"\t"c ""d"""\n', [['a\tb', 'c "d"']]],
  ['"two\nlines"\tx', [['two\nlines', 'x']]],
  ['"open\tx', [['"open', 'x']]],
  ['"a" b\tc', [['"a" b', 'c']]],
  ['a\n\nb', [['a'], [''], ['b']]],
])('%j is read', (text, cells) => {
  expect(parseTsv(text)).toEqual(cells)
})

test('whatever is written is read back', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', '\r', ' ', 'ü'), maxLength: 5 })
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 4 }), (rows) => {
      expect(parseTsv(rows.map((row) => writeTsvRow(row)).join('\n'))).toEqual(rows)
    }),
  )
})

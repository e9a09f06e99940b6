import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTsv, sizeOf, tiled, writeTsv } from '../../../../src-renderer/components/grid/tsv'

describe('a table on the clipboard', () => {
  it('is read as spreadsheets write it', () => {
    expect(parseTsv('a\tb\nc\td')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    expect(parseTsv('a\tb\r\nc\td\r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    expect(parseTsv('"two\nlines"\t"say ""hi"""\t')).toEqual([['two\nlines', 'say "hi"', '']])
    expect(parseTsv('')).toEqual([])
  })

  it('takes a quote that closes nothing as it was typed', () => {
    expect(parseTsv('"6 inch" pipe\t5"')).toEqual([['"6 inch" pipe', '5"']])
    expect(parseTsv('"open\tx')).toEqual([['"open', 'x']])
  })

  it('comes back the same, whatever is in it', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', '\r', ' ', '1') })
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (rows) => {
        expect(parseTsv(writeTsv(rows))).toEqual(rows)
      }),
    )
  })

  it('knows its size, uneven rows too', () => {
    expect(sizeOf([['a'], ['b', 'c', 'd']])).toEqual({ rows: 2, columns: 3 })
    expect(sizeOf([])).toEqual({ rows: 0, columns: 0 })
  })

  it('fills a selection that it fits into a whole number of times', () => {
    expect(tiled([['x']], { rows: 2, columns: 2 })).toEqual([
      ['x', 'x'],
      ['x', 'x'],
    ])
    expect(tiled([['x'], ['y']], { rows: 4, columns: 1 })).toEqual([['x'], ['y'], ['x'], ['y']])
    expect(tiled([['x'], ['y']], { rows: 3, columns: 1 })).toBeNull()
  })
})

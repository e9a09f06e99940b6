import { describe, expect, it } from 'vitest'
import type { Filter } from '../../../../src-shared/table'
import { dateSeconds, dateText } from '../../../../src-renderer/components/grid/dates'
import { filterWays, wayOf } from '../../../../src-renderer/components/grid/dialogs/filter-ways'
import { rangeEnd } from '../../../../src-renderer/components/grid/dialogs/range-end'
import { wordsFrom } from '../../../../src-renderer/components/grid/dialogs/words'
import { filterWords } from '../../../../src-renderer/components/grid/filter-words'
import { column } from '../../support/scripted-backend'

const columns = [
  column(1, { name: 'price' }),
  column(2, { name: 'sold', kind: 'date' }),
  column(3, { name: 'place', kind: 'category' }),
]
const words = (filter: Filter) => filterWords(filter, (id) => columns.find((one) => one.id === id) ?? null)

describe('a filter in words', () => {
  it.each<[Filter, string]>([
    [{ kind: 'range', columnId: 1, min: 10, max: 20 }, 'price 10 to 20'],
    [{ kind: 'range', columnId: 1, min: null, max: 20 }, 'price at most 20'],
    [{ kind: 'range', columnId: 1, min: 0.5, max: null }, 'price at least 0.5'],
    [{ kind: 'range', columnId: 2, min: 0, max: 86_400 }, 'sold 1970-01-01 to 1970-01-02'],
    [{ kind: 'values', columnId: 3, values: ['centre', null], exclude: false }, 'place is centre, missing'],
    [
      { kind: 'values', columnId: 3, values: ['a', 'b', 'c', 'd', 'e'], exclude: true },
      'place is not a, b, c or 2 more',
    ],
    [{ kind: 'text', columnId: null, text: 'x', match: 'regex', caseSensitive: true }, 'any column matches “x”'],
    [{ kind: 'missing', columnId: 1, missing: true }, 'price is missing'],
    [{ kind: 'odd', columnId: 2 }, 'sold is not a date'],
    [{ kind: 'changed' }, 'Changed by me'],
    [{ kind: 'part', parts: ['test', 'excluded'] }, 'Role: test, excluded'],
    [{ kind: 'ids', ids: [1, 2] }, '2 chosen rows'],
  ])('%j is “%s”', (filter, expected) => {
    expect(words(filter)).toBe(expected)
  })
})

describe('typing a filter', () => {
  it('offers what fits the kind of the column', () => {
    expect(filterWays(columns[0]!, null).map((way) => way.value)).toEqual(['range', 'values', 'text', 'missing', 'odd'])
    expect(filterWays(columns[2]!, null).map((way) => way.value)).toEqual(['values', 'text', 'missing'])
    expect(filterWays(null, null).map((way) => way.value)).toEqual(['text'])
    expect(filterWays(null, { kind: 'part', parts: ['test'] }).map((way) => way.value)).toEqual(['part'])
    expect(wayOf({ kind: 'odd', columnId: 1 })).toBe('odd')
  })

  it('takes numbers and dates as ends, nothing as an open one, and says what is wrong', () => {
    expect(rangeEnd('', 'number')).toEqual({ ok: true, value: null })
    expect(rangeEnd('1,5', 'number')).toEqual({ ok: true, value: 1.5 })
    expect(rangeEnd('1970-01-02', 'date')).toEqual({ ok: true, value: 86_400 })
    expect(rangeEnd('2.1.1970', 'date').ok).toBe(false)
    expect(rangeEnd('x', 'number').ok).toBe(false)
  })

  it('writes dates and reads them back, and knows the calendar', () => {
    expect(dateText(dateSeconds('2026-12-31 12:30')!)).toBe('2026-12-31 12:30:00')
    expect(dateSeconds('2026-02-30')).toBeNull()
    expect(dateSeconds('1969-12-31')).toBe(-86_400)
  })

  it('parts words and keeps each once', () => {
    expect(wordsFrom(' yes, true ,yes,, ', ',')).toEqual(['yes', 'true'])
  })
})

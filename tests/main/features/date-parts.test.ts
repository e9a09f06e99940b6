import fc from 'fast-check'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { circleOf, cycles, phaseOf, plainArithmetic, sqlArithmetic } from '../../../src-main/features/date-parts'

const first = Date.UTC(1600, 0, 1) / 1000
const last = Date.UTC(2400, 0, 1) / 1000

test('month, weekday and hour are those of the calendar, over eight centuries', () => {
  fc.assert(
    fc.property(fc.integer({ min: first, max: last }), (seconds) => {
      const date = new Date(seconds * 1000)
      const [month, weekday, hour] = cycles.map((cycle) => phaseOf(plainArithmetic, cycle, seconds))
      expect(Math.round(month! * 12)).toBe(date.getUTCMonth())
      expect(Math.round(weekday! * 7)).toBe((date.getUTCDay() + 6) % 7)
      expect(hour! * 24).toBeCloseTo(date.getUTCHours() + date.getUTCMinutes() / 60 + date.getUTCSeconds() / 3600, 9)
    }),
    { numRuns: 2000 },
  )
})

test('leap days and turns of the year fall where they should', () => {
  const month = (text: string): number => Math.round(phaseOf(plainArithmetic, 'month', Date.parse(text) / 1000) * 12)
  expect(['2000-02-29', '2000-03-01', '1900-02-28', '1900-03-01', '2023-12-31', '2024-01-01'].map(month)).toEqual([
    1, 2, 1, 2, 11, 0,
  ])
})

test('a cycle is a circle: its end lies beside its beginning', () => {
  const at = (text: string): number[] => circleOf(plainArithmetic, 'hour', Date.parse(text) / 1000)
  const [midnight, late] = [at('2024-05-01T00:00:00Z'), at('2024-05-01T23:59:00Z')]
  expect(Math.hypot(midnight[0]! - late[0]!, midnight[1]! - late[1]!)).toBeLessThan(0.01)
  expect(midnight[0]).toBeCloseTo(0, 12)
  expect(midnight[1]).toBeCloseTo(1, 12)
})

test('the database computes the same', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const times = Array.from({ length: 500 }, (_, i) => first + ((last - first) / 500) * i + i * 0.25)
  for (const cycle of cycles) {
    const sql = circleOf(sqlArithmetic, cycle, 'x').join(', ')
    const reader = await connection.runAndReadAll(`SELECT ${sql} FROM unnest([${times.join(', ')}]) t(x)`)
    reader.getRowsJS().forEach((row, i) => {
      const own = circleOf(plainArithmetic, cycle, times[i]!)
      own.forEach((value, k) => expect(row[k]).toBeCloseTo(value, 9))
    })
  }
  connection.closeSync()
  instance.closeSync()
})

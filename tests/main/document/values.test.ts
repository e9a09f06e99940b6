import { expect, test } from 'vitest'
import { readValues } from '../../../src-main/document/values'
import { projectOf } from './support'

const csv = 'place,price\nnorth,1\nNorth,2\nsouth,3\nnorth,4\n,5\nsouth,6\n"it\'s 100 %",7\n'

test('the values of a column come with their counts, the most frequent first', async () => {
  const document = await projectOf(csv)
  const values = (search: string, limit = 10) =>
    document.look((connection, { columns }) => readValues(connection, columns[0]!, search, limit))
  expect(await values('')).toEqual({
    values: [
      { value: 'north', count: 2 },
      { value: 'south', count: 2 },
      { value: 'North', count: 1 },
      { value: "it's 100 %", count: 1 },
    ],
    total: 4,
  })
  expect(await values('', 1)).toEqual({ values: [{ value: 'north', count: 2 }], total: 4 })
})

test('letters find values in any case, and are no pattern', async () => {
  const document = await projectOf(csv)
  const values = (search: string) =>
    document.look((connection, { columns }) => readValues(connection, columns[0]!, search, 10))
  expect((await values('NOR')).values.map(({ value }) => value)).toEqual(['north', 'North'])
  expect((await values("'s 100 %")).values).toEqual([{ value: "it's 100 %", count: 1 }])
  expect(await values('%%')).toEqual({ values: [], total: 0 })
})

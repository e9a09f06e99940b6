import { expect, test } from 'vitest'
import type { Document } from '../../../src-main/document/document'
import type { Filter, SortOrder } from '../../../src-shared/table'
import { readValues } from '../../../src-main/document/values'
import { edit, projectOf } from './support'

/** Column n has an odd cell and a missing one. */
const table = `n,city,note
1,Bern,a.b
2,Genf,
3,bern,A+B
4,,x
${Array.from({ length: 10 }, (_, i) => `${i + 10},Zug,z`).join('\n')}
many,Bern,y
,Genf,w
`

const ids = async (document: Document, filters: Filter[], sort: SortOrder[] = []) =>
  (await document.page({ sort, filters }, 0, 100)).rows.map(({ id }) => id)

test.each<[Filter, number[]]>([
  [{ kind: 'range', columnId: 1, min: 2, max: 4 }, [2, 3, 4]],
  [{ kind: 'range', columnId: 1, min: null, max: 1 }, [1]],
  [{ kind: 'range', columnId: 1, min: 19, max: null }, [14]],
  [{ kind: 'values', columnId: 2, values: ['Bern', null], exclude: false }, [1, 4, 15]],
  [{ kind: 'values', columnId: 2, values: ['Zug', 'Genf'], exclude: true }, [1, 3, 4, 15]],
  [{ kind: 'values', columnId: 2, values: ['Zug', null], exclude: true }, [1, 2, 3, 15, 16]],
  [{ kind: 'text', columnId: 2, text: 'bern', match: 'equals', caseSensitive: true }, [3]],
  [{ kind: 'text', columnId: 2, text: 'BE', match: 'starts', caseSensitive: false }, [1, 3, 15]],
  [{ kind: 'text', columnId: null, text: 'n', match: 'ends', caseSensitive: true }, [1, 3, 15]],
  [{ kind: 'text', columnId: 3, text: '.', match: 'contains', caseSensitive: true }, [1]],
  [{ kind: 'text', columnId: 3, text: '^a.b$', match: 'regex', caseSensitive: false }, [1, 3]],
  [{ kind: 'text', columnId: 3, text: `'; DROP TABLE rows; --`, match: 'contains', caseSensitive: true }, []],
  [{ kind: 'missing', columnId: 2, missing: true }, [4]],
  [{ kind: 'odd', columnId: null }, [15]],
  [{ kind: 'odd', columnId: 2 }, []],
  [{ kind: 'changed' }, []],
  [{ kind: 'part', parts: ['auto'] }, Array.from({ length: 16 }, (_, i) => i + 1)],
  [{ kind: 'part', parts: [] }, []],
  [{ kind: 'ids', ids: [5, 2, 99] }, [2, 5]],
])('%o keeps its rows', async (filter, expected) => {
  expect(await ids(await projectOf(table), [filter])).toEqual(expected)
})

test('several filters keep what all of them keep', async () => {
  const document = await projectOf(table)
  const filters: Filter[] = [
    { kind: 'values', columnId: 2, values: ['Zug'], exclude: false },
    { kind: 'range', columnId: 1, min: null, max: 11 },
  ]
  expect(await ids(document, filters)).toEqual([5, 6])
})

test('what was changed by hand is shown, and no longer when that is undone', async () => {
  const document = await projectOf(table)
  await edit(document, 2, 3, 'new')
  expect(await ids(document, [{ kind: 'changed' }])).toEqual([2])
  expect((await document.page({ sort: [], filters: [] }, 1, 1)).rows[0]!.changed).toEqual([2])
  await edit(document, 9, 1, '5')
  expect(await ids(document, [{ kind: 'changed' }])).toEqual([2, 9])
  await document.undo()
  await document.undo()
  expect(await ids(document, [{ kind: 'changed' }])).toEqual([])
})

test('rows are sorted by several columns, missing last, odd before them, equal ones as in the table', async () => {
  const document = await projectOf(table)
  const by = (columnId: number, direction: SortOrder['direction']): SortOrder => ({ columnId, direction })
  expect(await ids(document, [], [by(2, 'descending'), by(1, 'descending')])).toEqual([
    3, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 2, 16, 1, 15, 4,
  ])
  expect((await ids(document, [], [by(1, 'ascending')])).slice(-2)).toEqual([15, 16])
  expect((await ids(document, [], [by(1, 'descending')])).slice(-2)).toEqual([15, 16])
})

test('a category has no range, and that is said', async () => {
  const document = await projectOf(table)
  await expect(ids(document, [{ kind: 'range', columnId: 2, min: 1, max: 2 }])).rejects.toMatchObject({
    code: 'query.invalid',
    details: { column: 'city' },
  })
})

test('the values of a column are listed, the most frequent first', async () => {
  const document = await projectOf(table)
  const values = (search: string, limit: number) =>
    document.look((connection, { columns }) => readValues(connection, columns[1]!, search, limit))
  expect(await values('', 2)).toEqual({
    values: [
      { value: 'Zug', count: 10 },
      { value: 'Bern', count: 2 },
    ],
    total: 4,
  })
  expect(await values('BERN', 10)).toMatchObject({ values: [{ value: 'Bern' }, { value: 'bern' }], total: 2 })
  expect(await values('nowhere', 10)).toEqual({ values: [], total: 0 })
})

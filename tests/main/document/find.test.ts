import { expect, test } from 'vitest'
import type { Document } from '../../../src-main/document/document'
import type { CellPlace } from '../../../src-main/document/find'
import type { TableView, TextQuery } from '../../../src-shared/table'
import { plainView } from '../../../src-shared/table'
import { edit, projectOf } from './support'

const table = 'n,city,note\n1,Bern,near Bern\n2,Genf,\n3,bern,far\n4,Basel,x\n'
const query = (text: string, match: TextQuery['match'] = 'contains', caseSensitive = false): TextQuery => {
  return { text, match, caseSensitive }
}
const before: CellPlace = { index: -1, columnId: null }

const find = (
  document: Document,
  wanted: TextQuery,
  { view = plainView, after = before, columnIds = null as number[] | null, backwards = false } = {},
) => document.next(view, { kind: 'find', query: wanted, columnIds }, after, backwards)

test('cells are found one after the other, around the end and back', async () => {
  const document = await projectOf(table)
  const walk = [before]
  for (let i = 0; i < 4; i++) walk.push((await find(document, query('bern'), { after: walk.at(-1)! }))!)
  expect(walk.slice(1)).toEqual([
    { index: 0, columnId: 2, count: 3 },
    { index: 0, columnId: 3, count: 3 },
    { index: 2, columnId: 2, count: 3 },
    { index: 0, columnId: 2, count: 3 },
  ])
  expect(await find(document, query('bern'), { after: walk[1]!, backwards: true })).toMatchObject({ index: 2 })
})

test('what is nowhere is not found, and a pattern that is none is refused', async () => {
  const document = await projectOf(table)
  expect(await find(document, query('Zug'))).toBeNull()
  await expect(find(document, query('(', 'regex'))).rejects.toMatchObject({ code: 'query.invalid' })
})

test('the search keeps to its columns, to those that are shown, and to the view', async () => {
  const document = await projectOf(table)
  expect(await find(document, query('bern'), { columnIds: [3] })).toMatchObject({ columnId: 3, count: 1 })
  const view: TableView = {
    sort: [{ columnId: 1, direction: 'descending' }],
    filters: [{ kind: 'range', columnId: 1, min: 2, max: null }],
  }
  expect(await find(document, query('bern'), { view })).toEqual({ index: 1, columnId: 2, count: 1 })
  await document.showColumns([{ columnId: 2, hidden: true, pinned: false, width: null }])
  expect(await find(document, query('bern'))).toEqual({ index: 0, columnId: 3, count: 1 })
})

test('an edit is seen by the next search', async () => {
  const document = await projectOf(table)
  expect(await find(document, query('bern', 'equals', true))).toMatchObject({ index: 2, count: 1 })
  await edit(document, 4, 2, 'bern')
  expect(await find(document, query('bern', 'equals', true))).toMatchObject({ index: 2, count: 2 })
})

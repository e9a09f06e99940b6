import { expect, test } from 'vitest'
import type { Document } from '../../../src-main/document/document'
import type { TableView } from '../../../src-shared/table'
import { plain, projectOf, edit } from './support'

const csv = `a,b\n${['3,x', '1,y', ',x', 'oops,z', '2,', '1,x', 'aha,w']
  .concat(Array.from({ length: 30 }, (_, i) => `${i + 10},k${i}`))
  .join('\n')}\n`

const by = (columnId: number, direction: 'ascending' | 'descending', oddOnly = false): TableView => ({
  sort: [{ columnId, direction }],
  filters: oddOnly ? [{ kind: 'odd', columnId: null }] : [],
})

async function ids(document: Document, view: TableView, offset = 0, limit = 100): Promise<number[]> {
  return (await document.page(view, offset, limit)).rows.map(({ id }) => id)
}

test('a sorted view has numbers first, then odd cells by their text, then missing ones, either way', async () => {
  const document = await projectOf(csv)
  expect((await ids(document, by(1, 'ascending'))).slice(0, 5)).toEqual([2, 6, 5, 1, 8])
  expect((await ids(document, by(1, 'ascending'))).slice(-3)).toEqual([7, 4, 3])
  expect((await ids(document, by(1, 'descending'))).slice(0, 2)).toEqual([37, 36])
  expect((await ids(document, by(1, 'descending'))).slice(-6)).toEqual([5, 2, 6, 4, 7, 3])
  expect((await ids(document, by(2, 'descending'))).slice(0, 5)).toEqual([4, 2, 1, 3, 6])
})

test('the view of odd cells holds their rows alone', async () => {
  const document = await projectOf(csv)
  expect(await document.page({ sort: [], filters: [{ kind: 'odd', columnId: null }] }, 0, 10)).toMatchObject({
    total: 2,
    rows: [
      { id: 4, cells: ['oops', 'z'] },
      { id: 7, cells: ['aha', 'w'] },
    ],
  })
  expect(await ids(document, by(2, 'ascending', true))).toEqual([7, 4])
})

test('pages meet without a gap, and one behind the end is empty', async () => {
  const document = await projectOf(csv)
  const all = await ids(document, by(2, 'ascending'))
  const pages = [
    ...(await ids(document, by(2, 'ascending'), 0, 20)),
    ...(await ids(document, by(2, 'ascending'), 20, 20)),
  ]
  expect(pages).toEqual(all)
  expect(await document.page(plain, 500, 10)).toMatchObject({ total: 37, offset: 500, rows: [] })
})

test('a row is found in every view', async () => {
  const document = await projectOf(csv)
  expect(await document.locate(plain, 5)).toBe(4)
  expect(await document.locate(by(1, 'ascending'), 5)).toBe(2)
  expect(await document.locate({ sort: [], filters: [{ kind: 'odd', columnId: null }] }, 5)).toBeNull()
})

test('the next odd cell is found from anywhere and around the end', async () => {
  const document = await projectOf(csv)
  const after = (index: number, columnId: number | null = null, view = plain, backwards = false) =>
    document.next(view, { kind: 'odd' }, { index, columnId }, backwards)
  expect(await after(-1)).toEqual({ index: 3, columnId: 1, count: 2 })
  expect(await after(3, 1)).toEqual({ index: 6, columnId: 1, count: 2 })
  expect(await after(6)).toEqual({ index: 3, columnId: 1, count: 2 })
  expect(await after(6, 1, plain, true)).toEqual({ index: 3, columnId: 1, count: 2 })
  expect(await after(3, 1, plain, true)).toEqual({ index: 6, columnId: 1, count: 2 })
  expect(await after(6, 2, plain, true)).toEqual({ index: 6, columnId: 1, count: 2 })
  expect(await after(0, null, by(1, 'ascending'))).toEqual({ index: 34, columnId: 1, count: 2 })
})

test('the only odd cell is found again from its own place', async () => {
  const document = await projectOf(`a\n${Array.from({ length: 12 }, (_, i) => i).join('\n')}\nodd\n`)
  expect(await document.next(plain, { kind: 'odd' }, { index: 12, columnId: null }, false)).toEqual({
    index: 12,
    columnId: 1,
    count: 1,
  })
})

test('a view follows edits, added and deleted rows and undo', async () => {
  const document = await projectOf(csv)
  const view = by(1, 'ascending')
  await ids(document, view)
  await edit(document, 1, 1, '0')
  expect((await ids(document, view))[0]).toBe(1)
  await edit(document, 4, 1, '0.5')
  expect((await ids(document, view)).slice(0, 2)).toEqual([1, 4])
  expect(await ids(document, { sort: [], filters: [{ kind: 'odd', columnId: null }] })).toEqual([7])
  await document.deleteRows([1])
  expect((await ids(document, view))[0]).toBe(4)
  await document.undo()
  expect((await ids(document, view)).slice(0, 2)).toEqual([1, 4])
  expect(await ids(document, plain, 0, 3)).toEqual([1, 2, 3])
})

test('a page carries the revision of the rows that it shows', async () => {
  const document = await projectOf(csv)
  const first = await document.page(plain, 0, 1)
  expect(first.revision).toBe(document.table().revision)
  await edit(document, 1, 2, 'new')
  const { revision } = document.table()
  expect((await document.page(plain, 0, 1)).revision).toBe(revision)
})

test('a text that only some columns have is found in those, and one that none has nowhere', async () => {
  const document = await projectOf(csv)
  const query = (text: string) =>
    ({ kind: 'find', query: { text, match: 'contains', caseSensitive: false }, columnIds: null }) as const
  expect(await document.next(plain, query('oops'), { index: -1, columnId: null }, false)).toEqual({
    index: 3,
    columnId: 1,
    count: 1,
  })
  expect(await document.next(plain, query('nowhere'), { index: -1, columnId: null }, false)).toBeNull()
})

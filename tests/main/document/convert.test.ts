import { expect, test } from 'vitest'
import type { Document } from '../../../src-main/document/document'
import { cellsOf, projectOf, edit } from './support'

const first = async (document: Document) => (await cellsOf(document)).map(([cell]) => cell)

test('numbers become categories in their own spelling, with odd cells as they were', async () => {
  const numbers = ['1.50', '300', '-2', '1e21', '0.1', ...Array.from({ length: 20 }, (_, i) => `${i}`)]
  const document = await projectOf(`a,b\n${numbers.map((n) => `${n},1`).join('\n')}\nodd,1\n,1\n`)
  const before = await first(document)
  expect(await document.setColumn(1, { kind: 'category' })).toMatchObject({ kind: 'category', odd: 0, missing: 1 })
  const texts = await first(document)
  expect(texts.slice(0, 5)).toEqual(['1.50', '300', '-2', '1e21', '0.1'])
  expect(texts.slice(-2)).toEqual(['odd', null])
  await document.undo()
  expect(await first(document)).toEqual(before)
  expect(document.table().columns[0]).toMatchObject({ kind: 'number', odd: 1, missing: 1 })
})

test('texts become numbers where they are, odd cells where not, and stay letter by letter', async () => {
  const texts = ['007', ' 8 ', '1.50', 'NA', 'red', '', '1e5', '-']
  const document = await projectOf(`a,b\n${texts.map((text) => `x${text},1`).join('\n')}\n`)
  for (const [i, text] of texts.entries()) await edit(document, i + 1, 1, text)
  const before = await first(document)
  expect(before).toEqual(['007', ' 8 ', '1.50', null, 'red', null, '1e5', null])
  expect(await document.setColumn(1, { kind: 'number' })).toMatchObject({ odd: 1, missing: 3, unique: 4 })
  expect(await first(document)).toEqual(before)
  await edit(document, 1, 1, '9')
  await document.undo()
  await document.undo()
  expect(await first(document)).toEqual(before)
  await document.redo()
  expect(await first(document)).toEqual(before)
  await document.undo()
  expect(await first(document)).toEqual(before)
})

test('the other columns and the order of the rows stay as they are', async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `${i % 13},name ${i},${i / 3}`)
  const document = await projectOf(`a,b,c\n${lines.join('\n')}\n`)
  const page = () => document.page({ sort: [], filters: [] }, 4000, 100)
  const before = (await page()).rows
  await document.setColumn(1, { kind: 'category' })
  expect((await page()).rows).toEqual(before)
  await document.undo()
  expect((await page()).rows).toEqual(before)
})

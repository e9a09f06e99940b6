/** The part of each row, as the grid asks for it: right after every change, and worked out only where it may have changed. */
import { afterEach, expect, test } from 'vitest'
import type { ResolvedPart } from '../../../src-shared/split'
import { planParts } from '../../../src-main/document/edits/parts'
import { createSplitService } from '../../../src-main/services/split-service'
import { holdBack } from '../../../src-shared/recipe'
import { plainView } from '../../../src-shared/table'
import { RunFixture, wavesCsv } from './run-fixture'

let fixture: RunFixture
afterEach(() => fixture.close())

const ids = Array.from({ length: 50 }, (_, i) => i + 1)

/** The service, and how often it looked at the table. */
async function open() {
  fixture = await RunFixture.create(wavesCsv(50), { split: holdBack(0.2, 0.1) })
  const { document } = fixture
  await document.setColumn(3, { role: 'target' })
  let looked = 0
  const connect = document.connect.bind(document)
  document.connect = () => {
    looked++
    return connect()
  }
  const service = createSplitService(fixture.context)
  const parts = async (): Promise<ResolvedPart[]> => (await service['split.parts']({ rowIds: ids })).parts
  const count = (all: ResolvedPart[], part: ResolvedPart): number => all.filter((one) => one === part).length
  return { document, parts, count, service, looked: () => looked }
}

test('the parts follow edits of the target, roles by hand, deletions, undo and the recipe', async () => {
  const { document, parts, count } = await open()
  const first = await parts()
  expect(['training', 'validation', 'test', 'out'].map((part) => count(first, part as ResolvedPart))).toEqual([
    35, 10, 5, 0,
  ])
  await document.changeCells([{ rowId: 7, columnId: 3, text: '' }])
  expect((await parts())[6]).toBe('out')
  await document.undo()
  expect(await parts()).toEqual(first)
  await document.change((draft) => planParts(draft, plainView, 0, 4, 'test'))
  expect((await parts()).slice(0, 5)).toEqual(Array(5).fill('test'))
  await document.change((draft) => planParts(draft, plainView, 0, 0, 'excluded'))
  expect((await parts())[0]).toBe('out')
  await document.undo()
  await document.undo()
  await document.deleteRows([9])
  expect((await parts())[8]).toBe('out')
  await document.undo()
  expect(await parts()).toEqual(first)
  await document.changeRecipe({ seed: 99 })
  expect(await parts()).not.toEqual(first)
  await document.setColumn(3, { role: 'ignored' })
  await expect(parts()).rejects.toThrow('No column is the target')
})

test('an edit of a feature, and more rows of the same table, ask nothing of the table', async () => {
  const { document, parts, looked } = await open()
  await parts()
  expect(looked()).toBe(1)
  await document.changeCells([{ rowId: 7, columnId: 1, text: '0.5' }])
  await document.changeRecipe({ epochs: 7 })
  await Promise.all([parts(), parts()])
  expect(looked()).toBe(1)
  await document.changeCells([{ rowId: 7, columnId: 3, text: '0.5' }])
  await Promise.all([parts(), parts()])
  expect(looked()).toBe(2)
})

import { describe, expect, test } from 'vitest'
import { createInsightService } from '../../../src-main/services/insight-service'
import { projectFixture } from './project-fixture'

const rows = Array.from(
  { length: 60 },
  (_, i) => `${String(i + 1)},${String((i * 37) % 101)}.5,DE,${String((i * 53) % 97)}.5`,
)
const csv = `row_id,size,country,price\n${rows.join('\n')}\n`

async function opened() {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(csv) })
  await app.context.document.setColumn(4, { role: 'target' })
  return { app, insight: createInsightService(app.context) }
}

test('a profile is that of the table as it is, after an edit too', async () => {
  const { app, insight } = await opened()
  expect(await insight['insight.profile']({ columnId: 2 })).toMatchObject({ unique: 60, numbers: { max: 100.5 } })
  await app['table.change']({ edits: [{ rowId: 1, columnId: 2, text: '5000' }] })
  expect(await insight['insight.profile']({ columnId: 2 })).toMatchObject({ numbers: { max: 5000 } })
})

test('the same question is answered once, until the table changes', async () => {
  const { app, insight } = await opened()
  const first = await insight['insight.summary']({})
  expect(await insight['insight.summary']({})).toBe(first)
  await app['table.change']({ edits: [{ rowId: 1, columnId: 2, text: '7' }] })
  expect(await insight['insight.summary']({})).not.toBe(first)
})

test('relations, the map of what is missing and the correlations speak of the columns that were named', async () => {
  const { insight } = await opened()
  expect(await insight['insight.relation']({ columnId: 2, targetId: 4 })).toMatchObject({
    kind: 'correlation',
    rows: 60,
  })
  const { relations } = await insight['insight.relations']({ columnIds: [3, 2], targetId: 4 })
  expect(relations.map(({ columnId, kind }) => [columnId, kind])).toEqual([
    [3, 'none'],
    [2, 'correlation'],
  ])
  expect((await insight['insight.missing']({ columnIds: [2] })).columns).toMatchObject([{ columnId: 2, missing: 0 }])
  expect(await insight['insight.correlations']({ columnIds: [2, 3, 4] })).toMatchObject({ columnIds: [2, 4], of: 60 })
})

describe('notes', () => {
  test('name what stands out, and follow the recipe', async () => {
    const { app, insight } = await opened()
    const codes = async () => (await insight['insight.notes']({})).notes.map(({ code }) => code)
    expect(await codes()).toEqual(['column.id', 'column.constant', 'rows.few'])
    await app.context.document.changeRecipe({ layers: [] })
    expect(await codes()).toEqual(['column.id', 'column.constant'])
  })

  test('that are put aside stay so in the project, and can be called back', async () => {
    const { app, insight } = await opened()
    const key = 'column.constant 3'
    expect((await insight['insight.dismiss']({ key, dismissed: true })).dismissed).toEqual([key])
    const { path } = app.context.document
    await app['project.close']({})
    await app['project.open']({ from: { kind: 'path', path }, readOnly: false })
    expect(await insight['insight.notes']({})).toMatchObject({ notes: expect.any(Array), dismissed: [key] })
    expect((await insight['insight.dismiss']({ key, dismissed: false })).dismissed).toEqual([])
  })

  test('can’t be put aside where the project is only read', async () => {
    const { app, insight } = await opened()
    const { path } = app.context.document
    await app['project.close']({})
    await app['project.open']({ from: { kind: 'path', path }, readOnly: true })
    const refused = insight['insight.dismiss']({ key: 'column.constant 3', dismissed: true })
    await expect(refused).rejects.toMatchObject({ code: 'project.readonly' })
    expect((await insight['insight.notes']({})).dismissed).toEqual([])
  })
})

test('a column that is not there is refused', async () => {
  const { insight } = await opened()
  const questions = [
    () => insight['insight.profile']({ columnId: 77 }),
    () => insight['insight.relation']({ columnId: 2, targetId: 77 }),
    () => insight['insight.missing']({ columnIds: [77] }),
  ]
  for (const ask of questions) {
    await expect((async () => ask())()).rejects.toMatchObject({ code: 'table.column' })
  }
})

test('without a table there is nothing to say, and without a project it is said', async () => {
  const app = projectFixture()
  const insight = createInsightService(app.context)
  const refused = expect((async () => insight['insight.notes']({}))()).rejects
  await refused.toMatchObject({ code: 'project.none' })
  await app['project.new']({})
  expect(await insight['insight.notes']({})).toEqual({ notes: [], dismissed: [] })
  expect(await insight['insight.summary']({})).toMatchObject({ rows: 0, columns: 0 })
})

test('a project that closes meanwhile is said to be closed', async () => {
  const { app, insight } = await opened()
  const { document } = app.context
  const connect = document.connect.bind(document)
  let closed = (): void => undefined
  const closing = new Promise<void>((resolve) => (closed = resolve))
  document.connect = async () => {
    await closing
    return connect()
  }
  const asked = expect((async () => insight['insight.notes']({}))()).rejects
  await app['project.close']({})
  closed()
  await asked.toMatchObject({ code: 'project.none' })
})

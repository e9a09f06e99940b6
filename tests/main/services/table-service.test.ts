import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFixture } from './project-fixture'
import { plainView } from '../../../src-shared/table'
import { newRun } from '../document/support'

const table = 'a,b\n1,x\n2,y\n'
const plain = plainView

test('a CSV becomes a new untitled project, called after the file, and everyone is told', async () => {
  const app = projectFixture()
  const report = await app['table.import']({ from: app.csv(table, 'My houses.csv') })
  expect(report).toMatchObject({ file: 'My houses.csv', rowsInFile: 2, rowsImported: 2 })
  const [{ project }] = app.told('project.changed') as [{ project: unknown }]
  expect(project).toMatchObject({ name: 'My houses', untitled: true, readOnly: false, importReport: report, runs: [] })
  const progress = app.told('task.progress')
  expect(progress[0]).toMatchObject({ label: 'Importing My houses.csv', share: 0, done: false })
  expect(progress.at(-1)).toMatchObject({ id: progress[0]!.id, done: true })
  expect(app.events.at(-1)!.name).toBe('task.progress')
})

test('two CSVs of one name become two projects, and the first is put away', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const { path } = app.context.document
  await app['table.import']({ from: app.csv('c\n1\n2\n') })
  expect(app.context.document.path).toBe(join(app.folders.data, 'untitled', 'data 2.epochwise'))
  expect(existsSync(path)).toBe(true)
})

test('names that no file may have are made ones that it may', async () => {
  const app = projectFixture()
  app.answers.file = join(app.folder, '..x: y?.csv')
  app.csv(table, '..x: y?.csv')
  await app['table.import']({ from: { kind: 'ask' } })
  expect(readdirSync(join(app.folders.data, 'untitled'))).toContain('x  y.epochwise')
})

test('a closed dialog imports nothing', async () => {
  const app = projectFixture()
  expect(await app['table.import']({ from: { kind: 'ask' } })).toBeNull()
  expect(app.events).toEqual([])
})

test('a failing import leaves the open project open, and nothing behind', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const { document } = app.context
  await expect(app['table.import']({ from: app.csv('', 'empty.csv') })).rejects.toMatchObject({ code: 'import.empty' })
  await expect(app['table.import']({ from: { kind: 'path', path: 'gone.csv' } })).rejects.toMatchObject({
    code: 'file.missing',
  })
  expect(app.context.document).toBe(document)
  expect((await document.page(plain, 0, 5)).total).toBe(2)
  expect(readdirSync(join(app.folders.data, 'untitled')).filter((name) => !name.startsWith('data.'))).toEqual([])
  expect(app.told('task.progress').at(-1)!.done).toBe(true)
})

test('a cancelled import leaves the open project open', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const { document } = app.context
  app.context.listen(({ name, payload }) => {
    if (name === 'task.progress' && !payload.done && payload.share! > 0) void app['app.cancelTask']({ id: payload.id })
  })
  const large = `a,b\n${Array.from({ length: 50_000 }, (_, i) => `${i},t${i}`).join('\n')}\n`
  await expect(app['table.import']({ from: app.csv(large, 'large.csv') })).rejects.toMatchObject({
    code: 'task.cancelled',
    message: 'Importing large.csv was cancelled.',
  })
  expect(app.context.document).toBe(document)
})

test('cancelling a task that has ended does nothing', () => {
  const app = projectFixture()
  expect(app['app.cancelTask']({ id: 'import-9' })).toBeNull()
})

test('every edit is told with the counts and the words of undo', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const { revision } = await app['table.change']({ edits: [{ rowId: 1, columnId: 1, text: '' }] })
  expect(app.told('table.changed').at(-1)).toMatchObject({
    revision,
    rows: 2,
    columns: [{ name: 'a', missing: 1, unique: 1 }, { name: 'b' }],
    undo: 'Cleared a in row 1',
    redo: null,
  })
  const { rowIds } = await app['table.insertRows']({ view: plain, before: null, count: 2 })
  expect(rowIds).toEqual([3, 4])
  expect(await app['table.deleteRows']({ rowIds: [1, 4, 99] })).toEqual({ deleted: 2 })
  expect(await app['table.undo']({})).toEqual({ label: 'Deleted 2 rows' })
  expect(await app['table.redo']({})).toEqual({ label: 'Deleted 2 rows' })
  expect(await app['column.set']({ columnId: 1, role: 'target' })).toMatchObject({ role: 'target' })
  expect(app.told('table.changed')).toHaveLength(6)
  expect(app.told('table.changed').at(-1)).toMatchObject({ rows: 2, undo: 'Made a the target' })
  expect(app.told('project.changed')).toHaveLength(1)
})

test('an edit that changes nothing is not told', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  await app['table.change']({ edits: [{ rowId: 1, columnId: 1, text: '1' }] })
  await app['column.set']({ columnId: 1, kind: 'number' })
  expect(app.told('table.changed')).toEqual([])
})

test('runs are told anew when their data change, and undo makes them current again', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const { document } = app.context
  await document.runs.create({ ...newRun, fingerprint: document.dataFingerprint() })
  const changed = () =>
    app
      .told('project.changed')
      .at(-1)!
      .project!.runs.map(({ dataChanged }) => dataChanged)
  await app['table.change']({ edits: [{ rowId: 1, columnId: 1, text: '5' }] })
  expect(changed()).toEqual([true])
  await app['table.undo']({})
  expect(changed()).toEqual([false])
})

test('undoing a change of the recipe tells the project', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  await app.context.document.changeRecipe({ epochs: 3 })
  await app['table.undo']({})
  expect(app.told('project.changed').at(-1)!.project!.recipe.epochs).toBe(100)
  expect(app.told('project.changed').at(-1)!.project!.redo).toBe('Changed the epochs')
})

test('pages, places, odd cells and profiles are answered', async () => {
  const app = projectFixture()
  const odd = `a,b\n${Array.from({ length: 12 }, (_, i) => `${i},1`).join('\n')}\nodd,2\n`
  await app['table.import']({ from: app.csv(odd) })
  expect(await app['table.page']({ view: plain, offset: 12, limit: 5 })).toMatchObject({
    total: 13,
    rows: [{ id: 13 }],
  })
  expect(await app['table.locate']({ view: plain, rowId: 2 })).toBe(1)
  expect(
    await app['table.next']({
      view: plain,
      after: { index: -1, columnId: null },
      what: { kind: 'odd' },
      backwards: false,
    }),
  ).toEqual({ index: 12, columnId: 1, count: 1 })
})

test('without a project every table command says so', async () => {
  const app = projectFixture()
  await expect((async () => app['table.page']({ view: plain, offset: 0, limit: 5 }))()).rejects.toMatchObject({
    code: 'project.none',
  })
  await expect((async () => app['table.undo']({}))()).rejects.toMatchObject({ code: 'project.none' })
})

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Document } from '../../../src-main/document/document'
import { defaultRecipe, tutorialRecipe } from '../../../src-shared/recipe'
import { newRun, edit } from '../document/support'
import { projectFixture } from './project-fixture'

const table = 'a,b\n1,x\n2,y\n'
const untitled = (app: ReturnType<typeof projectFixture>): string[] =>
  readdirSync(join(app.folders.data, 'untitled')).sort()

test('a new project is empty, untitled and open; put away empty, it is gone', async () => {
  const app = projectFixture()
  const project = await app['project.new']({})
  expect(project).toMatchObject({
    name: 'Untitled',
    untitled: true,
    table: { rows: 0, columns: [] },
    undo: null,
    redo: null,
  })
  expect(project.path).toBe(`shown:${join(app.folders.data, 'untitled', 'Untitled.epochwise')}`)
  await app['project.close']({})
  expect(app.told('project.changed').at(-1)).toEqual({ project: null })
  expect(untitled(app)).toEqual([])
  expect((await app['app.state']({})).recent).toEqual([])
})

test('a project saved under a name goes on there; its untitled file is gone', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const saved = await app['project.saveAs']({ to: { kind: 'path', path: 'mine' }, overwrite: false })
  const path = join(app.folder, 'mine.epochwise')
  expect(saved).toMatchObject({ name: 'mine', path: `shown:${path}`, untitled: false })
  expect(app.told('project.changed').at(-1)).toEqual({ project: saved })
  expect(untitled(app)).toEqual([])
  await app['table.change']({ edits: [{ rowId: 1, columnId: 1, text: '9' }] })
  await app['project.close']({})
  const opened = await app['project.open']({ from: { kind: 'path', path: 'mine.epochwise' }, readOnly: false })
  expect(opened).toMatchObject({ name: 'mine', undo: 'Changed a in row 1 to 9', importReport: { file: 'data.csv' } })
})

test('a dialog has asked about replacing; a path has not', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  writeFileSync(join(app.folder, 'taken.epochwise'), 'mine')
  const to = { kind: 'path', path: 'taken.epochwise' } as const
  await expect(app['project.saveAs']({ to, overwrite: false })).rejects.toMatchObject({ code: 'file.exists' })
  expect(readFileSync(join(app.folder, 'taken.epochwise'), 'utf8')).toBe('mine')
  app.answers.destination = join(app.folder, 'taken.epochwise')
  expect(await app['project.saveAs']({ to: { kind: 'ask' }, overwrite: false })).toMatchObject({ name: 'taken' })
})

test('a name that a dialog gave without its ending replaces nothing unasked', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  writeFileSync(join(app.folder, 'taken.epochwise'), 'mine')
  app.answers.destination = join(app.folder, 'taken')
  await expect(app['project.saveAs']({ to: { kind: 'ask' }, overwrite: false })).rejects.toMatchObject({
    code: 'file.exists',
  })
})

test('closed dialogs change nothing', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const { document } = app.context
  expect(await app['project.saveAs']({ to: { kind: 'ask' }, overwrite: false })).toBeNull()
  expect(await app['project.open']({ from: { kind: 'ask' }, readOnly: false })).toBeNull()
  expect(app.context.document).toBe(document)
})

test('a project that cannot be opened leaves the open one open', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const { document } = app.context
  writeFileSync(join(app.folder, 'bad.epochwise'), 'no project')
  for (const [path, code] of [
    ['bad.epochwise', 'project.invalid'],
    ['gone.epochwise', 'file.missing'],
  ] as const) {
    await expect(app['project.open']({ from: { kind: 'path', path }, readOnly: false })).rejects.toMatchObject({ code })
  }
  expect(app.context.document).toBe(document)
  expect(await edit(document, 1, 1, '3')).toBe(1)
})

test('opening the open project again is no work, opening it for reading is', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  await app['project.saveAs']({ to: { kind: 'path', path: 'mine.epochwise' }, overwrite: false })
  const from = { kind: 'path', path: 'mine.epochwise' } as const
  const { document } = app.context
  expect(await app['project.open']({ from, readOnly: false })).toMatchObject({ readOnly: false })
  expect(app.context.document).toBe(document)
  expect(await app['project.open']({ from, readOnly: true })).toMatchObject({ readOnly: true })
  await expect(app['table.change']({ edits: [{ rowId: 1, columnId: 1, text: '3' }] })).rejects.toMatchObject({
    code: 'project.readonly',
  })
})

test('a run that the app was killed over is told as failed when its project is opened', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  await app['project.saveAs']({ to: { kind: 'path', path: 'mine.epochwise' }, overwrite: false })
  await app.context.document.runs.create({ ...newRun, fingerprint: app.context.document.dataFingerprint() })
  await app['project.close']({})
  const project = await app['project.open']({ from: { kind: 'path', path: 'mine.epochwise' }, readOnly: false })
  expect(project!.runs).toMatchObject([{ id: 1, status: 'failed', dataChanged: false }])
})

test('what has to end before a project closes has ended before the next one is open', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const open: (string | null)[] = []
  app.context.onBeforeClose(() => {
    open.push(app.context.openDocument?.path ?? null)
    return Promise.resolve()
  })
  const { path } = app.context.document
  await app['project.new']({})
  expect(open).toEqual([path])
})

test.each([
  ['tutorial', 3, 'price', tutorialRecipe],
  ['houses', 2000, 'price', defaultRecipe],
  ['customers', 3000, 'left', { ...defaultRecipe, epochs: 40, batchSize: 64 }],
])('the sample %s opens with its roles and its recipe', async (id, rows, target, recipe) => {
  const app = projectFixture()
  const project = await app['project.openSample']({ id })
  expect(project).toMatchObject({ name: id, untitled: true, undo: null, recipe, table: { rows } })
  expect(project.table.columns.find(({ role }) => role === 'target')!.name).toBe(target)
  const sample = (await app['app.state']({})).samples.find((one) => one.id === id)!
  expect(sample).toMatchObject({ rows, columns: project.table.columns.length })
})

test('the customers keep their names out of the features', async () => {
  const app = projectFixture()
  const { table: customers } = await app['project.openSample']({ id: 'customers' })
  expect(customers.columns.filter(({ role }) => role === 'ignored').map(({ name }) => name)).toEqual(['customer'])
})

test('a sample that there is not, or that fits its CSV no more, leaves nothing behind', async () => {
  const app = projectFixture()
  await expect(app['project.openSample']({ id: 'nothing' })).rejects.toMatchObject({ code: 'file.missing' })
  const resources = join(app.folder, 'resources')
  mkdirSync(join(resources, 'samples'), { recursive: true })
  writeFileSync(join(resources, 'samples', 'a.csv'), table)
  const sample = {
    id: 'a',
    title: '',
    description: '',
    file: 'a.csv',
    rows: 2,
    columns: 2,
    target: 'gone',
    ignored: [],
    recipe: 'default',
  }
  writeFileSync(join(resources, 'samples', 'index.json'), JSON.stringify([sample]))
  app.folders.resources = resources
  await expect(app['project.openSample']({ id: 'a' })).rejects.toMatchObject({ code: 'table.column' })
  expect(untitled(app)).toEqual([])
  expect(app.context.openDocument).toBeNull()
})

test('a project that was left untitled by a crash can be opened again from the recent list', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const { path } = app.context.document
  const crashed = join(app.folder, 'after the crash')
  mkdirSync(join(crashed, 'untitled'), { recursive: true })
  copyFileSync(path, join(crashed, 'untitled', 'data.epochwise'))
  if (existsSync(`${path}.wal`)) copyFileSync(`${path}.wal`, join(crashed, 'untitled', 'data.epochwise.wal'))
  const recent = readFileSync(join(app.folders.data, 'recent.json'), 'utf8')
  writeFileSync(join(crashed, 'recent.json'), recent.replaceAll(app.folders.data, crashed))
  const again = projectFixture(crashed)
  const [entry] = (await again['app.state']({})).recent
  expect(entry).toMatchObject({ name: 'data', rows: 2, columns: 2 })
  const project = await again['project.open']({
    from: { kind: 'path', path: entry!.path.replace('shown:', '') },
    readOnly: false,
  })
  expect(project).toMatchObject({ name: 'data', untitled: true, table: { rows: 2 } })
})

test('the former project is closed for good when another one is opened', async () => {
  const app = projectFixture()
  await app['table.import']({ from: app.csv(table) })
  const { path } = app.context.document
  await app['project.openSample']({ id: 'tutorial' })
  const document = await Document.open(path)
  expect(document.table().rows).toBe(2)
  await document.close()
})

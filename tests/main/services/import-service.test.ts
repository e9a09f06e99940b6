import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createImportService } from '../../../src-main/services/import-service'
import { plainView } from '../../../src-shared/table'
import { projectFixture } from './project-fixture'

function fixture() {
  const app = projectFixture()
  onTestFinished(() => app.context.end())
  const imports = createImportService(app.context)
  const cells = async () =>
    (await app['table.page']({ view: plainView, offset: 0, limit: 50 })).rows.map((row) => row.cells)
  const left = () =>
    existsSync(join(app.folders.data, 'imports')) ? readdirSync(join(app.folders.data, 'imports')) : []
  return { ...app, ...imports, cells, left }
}

const plainRun = { into: 'new', discardEdits: false } as const

test('a file is looked at, read by other rules, imported, and let go', async () => {
  const app = fixture()
  const first = (await app['import.propose']({ from: app.csv('a;b\n1,5;x\n2,5;y\n') }))!
  expect(first).toMatchObject({ source: { name: 'data.csv', bytes: 16 }, rules: { delimiter: ';', encoding: 'auto' } })
  expect(first.preview.columns.map(({ name, kind }) => [name, kind])).toEqual([
    ['a', 'number'],
    ['b', 'category'],
  ])
  const { token } = first.source
  const wide = await app['import.preview']({ token, rules: { ...first.rules, delimiter: ',' } })
  expect(wide.rules.columns.map(({ name }) => name)).toEqual(['a;b', 'column 2'])
  const back = await app['import.preview']({ token, rules: { ...wide.rules, delimiter: ';' } })
  const columns = back.rules.columns.map((column) => (column.name === 'b' ? { ...column, use: false } : column))
  const report = await app['import.run']({ token, rules: { ...back.rules, columns }, ...plainRun })
  expect(report).toMatchObject({ rowsInFile: 2, rowsImported: 2, listedCount: 0 })
  expect(await app.cells()).toEqual([['1,5'], ['2,5']])
  expect(app.left()).toEqual([])
  await expect(app['import.run']({ token, rules: first.rules, ...plainRun })).rejects.toMatchObject({
    code: 'import.closed',
  })
})

test('another encoding is tried at once', async () => {
  const app = fixture()
  const proposal = (await app['import.propose']({ from: app.csv(Buffer.from('a,b\nkoszt\xb3,1\n', 'latin1')) }))!
  const rules = { ...proposal.rules, encoding: 'iso-8859-2' } as const
  const polish = await app['import.preview']({ token: proposal.source.token, rules })
  expect(polish.preview.rows[0]!.cells[0]).toBe('kosztł')
})

test('what was copied from a spreadsheet becomes a table; it can’t be read again from a file', async () => {
  const app = fixture()
  const { source, rules, preview } = await app['import.paste']({ text: 'a\tb\n1\t"two\nlines"\n2\ty\n' })
  expect(preview.rows.map((row) => row.cells)).toEqual([
    ['1', 'two\nlines'],
    ['2', 'y'],
  ])
  await app['import.run']({ token: source.token, rules, ...plainRun })
  expect(app.context.document.table().rows).toBe(2)
  await expect(app['import.refresh']({ change: {}, discardEdits: false })).rejects.toMatchObject({
    code: 'file.missing',
  })
})

test('a closed dialog proposes nothing, a closed file leaves nothing behind', async () => {
  const app = fixture()
  expect(await app['import.propose']({ from: { kind: 'ask' } })).toBeNull()
  const { source } = await app['import.paste']({ text: 'a\n1\n' })
  expect(app.left()).toHaveLength(1)
  await app['import.close']({ token: source.token })
  await app['import.close']({ token: source.token })
  expect(app.left()).toEqual([])
})

test('a file that cannot be read leaves nothing behind', async () => {
  const app = fixture()
  await expect(app['import.propose']({ from: app.csv('') })).rejects.toMatchObject({ code: 'import.empty' })
  expect(app.left()).toEqual([])
})

test('a refresh reads the changed file by the stored rules; roles stay, ids are not used again', async () => {
  const app = fixture()
  await app['table.import']({ from: app.csv('id,price,kind\n007,"1,5",a\n008,"2,5",b\n') })
  const { document } = app.context
  const price = document.table().columns[1]!
  await app['column.set']({ columnId: price.id, role: 'target' })
  const before = document.dataFingerprint()
  writeFileSync(join(app.folder, 'data.csv'), 'id,new,price,kind\n007,n,"1,5",a\n009,m,"3,5",c\n010,l,"4,5",c\n')
  await expect(app['import.refresh']({ change: {}, discardEdits: false })).rejects.toMatchObject({
    code: 'import.edited',
  })
  const report = await app['import.refresh']({ change: {}, discardEdits: true })
  expect(report.rowsImported).toBe(3)
  const { columns } = document.table()
  expect(columns.map(({ name, role, kind }) => [name, role, kind])).toEqual([
    ['id', 'feature', 'category'],
    ['new', 'feature', 'category'],
    ['price', 'target', 'number'],
    ['kind', 'feature', 'category'],
  ])
  expect(columns.find(({ name }) => name === 'price')!.id).toBe(price.id)
  expect((await app['table.page']({ view: plainView, offset: 0, limit: 9 })).rows.map(({ id }) => id)).toEqual([
    3, 4, 5,
  ])
  expect(document.dataFingerprint()).not.toBe(before)
  expect(document.undoWords()).toEqual({ undo: null, redo: null })
  expect(app.told('table.changed').at(-1)).toMatchObject({ rows: 3 })
  expect(app.left()).toEqual([])
})

test('a remedy of the report changes the rules and reads the file again', async () => {
  const app = fixture()
  const report = await app['table.import']({ from: app.csv('a,b\n1,2\n3\n4,5\n') })
  const { change } = report!.remedies[report!.repaired[0]!.remedy!]!
  expect(await app['import.refresh']({ change, discardEdits: false })).toMatchObject({
    rowsImported: 2,
    listedCount: 1,
  })
  const again = (await app['import.again']({ from: null }))!
  expect(again.rules).toMatchObject({ faulty: 'reject', columns: [{ kind: 'number' }, { kind: 'number' }] })
})

test('a refresh that fails leaves the table as it was', async () => {
  const app = fixture()
  await app['table.import']({ from: app.csv('a,b\n1,2\n') })
  writeFileSync(join(app.folder, 'data.csv'), '')
  await expect(app['import.refresh']({ change: {}, discardEdits: false })).rejects.toMatchObject({
    code: 'import.empty',
  })
  expect(await app.cells()).toEqual([['1', '2']])
})

test('the table goes out as a CSV, and a cancelled export leaves what was there', async () => {
  const app = fixture()
  await app['table.import']({ from: app.csv('a,b\n007,=1\n010,x\n') })
  const to = { kind: 'path', path: 'out.csv' } as const
  expect(await app['table.exportFile']({ to, neutralise: false })).toMatchObject({ rows: 2 })
  expect(readFileSync(join(app.folder, 'out.csv'), 'utf8')).toBe('a,b\n007,=1\n010,x\n')
  app.context.listen((event) => {
    if (event.name === 'task.progress' && !event.payload.done) app.context.tasks.cancel(event.payload.id)
  })
  await expect(app['table.exportFile']({ to, neutralise: true })).rejects.toMatchObject({ code: 'task.cancelled' })
  expect(readFileSync(join(app.folder, 'out.csv'), 'utf8')).toBe('a,b\n007,=1\n010,x\n')
  expect(readdirSync(app.folder).filter((name) => name.startsWith('.out'))).toEqual([])
})

const manyRows = `a,b\n${Array.from({ length: 50_000 }, (_, i) => `${i},${i / 8}`).join('\n')}\n`

test.each(['Counting', 'Reading 5', 'Judging', 'Writing'])(
  'an import that is cancelled while it says %s leaves the open project, and nothing of its own',
  async (stage) => {
    const app = fixture()
    await app['table.import']({ from: app.csv('a,b\n1,2\n', 'first.csv') })
    const projects = () => readdirSync(join(app.folders.data, 'untitled')).sort()
    const [before, path] = [projects(), app.context.document.path]
    app.context.listen((event) => {
      if (event.name === 'task.progress' && event.payload.detail.startsWith(stage))
        app.context.tasks.cancel(event.payload.id)
    })
    const { source, rules } = (await app['import.propose']({ from: app.csv(manyRows) }))!
    const answer = app['import.run']({ token: source.token, rules, ...plainRun })
    await expect(answer).rejects.toMatchObject({ code: 'task.cancelled' })
    expect(app.context.document.path).toBe(path)
    expect(await app.cells()).toEqual([['1', '2']])
    await app['import.close']({ token: source.token })
    await app.context.tasks.wound()
    expect([projects(), app.left()]).toEqual([before, []])
  },
)

test('a refresh that is cancelled leaves the table as it was, and can be done again', async () => {
  const app = fixture()
  await app['table.import']({ from: app.csv('a,b\n1,2\n') })
  writeFileSync(join(app.folder, 'data.csv'), manyRows)
  const stop = app.context.listen((event) => {
    if (event.name === 'task.progress' && event.payload.detail.startsWith('Judging'))
      app.context.tasks.cancel(event.payload.id)
  })
  const refresh = () => app['import.refresh']({ change: {}, discardEdits: false })
  await expect(refresh()).rejects.toMatchObject({ code: 'task.cancelled' })
  expect(await app.cells()).toEqual([['1', '2']])
  stop()
  expect(await refresh()).toMatchObject({ rowsImported: 50_000 })
  expect(app.left()).toEqual([])
})

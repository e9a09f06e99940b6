/** One suite, every host: each command answers, each error arrives whole, events arrive in order. */
import type { AppEvent, CommandInput, CommandName } from '../../src-shared/contract'
import type { OpenedHost } from '../support/hosts'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClient } from '../../src-shared/client'
import { commands, eventNames } from '../../src-shared/contract'
import { errorCodes, EpochwiseError } from '../../src-shared/errors'
import { hasEnded } from '../../src-shared/run'
import { plainView } from '../../src-shared/table'
import { hostKinds, openHost } from '../support/hosts'
import { plainRules } from '../support/import-rules'

vi.mock('electron', () => import('../support/fake-electron'))

const span = { first: 0, last: 0, columnIds: [0] }
const findSize = { text: '1', match: 'contains', caseSensitive: false } as const

/** A well-formed input for every command; one that is missing here does not compile. */
const inputs: { [N in CommandName]: CommandInput<N> } = {
  'app.state': {},
  'app.files': { folder: '' },
  'app.forgetRecent': { path: 'not-there.epochwise' },
  'app.cancelTask': { id: 'none' },
  'compute.state': {},
  'compute.install': { variant: 'cpu' },
  'compute.remove': {},
  'compute.selfTest': {},
  'project.open': { from: { kind: 'path', path: 'not-there.epochwise' } },
  'project.openSample': { id: 'tutorial' },
  'project.saveAs': { to: { kind: 'path', path: 'named.epochwise' }, overwrite: true },
  'project.new': {},
  'project.close': {},
  'table.import': { from: { kind: 'path', path: 'not-there.csv' } },
  'table.exportFile': { to: { kind: 'path', path: 'table.csv' } },
  'table.page': { view: plainView, offset: 0, limit: 10 },
  'table.locate': { view: plainView, rowId: 1 },
  'table.next': { view: plainView, after: { index: -1, columnId: null }, what: { kind: 'odd' }, backwards: false },
  'table.change': { edits: [{ rowId: 0, columnId: 0, text: '1' }] },
  'table.insertRows': { view: plainView, before: null, count: 1 },
  'table.history': {},
  'table.deleteRows': { rowIds: [0] },
  'table.copy': { view: plainView, span },
  'table.paste': { view: plainView, at: { index: 0, columnId: 0 }, text: '1', grow: false },
  'table.fillDown': { view: plainView, span },
  'table.clear': { view: plainView, span },
  'table.replace': { view: plainView, columnIds: null, query: findSize, with: '2' },
  'table.deleteSpan': { view: plainView, first: 0, last: 0 },
  'table.fillMissing': { columnId: 0, how: 'most', value: null },
  'table.dropMissing': { columnIds: [0] },
  'table.removeDuplicates': { columnIds: [0] },
  'table.setPart': { view: plainView, first: 0, last: 0, part: 'test' },
  'table.goTo': { entry: null },
  'table.nameVersion': { name: 'as it came' },
  'table.bringBack': { entry: 0, name: 'as it came' },
  'table.undo': {},
  'table.redo': {},
  'column.set': { columnId: 0, role: 'feature' },
  'column.insert': { name: 'new', kind: 'number', after: null },
  'column.delete': { columnIds: [999] },
  'column.rename': { columnId: 0, name: 'renamed' },
  'column.move': { columnId: 0, before: null },
  'column.arrange': { layout: [{ columnId: 0, hidden: false, pinned: true, width: 120 }] },
  'column.previewKind': { columnId: 0, kind: 'category' },
  'column.compute': { columnId: null, name: 'computed', expression: '1 + 1', after: null },
  'column.checkExpression': { expression: '1 +' },
  'column.merge': { columnId: 0, values: ['1'], into: '2' },
  'column.split': { columnId: 0, separator: ',' },
  'column.values': { columnId: 0, search: '', limit: 10 },
  'import.propose': { from: { kind: 'path', path: 'not-there.csv' } },
  'import.paste': { text: 'a\tb\n1\t2\n' },
  'import.again': { from: null },
  'import.preview': { token: 'none', rules: plainRules },
  'import.run': { token: 'none', rules: plainRules },
  'import.close': { token: 'none' },
  'import.refresh': {},
  'insight.profile': { columnId: 0 },
  'insight.relation': { columnId: 0, targetId: 1 },
  'insight.relations': { columnIds: [0], targetId: 1 },
  'insight.summary': {},
  'insight.missing': { columnIds: [0] },
  'insight.correlations': { columnIds: [0, 1] },
  'insight.notes': {},
  'insight.dismiss': { key: 'column.id 1', dismissed: true },
  'recipe.change': { change: { epochs: 50 } },
  'recipe.reset': {},
  'recipe.check': {},
  'split.parts': { rowIds: [0, 1] },
  'run.start': {},
  'run.findRate': {},
  'run.pause': { runId: 1 },
  'run.resume': { runId: 1 },
  'run.stop': { runId: 1 },
  'run.delete': { runId: 1 },
  'run.history': { runId: 1, after: 0 },
  'loop.open': { runId: null, at: 'start' },
  'loop.current': {},
  'loop.move': { step: 1 },
  'loop.weight': { layer: 0, kind: 'weights', row: 0, column: 0 },
  'loop.surface': { kind: 'parameters' },
  'loop.branch': { change: {} },
  'loop.handBack': {},
  'loop.find': { what: 'nonFinite' },
  'loop.numbers': {},
  'loop.close': {},
  'predict.form': { runId: 1 },
  'predict.row': { runId: 1, values: [] },
  'predict.neighbours': { runId: 1, values: [] },
  'predict.file': { runId: 1, from: { kind: 'path', path: 'not-there.csv' }, to: { kind: 'deliver' } },
  'export.model': { runId: 1, format: 'onnx', to: { kind: 'deliver' } },
}

/** What ends the open project comes last, so that the others meet it. */
const names = Object.keys(commands).sort((a, b) => Number(replaces(a)) - Number(replaces(b))) as CommandName[]

function replaces(name: string): boolean {
  return name.startsWith('project.') || name === 'table.import'
}

describe.each(hostKinds)('through the %s host', (kind) => {
  let folder: string
  let host: OpenedHost

  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'epochwise test ')))
    host = await openHost(kind, folder)
  })

  afterEach(async () => {
    await host.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function answerAll(): Promise<string[]> {
    const wrong: string[] = []
    for (const name of names) {
      const reply = await host.transport.send(name, here(host, inputs[name]))
      const fine = reply.ok || (Object.hasOwn(errorCodes, reply.error.code) && reply.error.code !== 'internal')
      if (!fine) wrong.push(`${name}: ${JSON.stringify(reply)} ${String(host.failures.at(-1))}`)
    }
    return wrong
  }

  it('every command answers while no project is open, with a value or an error of its own', async () => {
    expect(await answerAll()).toEqual([])
  })

  it('every command answers while a project is open', async () => {
    await createClient(host.transport).send('project.openSample', { id: 'tutorial' })
    expect(await answerAll()).toEqual([])
  })

  it('every command refuses a malformed input, and names the field', async () => {
    for (const name of names) {
      const reply = await host.transport.send(name, { surprise: 1 })
      expect(reply).toMatchObject({ ok: false, error: { code: 'message.invalid' } })
    }
    const view = { sort: [{ columnId: -1, direction: 'ascending' }], filters: [] }
    expect(await host.transport.send('table.page', { view, offset: 0, limit: 1 })).toMatchObject({
      error: { message: expect.stringContaining('“view.sort.0.columnId”'), details: { field: 'view.sort.0.columnId' } },
    })
  })

  it.each(['app.nothing', '', '__proto__', 'constructor', 'toString'])('there is no command “%s”', async (name) => {
    expect(await host.transport.send(name, {})).toMatchObject({ ok: false, error: { code: 'command.unknown' } })
  })

  it('every error keeps its code, its message and its details', async () => {
    const client = createClient(host.transport)
    writeFileSync(join(host.workspace, 'header.csv'), 'size,price\n')
    writeFileSync(join(host.workspace, 'no-project.epochwise'), 'something else')
    await client.send('project.openSample', { id: 'tutorial' })
    const failing: [string, unknown][] = [
      ['table.import', { from: { kind: 'path', path: join(host.workspace, 'header.csv') } }],
      ['project.open', { from: { kind: 'path', path: join(host.workspace, 'no-project.epochwise') } }],
      ['project.open', { from: { kind: 'path', path: join(host.workspace, 'not-there.epochwise') } }],
      ['project.openSample', { id: 'not-there' }],
      ['table.change', { edits: [{ rowId: 999, columnId: 999, text: '1' }] }],
      ['run.pause', { runId: 999 }],
      ['predict.form', { runId: 999 }],
      ['table.page', { view: plainView, offset: -1, limit: 0 }],
      ['no.command', {}],
    ]
    for (const [name, input] of failing) {
      const direct = await host.services.dispatch(name, input)
      const through = await host.transport.send(name, input)
      expect(direct.ok).toBe(false)
      expect(through).toEqual(JSON.parse(JSON.stringify(direct)))
    }
  })

  it('the client throws the very error that the service gave', async () => {
    const sent = createClient(host.transport).send('project.openSample', { id: 'not-there' })
    await expect(sent).rejects.toBeInstanceOf(EpochwiseError)
    await expect(sent).rejects.toMatchObject({ code: 'file.missing' })
  })

  it('the events of a training arrive in order, as they happened, and none is lost', async () => {
    const client = createClient(host.transport)
    const [happened, arrived]: [AppEvent[], AppEvent[]] = [[], []]
    await client.send('project.openSample', { id: 'tutorial' })
    host.services.listen((event) => happened.push(event))
    host.transport.listen((event) => arrived.push(event))
    const run = await client.send('run.start', {})
    await expect.poll(() => arrived.some((event) => ends(event, run.id)), { timeout: 20_000 }).toBe(true)
    await expect.poll(() => arrived.length).toBe(happened.length)
    expect(arrived).toEqual(JSON.parse(JSON.stringify(happened)))
    expect(arrived.filter(({ name }) => !eventNames.includes(name))).toEqual([])
    const epochs = arrived.flatMap((event) => (event.name === 'run.epochs' ? event.payload.epochs.epoch : []))
    expect(epochs).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
    const last = (wanted: (event: AppEvent) => boolean): number => arrived.findLastIndex(wanted)
    expect(last(({ name }) => name === 'run.epochs')).toBeLessThan(last((event) => ends(event, run.id)))
  })

  it('two projects asked for at once are opened one after the other, and the last one stays', async () => {
    const client = createClient(host.transport)
    await Promise.all(['houses', 'tutorial', 'customers'].map((id) => client.send('project.openSample', { id })))
    const { project } = await client.send('app.state', {})
    expect(project?.table.rows).toBe(3000)
  })
})

function ends(event: AppEvent, runId: number): boolean {
  return event.name === 'run.changed' && event.payload.run.id === runId && hasEnded(event.payload.run.status)
}

/** Paths are the person's own outside the web host, so they are meant below the workspace here. */
function here(host: OpenedHost, input: unknown): unknown {
  return JSON.parse(JSON.stringify(input), (key, value: unknown) =>
    key === 'path' && typeof value === 'string' ? join(host.workspace, value) : value,
  ) as unknown
}

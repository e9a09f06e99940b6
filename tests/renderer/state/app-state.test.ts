import { beforeEach, describe, expect, it } from 'vitest'
import { AppStore } from '../../../src-renderer/state/app-state.svelte'
import { EpochwiseError } from '../../../src-shared/errors'
import { appState, project, ScriptedBackend, settled } from '../support/scripted-backend'
import { begunRun } from '../../support/run-summary'

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

async function started(backend: ScriptedBackend): Promise<AppStore> {
  const app = new AppStore(backend)
  app.start()
  await settled()
  return app
}

describe('the app’s state', () => {
  it('reads the project and shows its data', async () => {
    const app = await started(new ScriptedBackend({ 'app.state': () => appState() }))
    expect(app.project?.name).toBe('houses')
    expect(app.view).toBe('data')
  })

  it('goes back to the view it was in, after a reload', async () => {
    const backend = new ScriptedBackend({ 'app.state': () => appState() })
    const before = await started(backend)
    before.go('predict')
    expect((await started(backend)).view).toBe('predict')
  })

  it('stays on the start page while no project is open', async () => {
    const app = await started(new ScriptedBackend({ 'app.state': () => appState({ project: null }) }))
    app.go('train')
    expect(app.view).toBe('start')
  })

  it('follows the table, and ignores an event that is older than what it has', async () => {
    const backend = new ScriptedBackend({ 'app.state': () => appState() })
    const app = await started(backend)
    backend.emit('table.changed', { revision: 5, rows: 9, columns: [], undo: 'Deleted rows', redo: null })
    backend.emit('table.changed', { revision: 4, rows: 1, columns: [], undo: null, redo: null })
    expect(app.project?.table.rows).toBe(9)
    expect(app.project?.undo).toBe('Deleted rows')
  })

  it('keeps runs fresh, selects a new one, and forgets a deleted one', async () => {
    const backend = new ScriptedBackend({
      'app.state': () => appState({ project: project({ runs: [begunRun(1, { status: 'completed' })] }) }),
    })
    const app = await started(backend)
    backend.emit('run.changed', { run: begunRun(2) })
    expect(app.training.selectedRunId).toBe(2)
    expect(app.training.activeRun?.id).toBe(2)
    app.training.select(1)
    backend.emit('run.changed', { run: begunRun(2, { status: 'completed', epoch: 100 }) })
    expect(app.training.runs.map((one) => one.status)).toEqual(['completed', 'completed'])
    expect(app.training.selectedRunId).toBe(1)
    expect(app.training.activeRun).toBeNull()
    backend.emit('run.deleted', { runId: 1 })
    expect(app.training.selectedRunId).toBe(2)
  })

  it('knows where the live run is between two summaries', async () => {
    const backend = new ScriptedBackend({ 'app.state': () => appState({ project: project({ runs: [begunRun(1)] }) }) })
    const app = await started(backend)
    const epochs = {
      epoch: [6, 7],
      loss: [1, 1],
      validationLoss: [null, null],
      seconds: [0.1, 0.1],
      learningRate: [1, 1],
    }
    backend.emit('run.epochs', { runId: 1, epochs, rowsPerSecond: 5, seconds: 0.7 })
    expect(app.training.progress).toEqual({ runId: 1, epoch: 7, seconds: 0.7, rowsPerSecond: 5 })
    backend.emit('run.changed', { run: begunRun(1, { status: 'stopped' }) })
    expect(app.training.progress).toBeNull()
  })

  it('reads everything anew when the connection is back', async () => {
    let rows = 500
    const backend = new ScriptedBackend({
      'app.state': () => appState({ project: project({ table: { revision: 9, rows, columns: [] } }) }),
    })
    const app = await started(backend)
    app.go('train')
    backend.connection('reconnecting')
    rows = 501
    backend.connection('connected')
    await settled()
    expect(app.project?.table.rows).toBe(501)
    expect(app.view).toBe('train')
  })

  it('says why the connection is lost, and does not repeat it for every command', async () => {
    const backend = new ScriptedBackend({ 'app.state': () => appState() })
    const app = await started(backend)
    backend.connection('lost', 'The host is gone.')
    app.fail(new EpochwiseError('connection.lost', 'No answer.'))
    expect(app.connectionReason).toBe('The host is gone.')
    expect(app.notes.notes).toEqual([])
  })

  it('starts a training and shows it', async () => {
    const backend = new ScriptedBackend({ 'app.state': () => appState(), 'run.start': () => begunRun(4) })
    const app = await started(backend)
    await app.training.start()
    expect(app.view).toBe('train')
    expect(app.training.selectedRunId).toBe(4)
  })

  it('has one key that starts, pauses and resumes', async () => {
    const backend = new ScriptedBackend({
      'app.state': () => appState(),
      'run.start': () => begunRun(1),
      'run.pause': () => begunRun(1, { status: 'paused' }),
      'run.resume': () => begunRun(1),
    })
    const app = await started(backend)
    await app.training.startOrPause()
    await app.training.startOrPause()
    expect(app.training.activeRun?.status).toBe('paused')
    await app.training.startOrPause()
    expect(backend.commands().slice(1)).toEqual(['run.start', 'run.pause', 'run.resume'])
  })

  it('shows why a training cannot start, and applies the remedy it offers', async () => {
    const remedy = { label: 'Make price the target', action: { kind: 'role', columnId: 2, role: 'target' } } as const
    const backend = new ScriptedBackend({
      'app.state': () => appState(),
      'run.start': () => {
        throw new EpochwiseError('train.noTarget', 'No column is the target.', { remedy })
      },
      'column.set': () => project().table.columns[1]!,
    })
    const app = await started(backend)
    await app.training.start()
    expect(app.view).toBe('data')
    const [note] = app.notes.notes
    expect(note).toMatchObject({
      tone: 'bad',
      message: 'No column is the target.',
      action: { label: 'Make price the target' },
    })
    await note!.action!.run()
    expect(backend.inputsOf('column.set')).toEqual([{ columnId: 2, role: 'target' }])
  })

  it('undoes the edit that is still on its way, once it is there', async () => {
    let answer: (value: { changed: number; revision: number }) => void = () => undefined
    const backend = new ScriptedBackend({
      'app.state': () => appState(),
      'table.change': () => new Promise((resolve) => (answer = resolve)),
      'table.undo': () => ({ label: 'Edited a cell' }),
    })
    const app = await started(backend)
    app.table.edits.begin({ row: 0, column: 0 }, 1, 1, '5', '6')
    void app.table.edits.commit()
    const undone = app.undo()
    await settled()
    expect(backend.commands()).not.toContain('table.undo')
    answer({ changed: 1, revision: 2 })
    await undone
    expect(backend.commands().at(-1)).toBe('table.undo')
  })

  it('is saving until a change has been acknowledged', async () => {
    let answer: (value: { label: string }) => void = () => undefined
    const backend = new ScriptedBackend({
      'app.state': () => appState({ project: project({ undo: 'Edited a cell' }) }),
      'table.undo': () => new Promise((resolve) => (answer = resolve)),
    })
    const app = await started(backend)
    const undone = app.undo()
    await settled()
    expect(app.saving).toBe(true)
    answer({ label: 'Edited a cell' })
    await undone
    expect(app.saving).toBe(false)
  })

  it('lists recent projects as they are now, whenever the start page is shown', async () => {
    let curve: number[] = []
    const entry = { name: 'houses', path: 'houses.epochwise', openedAt: '2026-11-23T10:00:00Z', rows: 500, columns: 3 }
    const backend = new ScriptedBackend({ 'app.state': () => appState({ recent: [{ ...entry, curve }] }) })
    const app = await started(backend)
    curve = [3, 2, 1]
    app.go('start')
    await settled()
    expect(app.state?.recent[0]?.curve).toEqual([3, 2, 1])
    expect(app.view).toBe('start')
  })
})

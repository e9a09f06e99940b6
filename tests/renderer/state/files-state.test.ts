import type { ImportReport } from '../../../src-shared/import'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppStore } from '../../../src-renderer/state/app-state.svelte'
import { importWords } from '../../../src-renderer/components/import/words'
import { wishFor } from '../../../src-renderer/state/files-state.svelte'
import { EpochwiseError } from '../../../src-shared/errors'
import { proposal } from '../support/import-proposal'
import { appState, project, ScriptedBackend, settled } from '../support/scripted-backend'

const report: ImportReport = {
  file: 'houses.csv',
  bytes: 30_000,
  rowsInFile: 1203,
  rowsImported: 1200,
  listedCount: 3,
  listed: [],
  repairedCount: 0,
  repaired: [],
  remedies: [],
  odd: [],
  oddCount: 0,
  dialect: { delimiter: ',', quote: '"', escape: '"', header: true, encoding: 'UTF-8' },
  notes: [],
  seconds: 0.1,
}

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

async function started(answers: ConstructorParameters<typeof ScriptedBackend>[0], dialogs = false) {
  const backend = new ScriptedBackend({ 'app.state': () => appState({ dialogs, project: null }), ...answers })
  const app = new AppStore(backend)
  app.start()
  await settled()
  return { app, backend }
}

describe('opening files', () => {
  it('knows a project by its name and takes everything else for a table', () => {
    expect(wishFor('a/b/houses.EPOCHWISE')).toBe('project')
    expect(wishFor('houses.csv')).toBe('csv')
    expect(wishFor('houses')).toBe('csv')
  })

  it('uses the host’s dialog where there is one, and the page’s where there is none', async () => {
    const { app, backend } = await started({ 'project.open': () => null }, true)
    await app.files.ask('project')
    expect(backend.inputsOf('project.open')).toEqual([{ from: { kind: 'ask' } }])
    const web = await started({})
    await web.app.files.ask('csv')
    expect(web.app.files.choosing).toBe('csv')
  })

  it('uploads a dropped CSV, shows how it would be read, imports it and says what came of it', async () => {
    let open = false
    const { app, backend } = await started({
      'app.state': () => appState({ project: open ? project({ importReport: report }) : null }),
      'import.propose': () => proposal(),
      'import.run': () => {
        open = true
        return report
      },
    })
    await app.files.openFile(new File(['a,b'], 'houses.csv'))
    expect(backend.inputsOf('import.propose')).toEqual([{ from: { kind: 'path', path: 'upload:1/houses.csv' } }])
    expect(app.view).toBe('start')
    expect(await app.importing.run()).toBe(true)
    expect(app.view).toBe('data')
    expect(app.notes.notes[0]?.message).toBe(importWords(report))
    expect(importWords(report)).toBe('Imported 1,200 of 1,203 rows from houses.csv. 3 rows left out.')
    await app.notes.notes[0]!.action!.run()
    expect(app.files.reportOpen).toBe(true)
  })

  it('shows why a file cannot be opened and stays where it is', async () => {
    const { app } = await started({
      'import.propose': () => {
        throw new EpochwiseError('import.empty', '“a.csv” is empty.')
      },
    })
    await app.files.openPath('a.csv')
    expect(app.view).toBe('start')
    expect(app.notes.notes[0]?.message).toBe('“a.csv” is empty.')
    expect(app.files.busy).toBeNull()
  })

  it('offers read-only for a project that another process holds', async () => {
    const { app, backend } = await started({
      'project.open': ({ readOnly }) => {
        if (readOnly) return project({ readOnly: true })
        throw new EpochwiseError('project.locked', 'Another Epochwise has it open.')
      },
    })
    await app.files.openPath('houses.epochwise')
    const [note] = app.notes.notes
    expect(note?.action?.label).toBe('Open read-only')
    await note!.action!.run()
    expect(backend.inputsOf('project.open').at(-1)).toMatchObject({ readOnly: true })
    expect(app.project?.readOnly).toBe(true)
    expect(app.view).toBe('data')
  })

  it('does nothing when the dialog was closed', async () => {
    const { app } = await started({ 'import.propose': () => null }, true)
    await app.files.ask('csv')
    expect(app.view).toBe('start')
    expect(app.notes.notes).toEqual([])
  })
})

describe('saving and closing', () => {
  it('asks for a name where the host has no dialog, and passes a taken name on', async () => {
    const { app } = await started({
      'app.state': () => appState(),
      'project.saveAs': ({ overwrite }) => {
        if (overwrite) return project({ name: 'b', path: 'b.epochwise' })
        throw new EpochwiseError('file.exists', 'There is a file of that name.')
      },
    })
    await app.files.askSaveAs()
    expect(app.files.naming).toBe(true)
    const to = { kind: 'path', path: 'b.epochwise' } as const
    await expect(app.files.saveAs({ to })).rejects.toMatchObject({ code: 'file.exists' })
    expect(app.files.naming).toBe(true)
    await app.files.saveAs({ to, overwrite: true })
    expect(app.files.naming).toBe(false)
    expect(app.project?.name).toBe('b')
  })

  it('sends the columns that were just arranged first', async () => {
    const { app, backend } = await started({
      'app.state': () => appState(),
      'column.arrange': () => null,
      'project.close': () => null,
    })
    app.table.follow('houses', project().table, false)
    app.table.columns.pin([2], true)
    expect(app.saving).toBe(true)
    await app.files.close()
    const sent = backend.commands()
    expect(sent.indexOf('column.arrange')).toBe(sent.indexOf('project.close') - 1)
    expect(app.saving).toBe(false)
  })

  it('goes back to the start page', async () => {
    let open = true
    const { app } = await started({
      'app.state': () => appState({ project: open ? project() : null }),
      'project.close': () => {
        open = false
        return null
      },
    })
    expect(app.view).toBe('data')
    await app.files.close()
    expect(app.project).toBeNull()
    expect(app.view).toBe('start')
  })
})

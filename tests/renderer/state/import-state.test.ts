import { beforeEach, describe, expect, it } from 'vitest'
import type { ImportProposal, ImportRules } from '../../../src-shared/import'
import { EpochwiseError } from '../../../src-shared/errors'
import { AppStore } from '../../../src-renderer/state/app-state.svelte'
import { proposal } from '../support/import-proposal'
import { appState, ScriptedBackend, settled } from '../support/scripted-backend'

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

async function opened(answers: ConstructorParameters<typeof ScriptedBackend>[0] = {}) {
  const backend = new ScriptedBackend({
    'app.state': () => appState({ project: null }),
    'import.propose': () => proposal(),
    'import.close': () => null,
    ...answers,
  })
  const app = new AppStore(backend)
  app.start()
  await settled()
  await app.files.openPath('houses.csv')
  return { app, backend, importing: app.importing }
}

describe('a file on its way into the table', () => {
  it('shows what a changed rule gives, asking only for the last of several changes', async () => {
    const answers: ((value: ImportProposal) => void)[] = []
    const { importing, backend } = await opened({
      'import.preview': () => new Promise<ImportProposal>((resolve) => answers.push(resolve)),
    })
    importing.change({ delimiter: ';' })
    importing.change({ delimiter: '|' })
    importing.change({ delimiter: '\t' })
    await settled()
    expect(importing.looking).toBe(true)
    answers[0]!(proposal({ delimiter: ';' }))
    await settled()
    expect(importing.rules?.delimiter).toBe('\t')
    answers[1]!(proposal({ delimiter: '\t', skip: 2 }))
    await settled()
    expect(importing.looking).toBe(false)
    expect(importing.rules?.skip).toBe(2)
    const asked = backend.inputsOf('import.preview') as { rules: ImportRules }[]
    expect(asked.map(({ rules }) => rules.delimiter)).toEqual([';', '\t'])
  })

  it('keeps the dialog with the reason when rules cannot be used', async () => {
    const { importing } = await opened({
      'import.preview': () => {
        throw new EpochwiseError('import.unreadable', 'No row fits.')
      },
    })
    importing.changeColumn(0, { kind: 'date' })
    await settled()
    expect(importing.error?.message).toBe('No row fits.')
    expect(importing.source?.name).toBe('houses.csv')
    expect(importing.rules?.columns[0]?.kind).toBe('date')
  })

  it('asks before edits go, and then lets them go', async () => {
    const { importing, backend } = await opened({
      'import.again': () => proposal(),
      'import.run': ({ discardEdits }) => {
        if (!discardEdits) throw new EpochwiseError('import.edited', 'The table has been edited.')
        throw new EpochwiseError('disk.full', 'The disk is full.')
      },
    })
    await importing.again(null)
    expect(importing.target).toBe('project')
    expect(await importing.run()).toBe(false)
    expect(importing.asksForEdits).toBe(true)
    expect(await importing.run(true)).toBe(false)
    expect(importing.error?.code).toBe('disk.full')
    expect(backend.inputsOf('import.run')).toMatchObject([
      { into: 'project', discardEdits: false },
      { into: 'project', discardEdits: true },
    ])
  })

  it('mends with one click, and opens the dialog where edits would go', async () => {
    const { importing } = await opened({
      'import.again': () => proposal(),
      'import.preview': ({ rules }) => proposal(rules),
      'import.refresh': () => {
        throw new EpochwiseError('import.edited', 'The table has been edited.')
      },
    })
    await importing.leave()
    await importing.mend({ faulty: 'reject' })
    expect(importing.source).not.toBeNull()
    expect(importing.rules?.faulty).toBe('reject')
    expect(importing.asksForEdits).toBe(true)
  })

  it('lets the file go when the person leaves', async () => {
    const { importing, backend } = await opened()
    await importing.leave()
    expect(importing.source).toBeNull()
    expect(backend.inputsOf('import.close')).toEqual([{ token: 't1' }])
  })
})

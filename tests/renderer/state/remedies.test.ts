import { describe, expect, it } from 'vitest'
import { AppStore } from '../../../src-renderer/state/app-state.svelte'
import type { RemedyAction } from '../../../src-shared/errors'
import { ScriptedBackend, appState, column } from '../support/scripted-backend'

async function opened() {
  const backend = new ScriptedBackend({
    'app.state': () => appState(),
    'column.set': ({ columnId }) => column(columnId),
    'table.removeDuplicates': () => ({ deleted: 3 }),
    'table.page': ({ offset }) => ({ revision: 1, total: 0, offset, rows: [] }),
  })
  const app = new AppStore(backend)
  await app.load()
  const mend = (action: RemedyAction): Promise<void> => app.applyRemedy({ label: 'Mend', action })
  return { backend, app, mend }
}

describe('a remedy', () => {
  it('gives several columns a role', async () => {
    const { backend, mend } = await opened()
    await mend({ kind: 'roles', columnIds: [1, 3], role: 'ignored' })
    expect(backend.inputsOf('column.set')).toEqual([
      { columnId: 1, role: 'ignored' },
      { columnId: 3, role: 'ignored' },
    ])
  })

  it('shows rows of the table, wherever one is', async () => {
    const { app, mend } = await opened()
    app.go('model')
    app.overview.show('overview')
    await mend({ kind: 'filter', filters: [{ kind: 'missing', columnId: 2, missing: true }] })
    expect([app.view, app.overview.page]).toEqual(['data', 'table'])
    expect(app.table.pages.view).toEqual({ sort: [], filters: [{ kind: 'missing', columnId: 2, missing: true }] })
  })

  it('removes the rows that repeat', async () => {
    const { backend, mend } = await opened()
    await mend({ kind: 'remove-duplicates', columnIds: [1, 2] })
    expect(backend.inputsOf('table.removeDuplicates')).toEqual([{ columnIds: [1, 2] }])
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { AppStore } from '../../../src-renderer/state/app-state.svelte'
import { EpochwiseError } from '../../../src-shared/errors'
import type { RateSearch } from '../../../src-shared/run'
import { appState, ScriptedBackend, settled } from '../support/scripted-backend'

beforeEach(() => localStorage.clear())

const search: RateSearch = {
  rates: [0.0001, 0.001, 0.0123, 0.1],
  losses: [4, 3, 1, 9],
  smoothed: [4, 3, 1, 9],
  suggestion: 0.001,
  diverged: true,
}

async function started(backend: ScriptedBackend): Promise<AppStore> {
  const app = new AppStore(backend)
  app.start()
  await settled()
  return app
}

const sentTo = (backend: ScriptedBackend, command: string): unknown[] =>
  backend.sent.filter((one) => one.command === command).map(({ input }) => input)

describe('the search for a learning rate', () => {
  it('sends what forms have gathered first, offers what was found, and makes it the recipe’s', async () => {
    const order: string[] = []
    const backend = new ScriptedBackend({
      'app.state': () => appState(),
      'run.findRate': () => {
        order.push('search')
        return search
      },
      'recipe.change': () => appState().project!.recipe,
    })
    const app = await started(backend)
    app.gathering(() => {
      order.push('form')
      return Promise.resolve()
    })
    await app.rates.start()
    expect(order).toEqual(['form', 'search'])
    expect(app.rates).toMatchObject({ open: true, searching: false, rate: 0.001 })
    app.rates.choose(2)
    expect(app.rates.rate).toBe(0.012)
    await app.rates.use()
    expect(app.rates.open).toBe(false)
    expect(sentTo(backend, 'recipe.change')).toMatchObject([{ change: { optimizer: { learningRate: 0.012 } } }])
  })

  it('says why there is none, and can be tried again', async () => {
    let refused = true
    const backend = new ScriptedBackend({
      'app.state': () => appState(),
      'run.findRate': () => {
        if (refused) throw new EpochwiseError('run.busy', 'Run 3 is training. Stop it, or wait for its end.')
        return search
      },
    })
    const app = await started(backend)
    await app.rates.start()
    expect(app.rates).toMatchObject({
      open: true,
      error: 'Run 3 is training. Stop it, or wait for its end.',
      rate: null,
    })
    refused = false
    await app.rates.start()
    expect(app.rates).toMatchObject({ error: null, rate: 0.001 })
  })

  it('follows its task, and ends it when the dialog is closed', async () => {
    let finish: (error: Error) => void = () => undefined
    const backend = new ScriptedBackend({
      'app.state': () => appState(),
      'run.findRate': () => new Promise<never>((_, reject) => (finish = reject)),
      'app.cancelTask': () => {
        finish(new EpochwiseError('task.cancelled', 'It was cancelled.'))
        return null
      },
    })
    const app = await started(backend)
    const searching = app.rates.start()
    backend.emit('task.progress', { id: 'find-rate-4', label: 'Looking', share: 0.25, detail: '', done: false })
    expect(app.rates).toMatchObject({ searching: true, share: 0.25 })
    await settled()
    await app.rates.close()
    await searching
    expect(sentTo(backend, 'app.cancelTask')).toEqual([{ id: 'find-rate-4' }])
    expect(app.rates).toMatchObject({ open: false, searching: false, search: null, error: null })
  })
})

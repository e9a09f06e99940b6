import { describe, expect, it } from 'vitest'
import { createElectronBackend } from '../../../src-renderer/backend/transport-electron'

const api = {
  send: () => Promise.reject(new Error('An object could not be cloned')),
  listen: () => () => undefined,
  pathForFile: (file: File) => (file.name === 'memory.csv' ? '' : `/home/me/${file.name}`),
}

describe('Electron’s transport', () => {
  it('answers with a lost connection where the main process does not', async () => {
    const reply = await createElectronBackend(api).transport.send('app.state', {})
    expect(reply).toMatchObject({ ok: false, error: { code: 'connection.lost' } })
  })

  it('gives a dropped file’s path, and says so when it has none', async () => {
    const backend = createElectronBackend(api)
    expect(await backend.pathOf(new File([], 'a.csv'))).toBe('/home/me/a.csv')
    await expect(backend.pathOf(new File([], 'memory.csv'))).rejects.toMatchObject({ code: 'file.missing' })
  })
})

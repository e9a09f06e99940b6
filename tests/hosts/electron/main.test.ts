/** The Electron host put together, from its start to its end, with the real services behind it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { root } from '../../../scripts/build-if-stale.mjs'
import { startElectron } from '../../../src-main/hosts/electron/main'
import { utilityTrainer } from '../../../src-main/hosts/electron/trainer-launcher'
import * as electron from '../../support/fake-electron'
import { temporaryFolder } from '../../support/temporary-folder'

const noLog = { info: () => undefined, warn: () => undefined, error: () => undefined }

vi.mock('electron', () => import('../../support/fake-electron'))

const { told } = electron

beforeEach(() => {
  Object.assign(told, { windows: [], schemes: [], menu: [], quit: false, sandboxed: false })
  electron.answers.firstInstance = true
})

afterEach(() => electron.app.removeAllListeners())

async function start(): Promise<{ window: electron.BrowserWindow; data: string; logged: string[] }> {
  const data = temporaryFolder()
  const logged: string[] = []
  startElectron({
    data,
    resources: join(root, 'resources'),
    page: join(data, 'page'),
    preload: '/app/preload.cjs',
    launchTrainer: utilityTrainer('/app/trainer.js', noLog),
    log: { info: () => undefined, warn: () => undefined, error: (message) => logged.push(message) },
  })
  await expect.poll(() => told.windows[0]?.webContents.mainFrame.url).toBe('app://epochwise/index.html')
  return { window: told.windows[0]!, data, logged }
}

/** What the page gets for a command. */
function command(window: electron.BrowserWindow, name: string): Promise<unknown> {
  return electron.invoke('command', window.webContents, window.webContents.mainFrame, name, {})
}

async function closeAndWait(window: electron.BrowserWindow): Promise<void> {
  window.close()
  await expect.poll(() => told.quit).toBe(true)
}

describe('the app in Electron', () => {
  it('opens one sandboxed window that shows our page, with everything locked before', async () => {
    const { window } = await start()
    expect(told.sandboxed).toBe(true)
    expect(told.schemes.map(({ scheme }) => scheme)).toEqual(['app'])
    expect(told.windows).toHaveLength(1)
    expect(window.options.webPreferences).toMatchObject({ preload: '/app/preload.cjs', sandbox: true })
    const session = electron.session.defaultSession
    expect(session.permissionCheck!(null, 'media', 'app://epochwise', {} as never)).toBe(false)
    expect(session.blocked).toContain('https://*/*')
    expect([...session.schemes.keys()]).toEqual(['app'])
    expect(electron.isPrevented(window.webContents, 'will-navigate', 'https://evil.example')).toBe(true)
    expect(told.menu.length).toBeGreaterThan(2)
    await closeAndWait(window)
  })

  it('shows the window when there is something to see, and answers its page', async () => {
    const { window } = await start()
    expect(window.calls).toEqual([])
    window.emit('ready-to-show')
    expect(window.calls).toEqual(['show'])
    expect(await command(window, 'app.state')).toMatchObject({ ok: true, value: { host: 'electron', dialogs: true } })
    await closeAndWait(window)
  })

  it('closes the project before it quits, once, and keeps the window’s place', async () => {
    const { window, data } = await start()
    expect(await command(window, 'project.new')).toMatchObject({ ok: true })
    window.close()
    expect(told.quit).toBe(false)
    electron.app.quit()
    await expect.poll(() => told.quit).toBe(true)
    expect(electron.openChannels()).toEqual([])
    expect(existsSync(join(data, 'window.json'))).toBe(true)
    expect(JSON.parse(readFileSync(join(data, 'window.json'), 'utf8'))).toMatchObject({ x: 10, y: 20, width: 1200 })
  })

  it('brings its window to the front when it is started again', async () => {
    const { window } = await start()
    window.minimized = true
    electron.app.emit('second-instance')
    expect(window.calls).toEqual(['restore', 'show', 'focus'])
    await closeAndWait(window)
  })

  it('ends at once when it is the second', () => {
    electron.answers.firstInstance = false
    startElectron({} as Parameters<typeof startElectron>[0])
    expect(told.quit).toBe(true)
    expect(told.windows).toEqual([])
  })

  it('loads the page again when its process crashed, and logs why', async () => {
    const { window, logged } = await start()
    window.webContents.emit('render-process-gone', {}, { reason: 'oom' })
    expect(window.webContents.reloads).toBe(1)
    expect(logged).toEqual(['The page’s process ended: oom'])
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' })
    expect(window.webContents.reloads).toBe(1)
    await closeAndWait(window)
  })
})

/** The Electron shell by contract: what it tells Electron, and what it answers to a page that tries things. */
import type { App, Session } from 'electron'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDialogAbilities } from '../../../src-main/hosts/electron/dialog-abilities'
import { menuTemplate } from '../../../src-main/hosts/electron/menu'
import { confineNavigation } from '../../../src-main/hosts/electron/navigation'
import { denyNetwork, denyPermissions } from '../../../src-main/hosts/electron/permissions'
import { isAppAddress, registerAppScheme, serveApp } from '../../../src-main/hosts/electron/protocol'
import { windowOptions } from '../../../src-main/hosts/electron/window'
import { readWindowState } from '../../../src-main/hosts/electron/window-state'
import * as electron from '../../support/fake-electron'
import { temporaryFolder } from '../../support/temporary-folder'

vi.mock('electron', () => import('../../support/fake-electron'))

beforeEach(() => {
  electron.told.dialogs.length = 0
})

describe('the window', () => {
  it('is sandboxed and isolated, without Node, with the preload alone', () => {
    expect(windowOptions('/app/preload.cjs', null, false).webPreferences).toEqual({
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    })
  })

  it('opens where it was, in the colour that the page will have', () => {
    const state = { x: 5, y: 6, width: 1100, height: 750, maximized: false }
    expect(windowOptions('p', state, true)).toMatchObject({ x: 5, y: 6, width: 1100, height: 750, show: false })
    expect(windowOptions('p', null, true).backgroundColor).not.toBe(windowOptions('p', null, false).backgroundColor)
  })
})

describe('the place of the window', () => {
  const areas = [{ x: 0, y: 0, width: 1920, height: 1040 }]
  const kept = (state: unknown): string => {
    const file = join(temporaryFolder(), 'window.json')
    writeFileSync(file, typeof state === 'string' ? state : JSON.stringify(state))
    return file
  }

  it('is read again', () => {
    const state = { x: 100, y: 50, width: 1200, height: 800, maximized: true }
    expect(readWindowState(kept(state), areas)).toEqual(state)
  })

  it.each([
    ['off every screen', { x: 3000, y: 50, width: 1200, height: 800, maximized: false }],
    ['almost off the screen', { x: 1900, y: 50, width: 1200, height: 800, maximized: false }],
    ['no place', { x: 'left' }],
    ['no JSON', '{'],
  ])('is forgotten when it is %s', (_, state) => {
    expect(readWindowState(kept(state), areas)).toBeNull()
  })

  it('is none before the first start', () => {
    expect(readWindowState(join(temporaryFolder(), 'none.json'), areas)).toBeNull()
  })
})

describe('app://', () => {
  async function ask(url: string, method = 'GET'): Promise<Response> {
    const folder = temporaryFolder()
    const page = join(folder, 'page')
    mkdirSync(join(page, 'assets'), { recursive: true })
    writeFileSync(join(page, 'index.html'), '<!doctype html>')
    writeFileSync(join(page, 'assets/main.js'), 'export {}')
    writeFileSync(join(page, 'assets/notes.unknown'), 'secret')
    writeFileSync(join(folder, 'secret.html'), 'secret')
    mkdirSync(join(folder, 'page-other'))
    writeFileSync(join(folder, 'page-other/secret.html'), 'secret')
    const session = new electron.FakeSession()
    serveApp(session as unknown as Session, page)
    const handler = session.schemes.get('app')!
    return await handler({ url, method } as Parameters<typeof handler>[0])
  }

  it('is a standard, secure scheme', () => {
    registerAppScheme(electron.protocol)
    expect(electron.told.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ])
  })

  it.each([
    ['app://epochwise/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://epochwise/index.html?x#y', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://epochwise/assets/main.js', 'text/javascript; charset=utf-8', 'export {}'],
  ])('serves %s', async (url, type, body) => {
    const answer = await ask(url)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    )
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await answer.text()).toBe(body)
  })

  it.each([
    ['app://epochwise/../secret.html', 404],
    ['app://epochwise/%2e%2e/secret.html', 404],
    ['app://epochwise/..%2fsecret.html', 404],
    ['app://epochwise/%2e%2e%2fsecret.html', 404],
    ['app://epochwise/..%5csecret.html', 404],
    ['app://epochwise/..%2fpage-other/secret.html', 404],
    ['app://epochwise//etc/passwd', 404],
    ['app://epochwise/%00', 404],
    ['app://epochwise/%', 404],
    ['app://epochwise/assets', 404],
    ['app://epochwise/assets/notes.unknown', 404],
    ['app://epochwise/not-there.html', 404],
    ['app://evil/index.html', 403],
    ['app://epochwise.evil/index.html', 403],
    ['app://epochwise@evil/index.html', 403],
    ['app://evil@epochwise/index.html', 403],
    ['file:///etc/passwd', 403],
    ['https://epochwise/index.html', 403],
  ])('refuses %s with %i', async (url, status) => {
    const answer = await ask(url)
    expect(answer.status).toBe(status)
    expect(await answer.text()).toBe('')
  })

  it('answers reads alone', async () => {
    expect((await ask('app://epochwise/index.html', 'POST')).status).toBe(405)
  })

  it.each(['app://epochwise.evil/', 'app://epochwise:1/', 'http://epochwise/', 'not an address', ''])(
    'does not take “%s” for our own page',
    (address) => {
      expect(isAppAddress(address)).toBe(false)
    },
  )
})

describe('permissions', () => {
  it('are all denied, asked for or only checked', () => {
    const session = new electron.FakeSession()
    denyPermissions(session as unknown as Session)
    const answered: unknown[] = []
    for (const permission of ['media', 'geolocation', 'notifications', 'openExternal', 'fileSystem', 'usb'] as const) {
      session.permissionRequest!({} as never, permission, (granted) => answered.push(granted), {} as never)
      expect(session.permissionCheck!(null, permission as never, 'app://epochwise', {} as never)).toBe(false)
    }
    session.displayMedia!({} as never, (streams) => answered.push(streams))
    expect(session.devicePermission!({} as never)).toBe(false)
    expect(answered).toEqual([false, false, false, false, false, false, null])
  })

  it('to use the network or the disk directly do not exist', () => {
    const session = new electron.FakeSession()
    denyNetwork(session as unknown as Session)
    expect(session.blocked).toEqual(
      expect.arrayContaining(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*']),
    )
  })
})

describe('navigation', () => {
  it('and embedded views are prevented, in every window that ever appears', () => {
    confineNavigation(electron.app as unknown as App)
    const contents = new electron.FakeContents()
    electron.app.emit('web-contents-created', {}, contents)
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
      expect([event, electron.isPrevented(contents, event, 'https://evil.example')]).toEqual([event, true])
    }
  })

  it('to a new window is denied, outside links too', () => {
    confineNavigation(electron.app as unknown as App)
    const contents = new electron.FakeContents()
    electron.app.emit('web-contents-created', {}, contents)
    for (const url of ['https://example.org', 'app://epochwise/index.html', 'file:///etc/passwd', 'about:blank']) {
      expect(contents.windowOpen!({ url } as never)).toEqual({ action: 'deny' })
    }
  })
})

describe('the menu', () => {
  const roles = (template: ReturnType<typeof menuTemplate>): unknown[] =>
    template.flatMap((item) => [
      item.role,
      ...(Array.isArray(item.submenu) ? item.submenu.map(({ role }) => role) : []),
    ])

  it('leaves undo and redo to the page, which undoes edits of the table', () => {
    const all = roles(menuTemplate('linux', true))
    expect(all).toEqual(
      expect.arrayContaining(['quit', 'cut', 'copy', 'paste', 'selectAll', 'reload', 'togglefullscreen']),
    )
    expect(all).not.toContain('undo')
    expect(all).not.toContain('redo')
  })

  it('has developer tools only before it is packaged', () => {
    expect(roles(menuTemplate('linux', true))).not.toContain('toggleDevTools')
    expect(roles(menuTemplate('linux', false))).toContain('toggleDevTools')
  })

  it('begins with the app’s own on a Mac, where closing does not quit', () => {
    const all = roles(menuTemplate('darwin', true))
    expect(all[0]).toBe('appMenu')
    expect(all).toContain('close')
    expect(all).not.toContain('quit')
  })
})

describe('the dialogs', () => {
  const abilities = createDialogAbilities(electron.dialog, () => null)

  it('give a path, or nothing when they are closed', async () => {
    electron.answers.openDialog = { canceled: false, filePaths: ['/home/a b/houses.csv'] }
    expect(await abilities.chooseFile('csv')).toBe('/home/a b/houses.csv')
    electron.answers.openDialog = { canceled: true, filePaths: [] }
    expect(await abilities.chooseFile('csv')).toBeNull()
    electron.answers.saveDialog = { canceled: false, filePath: '/home/model.onnx' }
    expect(await abilities.chooseDestination('model.onnx', 'onnx')).toBe('/home/model.onnx')
    electron.answers.saveDialog = { canceled: true, filePath: '' }
    expect(await abilities.prepareDelivery('model.onnx', 'onnx')).toBeNull()
  })

  it('show the kind of file that is meant, and suggest its name', async () => {
    await abilities.chooseFile('project')
    await abilities.chooseDestination('predictions.csv', 'csv')
    expect(electron.told.dialogs).toMatchObject([
      { kind: 'open', options: { properties: ['openFile'], filters: [{ extensions: ['epochwise'] }] } },
      {
        kind: 'save',
        options: { defaultPath: 'predictions.csv', filters: [{ extensions: ['csv'] }, {}] },
      },
    ])
  })

  it('are the only way to a path besides a full one', () => {
    expect(abilities.resolve('/home/a/../b.csv')).toBe('/home/b.csv')
    for (const path of ['houses.csv', '../x', '', '/a\u0000b']) {
      expect(() => abilities.resolve(path)).toThrow(expect.objectContaining({ code: 'path.outside' }))
    }
  })

  it('are announced to the page, and a file goes where it was asked to', async () => {
    expect(abilities.dialogs).toBe(true)
    expect(await abilities.deliver('/home/model.onnx')).toEqual({ kind: 'file', path: '/home/model.onnx' })
  })
})

/** The two channels between page and main process, and the preload that is all the page sees of them. */
import type { IpcMain, WebContents } from 'electron'
import type { AppEvent } from '../../../src-shared/contract'
import type { PreloadApi } from '../../../src-renderer/backend/transport-electron'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { root } from '../../../scripts/build-if-stale.mjs'
import { connectIpc } from '../../../src-main/hosts/electron/ipc'
import { utilityTrainer } from '../../../src-main/hosts/electron/trainer-launcher'
import * as electron from '../../support/fake-electron'

const noLog = { info: () => undefined, warn: () => undefined, error: () => undefined }

vi.mock('electron', () => import('../../support/fake-electron'))

type Connected = {
  window: electron.BrowserWindow
  received: unknown[]
  emit: (event: AppEvent) => void
  end: () => void
}

function connect(): Connected {
  const window = new electron.BrowserWindow({})
  window.webContents.mainFrame.url = 'app://epochwise/index.html'
  const received: unknown[] = []
  const listeners = new Set<(event: AppEvent) => void>()
  const end = connectIpc(electron.ipcMain as unknown as IpcMain, window.webContents as unknown as WebContents, {
    dispatch(name, input) {
      received.push({ name, input })
      return Promise.resolve({ ok: true, value: 'done' })
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  return { window, received, end, emit: (event) => listeners.forEach((listener) => listener(event)) }
}

describe('the command channel', () => {
  it('answers our own page', async () => {
    const { window, received, end } = connect()
    const { webContents } = window
    expect(await electron.invoke('command', webContents, webContents.mainFrame, 'app.state', { a: 1 })).toEqual({
      ok: true,
      value: 'done',
    })
    expect(received).toEqual([{ name: 'app.state', input: { a: 1 } }])
    end()
  })

  it('refuses every other sender, with an error and not with silence', async () => {
    const { window, received, end } = connect()
    const { webContents } = window
    const refused = { ok: false, error: { code: 'sender.refused' } }
    const senders: [electron.FakeContents, object | null][] = [
      [new electron.FakeContents(), webContents.mainFrame],
      [webContents, { url: 'app://epochwise/index.html' }],
      [webContents, null],
    ]
    for (const [sender, frame] of senders) {
      expect(await electron.invoke('command', sender, frame, 'app.state', {})).toMatchObject(refused)
    }
    for (const url of ['https://evil.example', 'app://epochwise.evil/', 'about:blank', 'file:///x', '']) {
      webContents.mainFrame.url = url
      expect(await electron.invoke('command', webContents, webContents.mainFrame, 'app.state', {})).toMatchObject(
        refused,
      )
    }
    expect(received).toEqual([])
    end()
  })

  it('is the only one open, and closes with the window', () => {
    const { end } = connect()
    expect(electron.openChannels()).toEqual(['command'])
    end()
    expect(electron.openChannels()).toEqual([])
  })
})

describe('the event channel', () => {
  it('brings events in order, and none to a page that is gone', () => {
    const { window, emit, end } = connect()
    const event = (runId: number): AppEvent => ({ name: 'run.deleted', payload: { runId } })
    emit(event(1))
    emit(event(2))
    window.webContents.destroyed = true
    emit(event(3))
    expect(window.webContents.sent).toEqual([
      { channel: 'event', args: [event(1)] },
      { channel: 'event', args: [event(2)] },
    ])
    end()
    window.webContents.destroyed = false
    emit(event(4))
    expect(window.webContents.sent).toHaveLength(2)
  })
})

describe('the preload', () => {
  it('exposes three functions and nothing of Electron’s', async () => {
    await import('../../../src-main/preload/index')
    expect(Object.keys(electron.told.exposed)).toEqual(['epochwise'])
    const api = electron.told.exposed['epochwise'] as PreloadApi
    expect(Object.keys(api).sort()).toEqual(['listen', 'pathForFile', 'send'])
    expect(await api.send('app.state', { a: 1 })).toEqual({ channel: 'command', args: ['app.state', { a: 1 }] })
    expect(api.pathForFile(new File([], 'houses.csv'))).toBe('/disk/houses.csv')
  })

  it('gives the page the event alone, and stops when it is told', async () => {
    await import('../../../src-main/preload/index')
    const api = electron.told.exposed['epochwise'] as PreloadApi
    const seen: unknown[][] = []
    const unlisten = api.listen((...args: unknown[]) => seen.push(args))
    electron.ipcRenderer.emit('event', { sender: 'ipcRenderer' }, { name: 'run.deleted', payload: { runId: 1 } })
    unlisten()
    electron.ipcRenderer.emit('event', { sender: 'ipcRenderer' }, { name: 'run.deleted', payload: { runId: 2 } })
    expect(seen).toEqual([[{ name: 'run.deleted', payload: { runId: 1 } }]])
  })

  it('is built as one CommonJS file that needs Electron alone, as the sandbox asks', () => {
    const built = readFileSync(join(root, 'out/preload/index.cjs'), 'utf8')
    const needed = [...built.matchAll(/require\(["'`](.+?)["'`]\)/g)].map(([, name]) => name)
    expect(needed).toEqual(['electron'])
    expect(built).not.toMatch(/^\s*(import|export) /m)
  })
})

describe('the trainer’s process', () => {
  function launch(): { child: electron.FakeUtilityProcess; trainer: ReturnType<ReturnType<typeof utilityTrainer>> } {
    const trainer = utilityTrainer('/app/trainer.js', noLog)()
    return { trainer, child: electron.told.forks.at(-1)!.child }
  }

  it('is a utility process that runs the built trainer', () => {
    launch()
    expect(electron.told.forks.at(-1)).toMatchObject({
      script: '/app/trainer.js',
      options: { serviceName: 'Epochwise trainer', stdio: ['ignore', 'ignore', 'pipe'] },
    })
  })

  it('passes messages both ways, and its end', () => {
    const { trainer, child } = launch()
    const heard: unknown[] = []
    trainer.onMessage((message) => heard.push(message))
    trainer.onExit((exit) => heard.push(exit))
    trainer.send({ kind: 'pause' } as never)
    child.emit('message', { kind: 'ready' })
    child.emit('exit', 137)
    expect(child.messages).toEqual([{ kind: 'pause' }])
    expect(heard).toEqual([{ kind: 'ready' }, { code: 137, signal: null }])
  })

  it('is killed at once, and only while it is there', () => {
    const { trainer, child } = launch()
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
    trainer.kill()
    expect(child.killed).toBe(true)
    child.pid = 4711
    trainer.kill()
    expect(kill).toHaveBeenCalledExactlyOnceWith(4711, 'SIGKILL')
    child.emit('exit', 0)
    trainer.kill()
    expect(kill).toHaveBeenCalledTimes(1)
    kill.mockRestore()
  })
})

/** The same real services behind each host, as a client of that host meets them. */
import type { IpcMain, WebContents } from 'electron'
import type { Transport } from '../../src-shared/client'
import type { AppEvent } from '../../src-shared/contract'
import type { Reply } from '../../src-shared/errors'
import type { Abilities } from '../../src-main/services/abilities'
import type { Services } from '../../src-main/services'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { root } from '../../scripts/build-if-stale.mjs'
import { commandLineAbilities } from '../../src-main/hosts/cli/abilities'
import { createDialogAbilities } from '../../src-main/hosts/electron/dialog-abilities'
import { connectIpc } from '../../src-main/hosts/electron/ipc'
import { createDownloads } from '../../src-main/hosts/web/downloads'
import { newToken } from '../../src-main/hosts/web/security'
import { startWebHost } from '../../src-main/hosts/web/server'
import { createUploads } from '../../src-main/hosts/web/uploads'
import { createWebAbilities } from '../../src-main/hosts/web/web-abilities'
import { createServices } from '../../src-main/services'
import { forkTrainer } from '../../src-main/training/launcher'
import * as electron from './fake-electron'
import { send } from './raw-http'

export const hostKinds = ['web', 'electron', 'command line'] as const
export type TestedHost = (typeof hostKinds)[number]

export type OpenedHost = {
  /** What a page (or the command line) has. */
  transport: Transport
  /** The services themselves, to compare with. */
  services: Services
  workspace: string
  /** What went to the log as a failure. */
  failures: unknown[]
  close(): Promise<void>
}

/** @param folder empty; takes the data and the workspace */
export async function openHost(kind: TestedHost, folder: string): Promise<OpenedHost> {
  const [workspace, data] = [join(folder, 'work space'), join(folder, 'data')]
  mkdirSync(workspace)
  mkdirSync(join(data, 'uploads'), { recursive: true })
  const failures: unknown[] = []
  const create = (abilities: Abilities): Services =>
    createServices({
      abilities,
      folders: { data, resources: join(root, 'resources') },
      launchTrainer: forkTrainer(join(root, 'out/main/trainer.js')),
      log: { info: () => undefined, warn: () => undefined, error: (message, cause) => failures.push([message, cause]) },
    })
  const around = { workspace, failures }
  if (kind === 'web') return { ...around, ...(await openWeb(create, workspace, data)) }
  if (kind === 'electron') return { ...around, ...openElectron(create) }
  const services = create(commandLineAbilities())
  const transport: Transport = { send: services.dispatch, listen: (listener) => services.listen(listener) }
  return { ...around, services, transport, close: () => services.close() }
}

type Opened = Pick<OpenedHost, 'transport' | 'services' | 'close'>
type Create = (abilities: Abilities) => Services

/** Over real HTTP and a real WebSocket. */
async function openWeb(create: Create, workspace: string, data: string): Promise<Opened> {
  const uploads = createUploads(join(data, 'uploads'), 1024 * 1024)
  const downloads = createDownloads(join(data, 'downloads'))
  const services = create(createWebAbilities({ workspace, data, uploads: uploads.folder }, downloads))
  const token = newToken()
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const host = await startWebHost({ services, page: data, uploads, downloads, token, ports: [0], log })
  const origin = `http://127.0.0.1:${host.port}`
  const headers = { origin, authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/events`, ['epochwise', token], { origin })
  await once(socket, 'open')
  const transport: Transport = {
    async send(command, input) {
      const body = JSON.stringify(input)
      const answer = await send({ port: host.port, method: 'POST', path: `/api/${command}`, headers, body })
      return answer.json as Reply<unknown>
    },
    listen(listener) {
      const relay = (message: Buffer): void => listener(JSON.parse(message.toString('utf8')) as AppEvent)
      socket.on('message', relay)
      return () => socket.off('message', relay)
    },
  }
  return { services, transport, close: () => services.close().finally(() => host.close()) }
}

/** Over Electron's two channels, with its copying of messages. */
function openElectron(create: Create): Opened {
  const services = create(createDialogAbilities(electron.dialog, () => null))
  const window = new electron.BrowserWindow({})
  const { webContents } = window
  webContents.mainFrame.url = 'app://epochwise/index.html'
  const listeners = new Set<(event: AppEvent) => void>()
  webContents.send = (_channel, ...args: unknown[]) => {
    for (const listener of listeners) listener(structuredClone(args[0]) as AppEvent)
  }
  const disconnect = connectIpc(electron.ipcMain as unknown as IpcMain, webContents as unknown as WebContents, services)
  const transport: Transport = {
    send: (command, input) =>
      electron.invoke('command', webContents, webContents.mainFrame, command, input) as Promise<Reply<unknown>>,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return { services, transport, close: () => services.close().finally(disconnect) }
}

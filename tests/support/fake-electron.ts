/**
 * Electron as far as the app uses it, held to the types of Electron's own package: what is named here differently
 * from there does not compile. It records what it was told, and lets a test be the page, the person and the system.
 *
 * For `vi.mock('electron', () => import('…/fake-electron'))`, with a fresh module for each test.
 */
import type * as Electron from 'electron'
import { EventEmitter } from 'node:events'

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown

/** Everything that the app told Electron, in one place for tests to look at. */
export const told = {
  schemes: [] as Electron.CustomScheme[],
  sandboxed: false,
  quit: false,
  menu: [] as Electron.MenuItemConstructorOptions[],
  windows: [] as BrowserWindow[],
  forks: [] as { script: string; options: Electron.ForkOptions | undefined; child: FakeUtilityProcess }[],
  exposed: {} as Record<string, unknown>,
  errorBoxes: [] as string[],
  dialogs: [] as { kind: 'open' | 'save'; options: unknown }[],
}

/** What the system and the person answer. */
export const answers = {
  firstInstance: true,
  openDialog: { canceled: true, filePaths: [] } as Electron.OpenDialogReturnValue,
  saveDialog: { canceled: true, filePath: '' } as Electron.SaveDialogReturnValue,
}

class Preventable {
  defaultPrevented = false
  preventDefault(): void {
    this.defaultPrevented = true
  }
}

/** Emits an event that may be prevented. @returns whether it was */
export function isPrevented(emitter: EventEmitter, name: string, ...args: unknown[]): boolean {
  const event = new Preventable()
  emitter.emit(name, event, ...args)
  return event.defaultPrevented
}

const appParts = {
  isPackaged: false,
  requestSingleInstanceLock: () => answers.firstInstance,
  enableSandbox: () => void (told.sandboxed = true),
  whenReady: () => Promise.resolve(),
  quit: () => {
    if (!isPrevented(app, 'before-quit')) told.quit = true
  },
  exit: () => void (told.quit = true),
} satisfies Pick<
  Electron.App,
  'isPackaged' | 'requestSingleInstanceLock' | 'enableSandbox' | 'whenReady' | 'quit' | 'exit'
>
export const app = Object.assign(new EventEmitter(), appParts)

export const protocol = {
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) => void told.schemes.push(...schemes),
} satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>

type SessionParts = Pick<
  Electron.Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
>

/** The handlers that the session was given, to be called as Electron would. */
export class FakeSession implements SessionParts {
  permissionRequest: Parameters<SessionParts['setPermissionRequestHandler']>[0] = null
  permissionCheck: Parameters<SessionParts['setPermissionCheckHandler']>[0] = null
  devicePermission: Parameters<SessionParts['setDevicePermissionHandler']>[0] = null
  displayMedia: Parameters<SessionParts['setDisplayMediaRequestHandler']>[0] = null
  schemes = new Map<string, Parameters<Electron.Protocol['handle']>[1]>()
  blocked: string[] = []

  setPermissionRequestHandler: SessionParts['setPermissionRequestHandler'] = (handler) =>
    (this.permissionRequest = handler)
  setPermissionCheckHandler: SessionParts['setPermissionCheckHandler'] = (handler) => (this.permissionCheck = handler)
  setDevicePermissionHandler: SessionParts['setDevicePermissionHandler'] = (handler) =>
    (this.devicePermission = handler)
  setDisplayMediaRequestHandler: SessionParts['setDisplayMediaRequestHandler'] = (handler) =>
    (this.displayMedia = handler)

  protocol = {
    handle: (scheme, handler) => void this.schemes.set(scheme, handler),
  } satisfies Pick<Electron.Protocol, 'handle'>

  webRequest = {
    onBeforeRequest: (
      filter: Electron.WebRequestFilter,
      listener: (
        details: Electron.OnBeforeRequestListenerDetails,
        answer: (response: Electron.CallbackResponse) => void,
      ) => void,
    ) => {
      listener({} as Electron.OnBeforeRequestListenerDetails, (response) => {
        if (response.cancel === true) this.blocked.push(...filter.urls)
      })
    },
  }
}

export const session = { defaultSession: new FakeSession() }

type ContentsParts = Pick<Electron.WebContents, 'isDestroyed' | 'reload' | 'send' | 'setWindowOpenHandler'>

export class FakeContents extends EventEmitter implements ContentsParts {
  readonly mainFrame = { url: '' }
  sent: { channel: string; args: unknown[] }[] = []
  destroyed = false
  reloads = 0
  windowOpen: Parameters<ContentsParts['setWindowOpenHandler']>[0] | null = null

  isDestroyed: ContentsParts['isDestroyed'] = () => this.destroyed
  reload: ContentsParts['reload'] = () => {
    this.reloads++
  }
  send: ContentsParts['send'] = (channel, ...args: unknown[]) => void this.sent.push({ channel, args })
  setWindowOpenHandler: ContentsParts['setWindowOpenHandler'] = (handler) => (this.windowOpen = handler)
}

type WindowParts = Pick<
  Electron.BrowserWindow,
  'loadURL' | 'show' | 'focus' | 'restore' | 'maximize' | 'isMinimized' | 'isMaximized' | 'getNormalBounds'
>

export class BrowserWindow extends EventEmitter implements WindowParts {
  readonly webContents = new FakeContents()
  calls: string[] = []
  minimized = false

  constructor(readonly options: Electron.BrowserWindowConstructorOptions) {
    super()
    told.windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  loadURL: WindowParts['loadURL'] = (url) => {
    this.webContents.mainFrame.url = url
    return Promise.resolve()
  }
  show: WindowParts['show'] = () => void this.calls.push('show')
  focus: WindowParts['focus'] = () => void this.calls.push('focus')
  restore: WindowParts['restore'] = () => void this.calls.push('restore')
  maximize: WindowParts['maximize'] = () => void this.calls.push('maximize')
  isMinimized: WindowParts['isMinimized'] = () => this.minimized
  isMaximized: WindowParts['isMaximized'] = () => false
  getNormalBounds: WindowParts['getNormalBounds'] = () => ({ x: 10, y: 20, width: 1200, height: 800 })

  /** As the person closes it. */
  close(): void {
    this.emit('close')
    this.webContents.destroyed = true
    this.emit('closed')
  }
}

const handlers = new Map<string, Handler>()
export const ipcMain = {
  handle: (channel: string, handler: Handler) => void handlers.set(channel, handler),
  removeHandler: (channel: string) => void handlers.delete(channel),
} satisfies Pick<Electron.IpcMain, 'handle' | 'removeHandler'>

export function openChannels(): string[] {
  return [...handlers.keys()]
}

/** Sends as a frame of some contents would, through the same copying that Electron does. */
export async function invoke(
  channel: string,
  sender: FakeContents,
  frame: object | null,
  ...args: unknown[]
): Promise<unknown> {
  const handler = handlers.get(channel)
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
  const event = { sender, senderFrame: frame } as unknown as Electron.IpcMainInvokeEvent
  return structuredClone(await handler(event, ...structuredClone(args)))
}

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template as unknown as Electron.Menu,
  setApplicationMenu: (menu: Electron.Menu | null) =>
    void (told.menu = (menu ?? []) as unknown as Electron.MenuItemConstructorOptions[]),
} satisfies Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'>

export const dialog = {
  showOpenDialog: (...args: unknown[]) => {
    told.dialogs.push({ kind: 'open', options: args.at(-1) })
    return Promise.resolve(answers.openDialog)
  },
  showSaveDialog: (...args: unknown[]) => {
    told.dialogs.push({ kind: 'save', options: args.at(-1) })
    return Promise.resolve(answers.saveDialog)
  },
  showErrorBox: (title: string) => void told.errorBoxes.push(title),
} satisfies Pick<Electron.Dialog, 'showOpenDialog' | 'showSaveDialog' | 'showErrorBox'>

export const nativeTheme = { shouldUseDarkColors: false } satisfies Pick<Electron.NativeTheme, 'shouldUseDarkColors'>

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } } as Electron.Display],
} satisfies Pick<Electron.Screen, 'getAllDisplays'>

type UtilityParts = Pick<Electron.UtilityProcess, 'kill' | 'pid' | 'postMessage'>

export class FakeUtilityProcess extends EventEmitter implements UtilityParts {
  pid: number | undefined = undefined
  messages: unknown[] = []
  killed = false

  postMessage: UtilityParts['postMessage'] = (message) => void this.messages.push(message)
  kill: UtilityParts['kill'] = () => (this.killed = true)
}

export const utilityProcess = {
  fork(script: string, _args?: string[], options?: Electron.ForkOptions) {
    const child = new FakeUtilityProcess()
    told.forks.push({ script, options, child })
    return child as unknown as Electron.UtilityProcess
  },
} satisfies Pick<typeof Electron.utilityProcess, 'fork'>

export const contextBridge = {
  exposeInMainWorld: (key: string, api: unknown) => void (told.exposed[key] = api),
} satisfies Pick<Electron.ContextBridge, 'exposeInMainWorld'>

/** The page's side; a test lets it answer. */
export const ipcRenderer = Object.assign(new EventEmitter(), {
  invoke: (channel: string, ...args: unknown[]) => Promise.resolve({ channel, args }),
} satisfies Pick<Electron.IpcRenderer, 'invoke'>)

export const webUtils = {
  getPathForFile: (file: File) => `/disk/${file.name}`,
} satisfies Pick<Electron.WebUtils, 'getPathForFile'>

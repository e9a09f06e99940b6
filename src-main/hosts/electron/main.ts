/** Puts the Electron host together: one app, one window, one set of services; and ends them in order. */
import type { TrainerLauncher } from '../../training/launcher'
import type { Services } from '../../services'
import type { Log } from '../../services/log'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, screen, session } from 'electron'
import { createServices } from '../../services'
import { createDialogAbilities } from './dialog-abilities'
import { connectIpc } from './ipc'
import { menuTemplate } from './menu'
import { confineNavigation } from './navigation'
import { denyNetwork, denyPermissions } from './permissions'
import { appAddress, registerAppScheme, serveApp } from './protocol'
import { windowOptions } from './window'
import { keepWindowState, readWindowState } from './window-state'

export type ElectronSurroundings = {
  data: string
  resources: string
  page: string
  preload: string
  launchTrainer: TrainerLauncher
  log: Log
}

/** To be called before the app is ready. A second start shows the first one's window and ends. */
export function startElectron(around: ElectronSurroundings): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  app.enableSandbox()
  registerAppScheme(protocol)
  confineNavigation(app)
  app
    .whenReady()
    .then(() => openApp(around))
    .catch((error: unknown) => {
      around.log.error('Epochwise could not start', error)
      dialog.showErrorBox('Epochwise could not start', 'The log in the app’s data folder has the particulars.')
      app.exit(1)
    })
}

async function openApp(around: ElectronSurroundings): Promise<void> {
  denyPermissions(session.defaultSession)
  denyNetwork(session.defaultSession)
  serveApp(session.defaultSession, around.page)
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, app.isPackaged)))
  let window: BrowserWindow | null = null
  const services = createServices({
    abilities: createDialogAbilities(dialog, () => window),
    folders: { data: around.data, resources: around.resources },
    launchTrainer: around.launchTrainer,
    log: around.log,
  })
  endInOrder(services, around.log)
  window = createWindow(around)
  const disconnect = connectIpc(ipcMain, window.webContents, services)
  window.on('closed', () => {
    window = null
    disconnect()
    app.quit()
  })
  app.on('second-instance', () => window !== null && show(window))
  await window.loadURL(appAddress)
}

function createWindow({ preload, data, log }: ElectronSurroundings): BrowserWindow {
  const file = join(data, 'window.json')
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const state = readWindowState(file, areas)
  const window = new BrowserWindow(windowOptions(preload, state, nativeTheme.shouldUseDarkColors))
  keepWindowState(window, file)
  if (state?.maximized === true) window.maximize()
  window.once('ready-to-show', () => window.show())
  // The services hold the state: a page that crashed is simply loaded again.
  window.webContents.on('render-process-gone', (_event, details) => {
    log.error(`The page’s process ended: ${details.reason}`)
    if (details.reason !== 'clean-exit') window.webContents.reload()
  })
  return window
}

function show(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Quitting waits until the project is closed. */
function endInOrder(services: Services, log: Log): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    services
      .close()
      .catch((error: unknown) => log.error('Ending failed', error))
      .finally(() => {
        state = 'closed'
        app.quit()
      })
  })
}

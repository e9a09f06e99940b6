/** The app's window: sandboxed, isolated, without Node, and shown when it has something to show. */
import type { BrowserWindowConstructorOptions } from 'electron'
import type { WindowState } from './window-state'

/** @param preload the sandboxed preload's file */
export function windowOptions(
  preload: string,
  state: WindowState | null,
  dark: boolean,
): BrowserWindowConstructorOptions {
  return {
    title: 'Epochwise',
    ...(state === null
      ? { width: 1360, height: 880 }
      : { x: state.x, y: state.y, width: state.width, height: state.height }),
    minWidth: 1024,
    minHeight: 700,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: dark ? '#16181c' : '#ffffff',
    webPreferences: {
      preload,
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
      // Chromium fetches its dictionaries from the network.
      spellcheck: false,
    },
  }
}

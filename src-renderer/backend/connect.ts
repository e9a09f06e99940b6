/** Which host this page runs in: Electron's preload leaves its API on the window, a browser has the web host. */
import type { Backend } from './backend'
import type { PreloadApi } from './transport-electron'
import { createElectronBackend } from './transport-electron'
import { createWebBackend, readToken } from './transport-web'

declare global {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- only an interface merges with the DOM's
  interface Window {
    epochwise?: PreloadApi
  }
}

export function connect(): Backend {
  return window.epochwise ? createElectronBackend(window.epochwise) : createWebBackend(takeToken())
}

/** The token goes out of sight: an address is easily shown, copied or kept. */
function takeToken(): string {
  const token = readToken(location.hash, sessionStorage)
  if (location.hash !== '') history.replaceState(null, '', location.pathname)
  // The address of a new start, put into this tab, changes only the fragment: by itself the browser would load nothing.
  addEventListener('hashchange', () => location.reload())
  return token
}

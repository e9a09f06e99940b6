/** The sandboxed preload: the transport and nothing else. The page sees `window.epochwise`. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { AppEvent } from '../../src-shared/contract'
import type { Reply } from '../../src-shared/errors'

type Bridge = {
  send(command: string, input: unknown): Promise<Reply<unknown>>
  listen(listener: (event: AppEvent) => void): () => void
  /** Where a dropped or chosen file lies; empty for one that is not on a disk. */
  pathForFile(file: File): string
}

const bridge: Bridge = {
  send: (command, input) => ipcRenderer.invoke('command', command, input) as Promise<Reply<unknown>>,
  listen(listener) {
    const relay = (_: unknown, event: AppEvent): void => listener(event)
    ipcRenderer.on('event', relay)
    return () => ipcRenderer.off('event', relay)
  },
  pathForFile: (file) => webUtils.getPathForFile(file),
}

contextBridge.exposeInMainWorld('epochwise', bridge)

/** The app's log: one file in the data folder, kept below 2 MB, with the one before it. Both hosts use electron-log. */
import type { Logger } from 'electron-log'
import type { Log } from '../services/log'
import { join } from 'node:path'

const mostBytes = 1024 * 1024

/** @param logger electron-log's, from `/main.js` in Electron and from `/node.js` in plain Node */
export function fileLog(logger: Logger, data: string): Log {
  const { file, console: terminal } = logger.transports as unknown as Transports
  file.resolvePathFn = () => join(data, 'logs', 'epochwise.log')
  file.maxSize = mostBytes
  file.level = 'info'
  terminal.level = false
  return {
    info: (message) => logger.info(message),
    warn: (message) => logger.warn(message),
    error: (message, cause) => (cause === undefined ? logger.error(message) : logger.error(message, cause)),
  }
}

type Transports = {
  file: { resolvePathFn: () => string; maxSize: number; level: 'info' }
  console: { level: false }
}

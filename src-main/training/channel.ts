/** The trainer's end of the line to the app: Node's `process.send`, or Electron's `parentPort`. */
import type { FromTrainer, ToTrainer } from './messages'

export type Channel = {
  send(message: FromTrainer): void
  listen(listener: (message: ToTrainer) => void): void
}

/** Electron's utility process has this on `process`; Node has not. */
type ParentPort = {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

export function openChannel(): Channel {
  const port = (process as { parentPort?: ParentPort }).parentPort
  if (port !== undefined) {
    return {
      send: (message) => port.postMessage(message),
      listen: (listener) => port.on('message', ({ data }) => listener(data as ToTrainer)),
    }
  }
  // Without the app there is nobody to train for. SIGKILL, because leaving politely waits for the native call under way.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  return {
    // With a callback, a line that closes at that moment is no error: `disconnect` tells of it.
    send: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    listen: (listener) => void process.on('message', (message) => listener(message as ToTrainer)),
  }
}

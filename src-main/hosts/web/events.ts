/**
 * The WebSocket `/events`: every event as one JSON text, in order, to every page.
 *
 * A page that cannot keep up is dropped rather than buffered without end; it connects again and reads the state
 * anew, as after any broken connection. Nothing is taken from a page here: commands go over HTTP.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { AppEvent } from '../../../src-shared/contract'
import { WebSocketServer } from 'ws'
import { eventProtocol } from './security'

export type EventSockets = {
  /** Takes over a connection that has been checked. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

export type EventLimits = { heartbeatMs: number; bufferedBytes: number }

const defaultLimits: EventLimits = { heartbeatMs: 15_000, bufferedBytes: 16 * 1024 * 1024 }

export function createEventSockets(
  listen: (listener: (event: AppEvent) => void) => () => void,
  limits: EventLimits = defaultLimits,
): EventSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: 1024,
    perMessageDeflate: false,
    handleProtocols: () => eventProtocol,
  })
  const silent = new WeakSet<WebSocket>()
  server.on('connection', (socket) => {
    socket.on('pong', () => silent.delete(socket))
    socket.on('message', () => socket.close(1008, 'Commands go over HTTP'))
    socket.on('error', () => socket.terminate())
  })
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) beat(socket, silent)
  }, limits.heartbeatMs)
  heartbeat.unref()
  const unlisten = listen((event) => sendToAll(server.clients, event, limits.bufferedBytes))
  return {
    accept: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request)),
    close() {
      unlisten()
      clearInterval(heartbeat)
      for (const socket of server.clients) socket.close(1001, 'Epochwise ends')
      server.close()
    },
  }
}

/** One unanswered ping is the end: the page was gone for a whole heartbeat. */
function beat(socket: WebSocket, silent: WeakSet<WebSocket>): void {
  if (silent.has(socket)) {
    socket.terminate()
    return
  }
  silent.add(socket)
  socket.ping()
}

function sendToAll(sockets: Set<WebSocket>, event: AppEvent, bufferedBytes: number): void {
  if (sockets.size === 0) return
  const text = JSON.stringify(event)
  for (const socket of sockets) {
    if (socket.bufferedAmount > bufferedBytes) socket.terminate()
    else if (socket.readyState === socket.OPEN) socket.send(text)
  }
}

/**
 * The web host's server, on 127.0.0.1 alone. What it answers, and what a page must bring:
 *
 *   GET  /…                the page and its parts                     the right Host
 *   POST /api/<command>    JSON input → Reply as JSON                 Host, Origin, `Authorization: Bearer <token>`
 *   POST /upload?name=…    the file's bytes → Reply<{ path }>         Host, Origin, `Authorization: Bearer <token>`
 *   GET  /download/<id>    one file, once                             Host, an id that a command gave
 *   WebSocket /events      every event as JSON `{ name, payload }`    Host, Origin, subprotocols `epochwise, <token>`
 *
 * The page finds the token in the fragment of its address (`/#<token>`), which is never sent anywhere. Refusals are
 * Replies too: 401 `sender.refused` for a token of an earlier start, 403 `sender.refused` for a foreign Host or Origin.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Services } from '../../services'
import type { Log } from '../../services/log'
import type { Downloads } from './downloads'
import type { EventSockets } from './events'
import type { Refusal } from './security'
import type { Uploads } from './uploads'
import { createServer, STATUS_CODES } from 'node:http'
import sirv from 'sirv'
import { securityHeaders } from '../window/content-security'
import { Answered } from './answered'
import { answerCommand } from './api'
import { createEventSockets } from './events'
import { listenOn } from './listen'
import { refused, sendError, wrongMethod } from './replies'
import { allowedHosts, bearerToken, protocolToken, refuseHost, refuseOrigin, refuseToken } from './security'

export type WebHostOptions = {
  services: Pick<Services, 'dispatch' | 'listen'>
  /** The built page. */
  page: string
  uploads: Uploads
  downloads: Downloads
  token: string
  /** Tried in turn; 0 is any free one. */
  ports: number[]
  log: Log
  /** Bytes of one command's input. */
  messageLimit?: number
}

export type WebHost = { port: number; close(): Promise<void> }

const defaultMessageLimit = 32 * 1024 * 1024

/** @throws EpochwiseError port.inUse */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const events = createEventSockets((listener) => options.services.listen(listener))
  const page = sirv(options.page, { dev: true, etag: true, extensions: ['html'] })
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 15 * 60_000, keepAliveTimeout: 10 * 60_000 })
  server.maxConnections = 256
  const answered = new Answered()
  let port = 0
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, { ...options, port, answered, servePage: page }).catch((error: unknown) => {
      options.log.error(`${request.method ?? ''} ${pathOf(request)} failed`, error)
      sendError(response, 500, 'internal', 'Something went wrong inside Epochwise. The log has the particulars.')
    })
  })
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, events, options.token, port))
  try {
    port = await listenOn(server, options.ports)
  } catch (error) {
    events.close()
    throw error
  }
  return { port, close: () => closeServer(server, events) }
}

type Request = WebHostOptions & { port: number; answered: Answered; servePage: ReturnType<typeof sirv> }

async function answer(request: IncomingMessage, response: ServerResponse, host: Request): Promise<void> {
  const sockets = allowedHosts(host.port).map((name) => `ws://${name}`)
  for (const [name, value] of Object.entries(securityHeaders(sockets))) response.setHeader(name, value)
  if (refused(request, response, refuseHost(request, host.port))) return
  const path = pathOf(request)
  if (path.startsWith('/api/')) {
    if (wrongMethod(request, response, ['POST']) || stranger(request, response, host)) return
    const { services, answered, messageLimit: limit = defaultMessageLimit } = host
    await answerCommand({ dispatch: services.dispatch, answered, limit }, path.slice('/api/'.length), request, response)
  } else if (path === '/upload') {
    if (wrongMethod(request, response, ['POST']) || stranger(request, response, host)) return
    await host.uploads.receive(request, response, queryOf(request).get('name') ?? '')
  } else if (path.startsWith('/download/')) {
    if (wrongMethod(request, response, ['GET'])) return
    await host.downloads.send(path.slice('/download/'.length), response)
  } else {
    if (wrongMethod(request, response, ['GET', 'HEAD'])) return
    servePage(request, response, host)
  }
}

/** The checks of everything that does something. */
function stranger(request: IncomingMessage, response: ServerResponse, host: Request): boolean {
  return (
    refused(request, response, refuseOrigin(request)) ||
    refused(request, response, refuseToken(bearerToken(request), host.token))
  )
}

function servePage(request: IncomingMessage, response: ServerResponse, host: Request): void {
  // Parts of a file are never needed here, and a malformed range would make the server throw.
  delete request.headers.range
  host.servePage(request, response, () => sendError(response, 404, 'file.missing', 'There is nothing at this address.'))
}

function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  events: EventSockets,
  token: string,
  port: number,
): void {
  socket.on('error', () => socket.destroy())
  const refusal =
    refuseHost(request, port) ??
    (pathOf(request) === '/events' ? null : { status: 404, message: 'There is nothing at this address.' }) ??
    refuseOrigin(request) ??
    refuseToken(protocolToken(request), token)
  if (refusal === null) events.accept(request, socket, head)
  else refuseUpgrade(socket, refusal)
}

function refuseUpgrade(socket: Duplex, { status, message }: Refusal): void {
  const body = JSON.stringify({ ok: false, error: { code: 'sender.refused', message, details: {} } })
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/'
}

function queryOf(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? ''
  return new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '')
}

function closeServer(server: Server, events: EventSockets): Promise<void> {
  events.close()
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

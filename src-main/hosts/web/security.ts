/**
 * Who may speak to the web host: only the page that it served itself, with the token of this start.
 *
 * Any page in the person's browser can send requests to 127.0.0.1, and a name that resolves to it (DNS rebinding)
 * makes its own page "same origin". So the Host is checked on every request, the Origin on everything that is not
 * a plain read, and the token wherever something happens.
 */
import type { IncomingMessage } from 'node:http'
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export type Refusal = { status: number; message: string }

/** The WebSocket's subprotocol; the token is offered as a second one: it stays out of addresses and logs. */
export const eventProtocol = 'epochwise'

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function allowedHosts(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`]
}

export function refuseHost(request: IncomingMessage, port: number): Refusal | null {
  if (allowedHosts(port).includes(request.headers.host ?? '')) return null
  return { status: 403, message: 'This address is not served here. Use the address that Epochwise printed.' }
}

/** The Origin must be there, and be the address that the request itself names. */
export function refuseOrigin(request: IncomingMessage): Refusal | null {
  if (request.headers.origin === `http://${request.headers.host ?? ''}`) return null
  return { status: 403, message: 'Another page may not speak to Epochwise. Use the address that Epochwise printed.' }
}

export function refuseToken(offered: string | undefined, token: string): Refusal | null {
  if (offered !== undefined && sameText(offered, token)) return null
  return {
    status: 401,
    message:
      'This page belongs to an earlier start of Epochwise. Open the address that it printed when it started last.',
  }
}

/** `Authorization: Bearer <token>` */
export function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer ([\w-]{1,200})$/.exec(request.headers.authorization ?? '')?.[1]
}

/** `Sec-WebSocket-Protocol: epochwise, <token>` */
export function protocolToken(request: IncomingMessage): string | undefined {
  const [name, token, ...more] = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim())
  return name === eventProtocol && more.length === 0 ? token : undefined
}

/** Compares digests, so that neither the length nor the first difference shows in the time it takes. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

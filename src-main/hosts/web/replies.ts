/** HTTP replies: JSON that no cache keeps, and refusals in the form of any other error. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorCode, Reply } from '../../../src-shared/errors'
import type { Refusal } from './security'
import { drain } from './body'

export function sendReply(response: ServerResponse, status: number, reply: Reply<unknown>): void {
  if (response.headersSent || response.destroyed) return
  const body = Buffer.from(JSON.stringify(reply))
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  })
  response.end(body)
}

export function sendError(response: ServerResponse, status: number, code: ErrorCode, message: string): void {
  sendReply(response, status, { ok: false, error: { code, message, details: {} } })
}

/** Answers with the refusal, if there is one. @returns whether there was */
export function refused(request: IncomingMessage, response: ServerResponse, refusal: Refusal | null): boolean {
  if (refusal === null) return false
  sendError(response, refusal.status, 'sender.refused', refusal.message)
  drain(request)
  return true
}

/** @returns whether the method is another one; the request has been answered then */
export function wrongMethod(request: IncomingMessage, response: ServerResponse, allowed: string[]): boolean {
  if (allowed.includes(request.method ?? '')) return false
  response.setHeader('Allow', allowed.join(', '))
  sendError(response, 405, 'message.invalid', `This address answers ${allowed.join(' and ')} only.`)
  drain(request)
  return true
}

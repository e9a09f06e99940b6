/** HTTP and WebSocket requests with every header in the test's hand: a browser's fetch would refuse some of them. */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { request } from 'node:http'

export type RawRequest = {
  port: number
  method?: string
  path: string
  headers?: Record<string, string>
  /** Text and bytes go with a Content-Length, an iterable goes in chunks. */
  body?: string | Buffer | AsyncIterable<Buffer>
}

export type RawAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer; text: string; json: unknown }

export async function send(wanted: RawRequest): Promise<RawAnswer> {
  const sent = request({
    host: '127.0.0.1',
    port: wanted.port,
    method: wanted.method ?? 'GET',
    path: wanted.path,
    headers: { host: `127.0.0.1:${wanted.port}`, ...wanted.headers },
    agent: false,
  })
  // A server that refuses may end the connection while the body is still on its way.
  sent.on('error', () => undefined)
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>
  void writeBody(sent, wanted.body)
  return read((await answered)[0])
}

async function writeBody(sent: ClientRequest, body: RawRequest['body']): Promise<void> {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) {
    if (body !== undefined) sent.setHeader('content-length', Buffer.byteLength(body))
    sent.end(body)
    return
  }
  for await (const chunk of body) {
    if (sent.destroyed) return
    if (!sent.write(chunk)) await Promise.race([once(sent, 'drain'), once(sent, 'close')])
  }
  sent.end()
}

async function read(answer: IncomingMessage): Promise<RawAnswer> {
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const text = body.toString('utf8')
  return { status: answer.statusCode ?? 0, headers: answer.headers, body, text, json: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

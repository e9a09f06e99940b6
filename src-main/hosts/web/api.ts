/**
 * `POST /api/<command>`: JSON in, a reply out. Whatever the handler says, well or badly, is status 200.
 * The header `x-epochwise-call` numbers a page's calls: one that comes again is answered again, not done again.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatch } from '../../services/dispatch'
import type { Answered } from './answered'
import { EpochwiseError, toErrorData } from '../../../src-shared/errors'
import { bodyWithin, drain } from './body'
import { sendReply } from './replies'

export async function answerCommand(
  { dispatch, answered, limit }: { dispatch: Dispatch; answered: Answered; limit: number },
  command: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let input: unknown
  try {
    input = await readJson(request, limit)
  } catch (error) {
    const data = toErrorData(error)
    sendReply(response, data.code === 'file.tooLarge' ? 413 : 400, { ok: false, error: data })
    drain(request)
    return
  }
  sendReply(response, 200, await answered.once(callOf(request), () => dispatch(command, input)))
}

function callOf(request: IncomingMessage): string | undefined {
  const call = request.headers['x-epochwise-call']
  return typeof call === 'string' ? call : undefined
}

async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  if (!/^application\/json(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new EpochwiseError('message.invalid', 'A command takes JSON (Content-Type: application/json).')
  }
  const chunks: Buffer[] = []
  for await (const chunk of bodyWithin(request, limit, 'The message')) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString('utf8')
  try {
    return body === '' ? {} : JSON.parse(body)
  } catch {
    throw new EpochwiseError('message.invalid', 'The message is not JSON.')
  }
}

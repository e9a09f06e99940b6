/** A request's body, piece by piece, within a limit; the connection stays open so that the reply arrives. */
import type { IncomingMessage } from 'node:http'
import { EpochwiseError } from '../../../src-shared/errors'

/** How long the rest of a refused body is read and thrown away: ending at once would lose the reply on its way. */
const drainMs = 5_000

/**
 * @param limit in bytes
 * @throws EpochwiseError file.tooLarge before more than `limit` is given out; message.invalid when it breaks off
 */
export async function* bodyWithin(request: IncomingMessage, limit: number, what: string): AsyncGenerator<Buffer> {
  const tooLarge = (): EpochwiseError =>
    new EpochwiseError('file.tooLarge', `${what} is larger than ${sizeInWords(limit)}, the most that is taken.`)
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge()
  let length = 0
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > limit) throw tooLarge()
      yield chunk
    }
  } catch (error) {
    throw error instanceof EpochwiseError
      ? error
      : new EpochwiseError('message.invalid', `${what} broke off on its way.`)
  }
}

/** After a refusal: reads what still comes, and ends the connection if that takes too long. */
export function drain(request: IncomingMessage): void {
  if (request.complete) return
  request.on('error', () => undefined)
  request.resume()
  const end = setTimeout(() => request.socket.destroy(), drainMs)
  end.unref()
  request.once('close', () => clearTimeout(end))
}

function sizeInWords(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB']
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10))
  return `${Math.round(bytes / 1024 ** step)} ${units[step] ?? ''}`
}

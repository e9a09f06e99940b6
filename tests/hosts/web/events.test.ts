import type { ClientOptions } from 'ws'
import type { SmallWebHost } from '../../support/small-web-host'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { newToken } from '../../../src-main/hosts/web/security'
import { startSmallWebHost } from '../../support/small-web-host'

function open(host: SmallWebHost, protocols: string[], options: ClientOptions = {}, path = '/events'): WebSocket {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, protocols, {
    origin: `http://127.0.0.1:${host.port}`,
    ...options,
  })
  onTestFinished(() => socket.terminate())
  return socket
}

async function statusOf(socket: WebSocket): Promise<number> {
  socket.on('error', () => undefined)
  return new Promise((resolve) => {
    socket.once('open', () => resolve(101))
    socket.once('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0))
  })
}

describe('the event socket', () => {
  it('opens for our own page with the token, and keeps the token out of its answer', async () => {
    const host = await startSmallWebHost()
    const socket = open(host, ['epochwise', host.token])
    await once(socket, 'open')
    expect(socket.protocol).toBe('epochwise')
  })

  it.each([
    ['no subprotocol', []],
    ['no token', ['epochwise']],
    ['a wrong token', ['epochwise', newToken()]],
    ['a third subprotocol', ['epochwise', 'a', 'b']],
  ])('refuses %s', async (_, protocols) => {
    const host = await startSmallWebHost()
    expect(await statusOf(open(host, protocols))).toBe(401)
  })

  it('refuses the token under another name or in another order', async () => {
    const host = await startSmallWebHost()
    expect(await statusOf(open(host, [host.token]))).toBe(401)
    expect(await statusOf(open(host, [host.token, 'epochwise']))).toBe(401)
    expect(await statusOf(open(host, ['epochwise'], {}, `/events?token=${host.token}`))).toBe(401)
  })

  it.each(['http://evil.example', 'null', 'http://127.0.0.1', 'http://localhost:1'])(
    'refuses the foreign Origin %s',
    async (origin) => {
      const host = await startSmallWebHost()
      expect(await statusOf(open(host, ['epochwise', host.token], { origin }))).toBe(403)
    },
  )

  it('refuses a missing Origin', async () => {
    const host = await startSmallWebHost()
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}/events`, ['epochwise', host.token])
    expect(await statusOf(socket)).toBe(403)
  })

  it('refuses a foreign Host, whatever else is right', async () => {
    const host = await startSmallWebHost()
    const headers = { host: `evil.example:${host.port}` }
    const origin = `http://evil.example:${host.port}`
    expect(await statusOf(open(host, ['epochwise', host.token], { headers, origin }))).toBe(403)
  })

  it('opens at no other address', async () => {
    const host = await startSmallWebHost()
    expect(await statusOf(open(host, ['epochwise', host.token], {}, '/'))).toBe(404)
    expect(await statusOf(open(host, ['epochwise', host.token], {}, '/api/app.state'))).toBe(404)
  })

  it('brings every event, in order', async () => {
    const host = await startSmallWebHost()
    const socket = open(host, ['epochwise', host.token])
    const seen: unknown[] = []
    socket.on('message', (message) => seen.push(JSON.parse((message as Buffer).toString('utf8'))))
    await once(socket, 'open')
    const events = Array.from({ length: 500 }, (_, runId) => ({ name: 'run.deleted' as const, payload: { runId } }))
    events.forEach((event) => host.emit(event))
    await expect.poll(() => seen.length).toBe(500)
    expect(seen).toEqual(events)
  })

  it('drops a page that does not keep up, and serves the others on', async () => {
    const host = await startSmallWebHost()
    const slow = open(host, ['epochwise', host.token])
    const quick = open(host, ['epochwise', host.token])
    let seen = 0
    quick.on('message', () => seen++)
    await Promise.all([once(slow, 'open'), once(quick, 'open')])
    slow.pause()
    const dropped = once(slow, 'close')
    const detail = 'x'.repeat(1024 * 1024)
    const task = { id: 'a', label: '', share: null, detail, done: false }
    let sent = 0
    while (sent < 64) {
      host.emit({ name: 'task.progress', payload: task })
      sent++
      await expect.poll(() => seen, { interval: 2 }).toBe(sent)
    }
    slow.resume()
    await dropped
    expect(slow.readyState).toBe(WebSocket.CLOSED)
    expect(quick.readyState).toBe(WebSocket.OPEN)
  })

  it('takes no commands', async () => {
    const host = await startSmallWebHost()
    const socket = open(host, ['epochwise', host.token])
    await once(socket, 'open')
    socket.send('{"command":"app.state"}')
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1008)
    expect(host.received).toEqual([])
  })

  it('ends when the host ends', async () => {
    const host = await startSmallWebHost()
    const socket = open(host, ['epochwise', host.token])
    await once(socket, 'open')
    const closed = once(socket, 'close')
    await host.host.close()
    await closed
  })
})

import type { Reply } from '../../../src-shared/errors'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { send } from '../../support/raw-http'
import { startSmallWebHost } from '../../support/small-web-host'

/** Counts what is done, and answers when it is let. */
function slowServices() {
  let done = 0
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => (release = resolve))
  const dispatch = async (): Promise<Reply<unknown>> => {
    done++
    const value = done
    await gate
    return { ok: true, value }
  }
  return { dispatch, release, done: () => done }
}

it('a call whose connection broke is answered again, and done once', async () => {
  const services = slowServices()
  const host = await startSmallWebHost({ dispatch: services.dispatch })
  const headers = { ...host.trusted, 'x-epochwise-call': 'one' }
  const head = Object.entries({ host: `127.0.0.1:${host.port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const socket = connect(host.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(['POST /api/table.insertRows HTTP/1.1', ...head, 'content-length: 2', '', '{}'].join('\r\n'))
  await expect.poll(services.done).toBe(1)
  socket.destroy()

  const again = send({ port: host.port, method: 'POST', path: '/api/table.insertRows', headers, body: '{}' })
  services.release()
  expect((await again).json).toEqual({ ok: true, value: 1 })
  const late = await send({ port: host.port, method: 'POST', path: '/api/table.insertRows', headers, body: '{}' })
  expect(late.json).toEqual({ ok: true, value: 1 })
  expect(services.done()).toBe(1)
})

it('calls of other numbers, and calls without one, are done each', async () => {
  const host = await startSmallWebHost()
  for (const more of [{ 'x-epochwise-call': 'one' }, { 'x-epochwise-call': 'two' }, {}, {}]) {
    const headers = { ...host.trusted, ...(more as Record<string, string>) }
    await send({ port: host.port, method: 'POST', path: '/api/table.insertRows', headers, body: '{}' })
  }
  expect(host.received).toHaveLength(4)
})

it('replies are kept for the last calls only', async () => {
  const host = await startSmallWebHost()
  const ask = (call: number): ReturnType<typeof send> => {
    const headers = { ...host.trusted, 'x-epochwise-call': String(call) }
    return send({ port: host.port, method: 'POST', path: '/api/table.page', headers, body: '{}' })
  }
  for (let call = 0; call < 65; call++) await ask(call)
  await ask(64)
  expect(host.received).toHaveLength(65)
  await ask(0)
  expect(host.received).toHaveLength(66)
})

import type { SmallWebHost } from '../../support/small-web-host'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { send } from '../../support/raw-http'
import { startSmallWebHost } from '../../support/small-web-host'
import { newToken } from '../../../src-main/hosts/web/security'

type Route = { name: string; method: string; path: string; token: boolean; origin: boolean }

const routes: Route[] = [
  { name: 'the page', method: 'GET', path: '/', token: false, origin: false },
  { name: 'a part of the page', method: 'GET', path: '/assets/main.js', token: false, origin: false },
  { name: 'a command', method: 'POST', path: '/api/app.state', token: true, origin: true },
  { name: 'an upload', method: 'POST', path: '/upload?name=a.csv', token: true, origin: true },
  { name: 'a download', method: 'GET', path: '/download/x', token: false, origin: false },
]

function ask(host: SmallWebHost, route: Route, headers: Record<string, string>): ReturnType<typeof send> {
  const body = route.method === 'POST' ? { body: '{}' } : {}
  return send({ port: host.port, method: route.method, path: route.path, headers, ...body })
}

describe.each(routes)('the web host, asked for $name', (route) => {
  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:80', '[::1]:80'])(
    'refuses the foreign Host “%s”',
    async (name) => {
      const host = await startSmallWebHost()
      const answer = await ask(host, route, { ...host.trusted, host: name })
      expect(answer.status).toBe(403)
      expect(answer.text).not.toContain('doctype')
      expect(host.received).toEqual([])
    },
  )

  it('refuses a missing Host', async () => {
    const host = await startSmallWebHost()
    const socket = connect(host.port, '127.0.0.1')
    socket.end(`${route.method} ${route.path} HTTP/1.0\r\nAuthorization: Bearer ${host.token}\r\n\r\n`)
    const [answer] = (await once(socket.setEncoding('utf8'), 'data')) as [string]
    expect(answer).toMatch(/^HTTP\/1\.1 403/)
    expect(host.received).toEqual([])
  })

  it('sends no header that lets another page read the answer', async () => {
    const host = await startSmallWebHost()
    const answer = await ask(host, route, { ...host.trusted, origin: 'http://evil.example' })
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('says what the browser may do with the answer', async () => {
    const host = await startSmallWebHost()
    const { headers } = await ask(host, route, host.trusted)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/)
  })

  it('refuses other methods', async () => {
    const host = await startSmallWebHost()
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH', route.method === 'GET' ? 'POST' : 'GET']) {
      const answer = await send({ port: host.port, method, path: route.path, headers: host.trusted })
      expect([method, answer.status]).toEqual([method, 405])
      expect(answer.headers.allow).toContain(route.method)
    }
    expect(host.received).toEqual([])
  })
})

describe.each(routes.filter((route) => route.token))('the web host, asked for $name', (route) => {
  it('refuses a missing token', async () => {
    const host = await startSmallWebHost()
    const { authorization: _, ...headers } = host.trusted
    const answer = await ask(host, route, headers)
    expect(answer.status).toBe(401)
    expect(answer.json).toMatchObject({ ok: false, error: { code: 'sender.refused' } })
    expect(host.received).toEqual([])
  })

  it.each(['', 'wrong', 'Bearer ', newToken(), `Basic ${newToken()}`])('refuses the token “%s”', async (token) => {
    const host = await startSmallWebHost()
    const answer = await ask(host, route, { ...host.trusted, authorization: token })
    expect(answer.status).toBe(401)
    const bearer = await ask(host, route, { ...host.trusted, authorization: `Bearer ${token}` })
    expect(bearer.status).toBe(401)
    expect(host.received).toEqual([])
  })

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1', 'http://127.0.0.1:1', ''])(
    'refuses the foreign Origin “%s”',
    async (origin) => {
      const host = await startSmallWebHost()
      const answer = await ask(host, route, { ...host.trusted, origin })
      expect(answer.status).toBe(403)
      expect(answer.json).toMatchObject({ ok: false, error: { code: 'sender.refused' } })
      expect(host.received).toEqual([])
    },
  )

  it('refuses a missing Origin, and one that is not the address asked for', async () => {
    const host = await startSmallWebHost()
    const { origin: _, ...headers } = host.trusted
    expect((await ask(host, route, headers)).status).toBe(403)
    const other = { ...host.trusted, origin: `http://localhost:${host.port}` }
    expect((await ask(host, route, other)).status).toBe(403)
  })

  it('takes either of its own two names', async () => {
    const host = await startSmallWebHost()
    const name = `localhost:${host.port}`
    const answer = await ask(host, route, { ...host.trusted, host: name, origin: `http://${name}` })
    expect(answer.json).toMatchObject({ ok: true })
  })

  it('refuses a body over its limit, announced or not', async () => {
    const host = await startSmallWebHost({ messageLimit: 4096, uploadLimit: 4096 })
    const announced = await send({
      ...route,
      port: host.port,
      headers: host.trusted,
      body: Buffer.alloc(1024 * 1024, 0x20),
    })
    expect(announced.status).toBe(413)
    expect(announced.json).toMatchObject({ ok: false, error: { code: 'file.tooLarge' } })
    const chunked = await send({ ...route, port: host.port, headers: host.trusted, body: chunks(64) })
    expect(chunked.status).toBe(413)
    expect(host.received).toEqual([])
  })
})

describe('the web host, asked for a path that tricks', () => {
  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/%00/../secret.txt',
    '/secret.txt',
    'http://evil.example/../secret.txt',
    '/%',
    '/assets',
    '/download/../secret.txt',
    '/download/%2e%2e%2fsecret.txt',
    '/api',
  ])('gives nothing for %s', async (path) => {
    const host = await startSmallWebHost()
    const answer = await send({ port: host.port, path })
    expect(answer.status).toBeOneOf([400, 404])
    expect(answer.text).not.toContain('secret')
    expect(answer.text).not.toContain(host.folder)
  })

  it('passes a strange command name to nobody but the services, which know it not', async () => {
    const host = await startSmallWebHost()
    for (const name of ['../app.state', '%2e%2e/app.state', '__proto__', 'app.state/x']) {
      await send({ port: host.port, method: 'POST', path: `/api/${name}`, headers: host.trusted, body: '{}' })
    }
    expect(host.received.map(({ name }) => name)).toEqual([
      '../app.state',
      '%2e%2e/app.state',
      '__proto__',
      'app.state/x',
    ])
  })
})

describe('the web host, sent something malformed', () => {
  it('refuses a command that is not JSON, by its type or by its text', async () => {
    const host = await startSmallWebHost()
    const command = { port: host.port, method: 'POST', path: '/api/app.state' }
    const form = { ...host.trusted, 'content-type': 'text/plain' }
    expect(await send({ ...command, headers: form, body: '{}' })).toMatchObject({ status: 400 })
    const broken = await send({ ...command, headers: host.trusted, body: '{"a":' })
    expect(broken).toMatchObject({ status: 400, json: { error: { code: 'message.invalid' } } })
    expect(host.received).toEqual([])
  })

  it('answers a failure of its own without saying where it happened', async () => {
    const host = await startSmallWebHost({ dispatch: () => Promise.reject(new Error('/secret/place')) })
    const answer = await send({
      port: host.port,
      method: 'POST',
      path: '/api/app.state',
      headers: host.trusted,
      body: '{}',
    })
    expect(answer).toMatchObject({ status: 500, json: { ok: false, error: { code: 'internal' } } })
    expect(answer.text).not.toContain('secret')
    expect(host.logged).toHaveLength(1)
  })

  it('ends a connection that speaks no HTTP', async () => {
    const host = await startSmallWebHost()
    const socket = connect(host.port, '127.0.0.1')
    socket.end('hello\r\n\r\n')
    const [answer] = (await once(socket.setEncoding('utf8'), 'data')) as [string]
    expect(answer).toMatch(/^HTTP\/1.1 400/)
  })
})

async function* chunks(count: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < count; i++) {
    yield Buffer.alloc(1024, 0x20)
    await Promise.resolve()
  }
}

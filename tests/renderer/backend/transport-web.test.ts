import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../../src-renderer/backend/backend'
import { createWebBackend, readToken, waitBefore } from '../../../src-renderer/backend/transport-web'

class FakeSocket extends EventTarget {
  static opened: FakeSocket[] = []
  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    super()
    FakeSocket.opened.push(this)
  }
}

const answers = vi.fn<(input: string, init: RequestInit) => Promise<Response>>()

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.opened = []
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('fetch', answers)
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  answers.mockReset()
})

const socket = (): FakeSocket => FakeSocket.opened.at(-1)!
const close = async (): Promise<void> => {
  socket().dispatchEvent(new Event('close'))
  await vi.advanceTimersByTimeAsync(0)
}

describe('the web transport', () => {
  it('sends a command with the token and gives back the reply', async () => {
    answers.mockResolvedValue(new Response(JSON.stringify({ ok: true, value: 7 })))
    const reply = await createWebBackend('secret').transport.send('table.insertRows', { count: 1 })
    expect(reply).toEqual({ ok: true, value: 7 })
    const [address, init] = answers.mock.calls[0]!
    expect(address).toBe('/api/table.insertRows')
    expect(init.headers).toMatchObject({ authorization: 'Bearer secret' })
    expect(init.body).toBe('{"count":1}')
  })

  it('makes a lost connection a reply, not an exception', async () => {
    answers.mockRejectedValue(new TypeError('Failed to fetch'))
    const reply = createWebBackend('secret').transport.send('app.state', {})
    await vi.runAllTimersAsync()
    expect(await reply).toMatchObject({ ok: false, error: { code: 'connection.lost' } })
  })

  it('makes a call anew whose connection broke, under the same number', async () => {
    answers.mockRejectedValueOnce(new TypeError('Failed to fetch'))
    answers.mockResolvedValueOnce(new Response('{"ok":tr'))
    answers.mockImplementation(() => Promise.resolve(new Response(JSON.stringify({ ok: true, value: 7 }))))
    const { transport } = createWebBackend('secret')
    const reply = transport.send('table.insertRows', { count: 1 })
    await vi.runAllTimersAsync()
    expect(await reply).toEqual({ ok: true, value: 7 })
    await transport.send('table.insertRows', { count: 1 })
    const numbers = answers.mock.calls.map(([, { headers }]) => new Headers(headers).get('x-epochwise-call'))
    expect(numbers).toHaveLength(4)
    expect(new Set(numbers.slice(0, 3)).size).toBe(1)
    expect(numbers[3]).not.toBe(numbers[0])
  })

  it('asks the browser to send on what a page sends while it goes', async () => {
    answers.mockImplementation(() => Promise.resolve(new Response(JSON.stringify({ ok: true, value: 7 }))))
    const { transport } = createWebBackend('secret')
    const keptAlive = async (input: unknown): Promise<unknown> => {
      await transport.send('table.change', input)
      return answers.mock.calls.at(-1)![1].keepalive
    }
    expect(await keptAlive({})).toBe(false)
    window.dispatchEvent(new Event('pagehide'))
    expect(await keptAlive({})).toBe(true)
    expect(await keptAlive({ text: 'x'.repeat(60_000) })).toBe(false)
    window.dispatchEvent(new Event('pageshow'))
    expect(await keptAlive({})).toBe(false)
  })

  it('passes on events in the order in which they come', () => {
    const seen: unknown[] = []
    createWebBackend('secret').transport.listen((event) => seen.push(event.payload))
    for (const payload of [1, 2, 3]) {
      socket().dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ name: 'run.deleted', payload }) }))
    }
    expect(seen).toEqual([1, 2, 3])
    expect(socket().protocols).toEqual(['epochwise', 'secret'])
  })

  it('connects again after a break, waiting longer each time, and says when it is lost and when it is back', async () => {
    answers.mockRejectedValue(new TypeError('Failed to fetch'))
    const seen: Connection[] = []
    createWebBackend('secret').watch((connection) => seen.push(connection))
    socket().dispatchEvent(new Event('open'))
    for (let attempt = 1; attempt <= 5; attempt++) {
      await close()
      await vi.advanceTimersByTimeAsync(waitBefore(attempt))
    }
    expect(FakeSocket.opened).toHaveLength(6)
    socket().dispatchEvent(new Event('open'))
    expect(seen).toEqual(['reconnecting', 'connected', 'reconnecting', 'lost', 'connected'])
    expect(waitBefore(1)).toBeLessThan(waitBefore(3))
    expect(waitBefore(40)).toBe(waitBefore(50))
  })

  it('says why when the host was started anew and no longer knows this page', async () => {
    const error = { code: 'sender.refused', message: 'This page belongs to an earlier start.' }
    answers.mockImplementation(() =>
      Promise.resolve(new Response(JSON.stringify({ ok: false, error }), { status: 401 })),
    )
    const reasons: (string | null)[] = []
    createWebBackend('old').watch((_, reason) => reasons.push(reason))
    socket().dispatchEvent(new Event('open'))
    await close()
    await vi.advanceTimersByTimeAsync(waitBefore(1))
    await close()
    expect(reasons.at(-1)).toBe('This page belongs to an earlier start.')
  })

  it('uploads a file and gives back its path', async () => {
    answers.mockResolvedValue(new Response(JSON.stringify({ ok: true, value: { path: 'upload:1/a b.csv' } })))
    expect(await createWebBackend('secret').pathOf(new File(['x'], 'a b.csv'))).toBe('upload:1/a b.csv')
    expect(answers.mock.calls[0]![0]).toBe('/upload?name=a%20b.csv')
  })
})

describe('the token', () => {
  it('is read from the address and kept for a reload without it', () => {
    const kept = new Map<string, string>()
    const store = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    }
    expect(readToken('', store)).toBe('')
    expect(readToken('#abc', store)).toBe('abc')
    expect(readToken('', store)).toBe('abc')
  })
})

/**
 * The web host's transport: a command is a POST, events come over one WebSocket that is opened again when it breaks.
 *
 * The token stands in the address's fragment, which browsers keep to themselves; it goes along with every request.
 */
import type { AppEvent } from '../../src-shared/contract'
import type { ErrorData, Reply } from '../../src-shared/errors'
import type { Backend, Connection } from './backend'
import { fromErrorData } from '../../src-shared/errors'

/** How often a call is made anew whose connection broke, before it counts as lost. */
const mostAttempts = 5
const firstWait = 250
const longestWait = 5000
/** What a browser sends on for a page that is gone: 64 KiB in all, some of it kept for the headers. */
const mostBehindPage = 60_000
/** After so many attempts in vain the page says that the host is gone; it goes on trying. */
const lostAfter = 4

const lost: ErrorData = {
  code: 'connection.lost',
  message: 'Epochwise’s host does not answer. Start it again with “npm start”, then open the address that it prints.',
}

/** How long to wait before the nth attempt, counted from 1, in milliseconds. */
export function waitBefore(attempt: number): number {
  return Math.min(longestWait, firstWait * 2 ** (attempt - 1))
}

/** The token from the address's fragment; kept for this tab, so that a reload without it goes on. */
export function readToken(hash: string, store: Pick<Storage, 'getItem' | 'setItem'>): string {
  const inHash = hash.replace(/^#/, '')
  if (inHash !== '') store.setItem('epochwise.token', inHash)
  return inHash === '' ? (store.getItem('epochwise.token') ?? '') : inHash
}

/** The page is going: a browser drops what it still sends, unless it is told to keep it alive. */
let isGoing = false

export function createWebBackend(token: string): Backend {
  // Comes before the page's own listeners, which send what waits. A page may come back from the browser's cache.
  addEventListener('pagehide', () => (isGoing = true), { capture: true })
  addEventListener('pageshow', () => (isGoing = false))
  const listeners = new Set<(event: AppEvent) => void>()
  const watch = keepOpen(token, (event) => {
    for (const listener of listeners) listener(event)
  })
  return {
    transport: {
      send: (command, input) => call(command, token, JSON.stringify(input)),
      listen(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    watch,
    async pathOf(file) {
      const reply = await post(`/upload?name=${encodeURIComponent(file.name)}`, token, file, {
        'content-type': 'application/octet-stream',
      })
      if (!reply.ok) throw fromErrorData(reply.error)
      return (reply.value as { path: string }).path
    },
    downloadUrl: (url) => url,
  }
}

/**
 * A broken connection may have lost the call or only its reply: it is made anew under the same number, by which the host
 * knows what it has done already.
 */
async function call(command: string, token: string, body: string): Promise<Reply<unknown>> {
  const headers = { 'content-type': 'application/json', 'x-epochwise-call': crypto.randomUUID() }
  for (let attempt = 1; ; attempt++) {
    const reply = await post(`/api/${command}`, token, body, headers)
    if (reply.ok || reply.error !== lost || attempt === mostAttempts) return reply
    await new Promise((resolve) => setTimeout(resolve, waitBefore(attempt)))
  }
}

async function post(
  address: string,
  token: string,
  body: BodyInit,
  more: Record<string, string>,
): Promise<Reply<unknown>> {
  try {
    const headers = { authorization: `Bearer ${token}`, ...more }
    const keepalive = isGoing && typeof body === 'string' && body.length < mostBehindPage
    const answer = await fetch(address, { method: 'POST', headers, body, keepalive })
    return (await answer.json()) as Reply<unknown>
  } catch {
    return { ok: false, error: lost }
  }
}

/** Why the host does not talk to us, where it says so: this page may belong to an earlier start of it. */
async function refusal(token: string): Promise<string | null> {
  const reply = await post('/api/app.state', token, '{}', { 'content-type': 'application/json' })
  return !reply.ok && reply.error.code === 'sender.refused' ? reply.error.message : null
}

function keepOpen(token: string, onEvent: (event: AppEvent) => void): Backend['watch'] {
  const watchers = new Set<(connection: Connection, reason: string | null) => void>()
  let connection: Connection = 'reconnecting'
  let reason: string | null = null
  let attempt = 0

  const become = (next: Connection, why: string | null): void => {
    if (next === connection && why === reason) return
    connection = next
    reason = why
    for (const watcher of watchers) watcher(connection, reason)
  }
  const closed = async (): Promise<void> => {
    attempt++
    const refused = attempt > 1 ? await refusal(token) : null
    if (refused !== null) become('lost', refused)
    else if (attempt > lostAfter) become('lost', lost.message)
    else become('reconnecting', null)
    setTimeout(open, waitBefore(attempt))
  }
  const open = (): void => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/events`, ['epochwise', token])
    socket.addEventListener('open', () => {
      attempt = 0
      become('connected', null)
    })
    socket.addEventListener('message', (message) => onEvent(JSON.parse(String(message.data)) as AppEvent))
    socket.addEventListener('close', () => void closed())
  }
  open()
  return (listener) => {
    watchers.add(listener)
    listener(connection, reason)
    return () => watchers.delete(listener)
  }
}

/**
 * The web host's transport: a command is a POST, events come over one WebSocket that is opened again when it breaks.
 *
 * The token stands in the address's fragment, which browsers keep to themselves; it goes along with every request.
 */
import type { AppEvent } from '../../src-shared/contract'
import type { ErrorData, Reply } from '../../src-shared/errors'
import type { Backend, Connection } from './backend'
import { fromErrorData } from '../../src-shared/errors'

const tokenHeader = 'x-epochwise-token'
const firstWait = 250
const longestWait = 5000
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
  const inHash = new URLSearchParams(hash.replace(/^#/, '')).get('token')
  if (inHash !== null) store.setItem('epochwise.token', inHash)
  return inHash ?? store.getItem('epochwise.token') ?? ''
}

export function createWebBackend(token: string): Backend {
  const listeners = new Set<(event: AppEvent) => void>()
  const events = keepOpen(token, (event) => {
    for (const listener of listeners) listener(event)
  })
  return {
    transport: {
      send: (command, input) => post(`/command/${command}`, token, JSON.stringify(input), 'application/json'),
      listen(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    watch: events.watch,
    async pathOf(file) {
      const reply = await post(`/upload?name=${encodeURIComponent(file.name)}`, token, file, 'application/octet-stream')
      if (!reply.ok) throw fromErrorData(reply.error)
      return (reply.value as { path: string }).path
    },
    downloadUrl: (url) => url,
  }
}

async function post(address: string, token: string, body: BodyInit, type: string): Promise<Reply<unknown>> {
  try {
    const headers = { [tokenHeader]: token, 'content-type': type }
    const answer = await fetch(address, { method: 'POST', headers, body })
    return (await answer.json()) as Reply<unknown>
  } catch {
    return { ok: false, error: lost }
  }
}

type Line = { watch: Backend['watch'] }

function keepOpen(token: string, onEvent: (event: AppEvent) => void): Line {
  const watchers = new Set<(connection: Connection) => void>()
  let connection: Connection = 'reconnecting'
  let attempt = 0

  const become = (next: Connection): void => {
    if (next === connection) return
    connection = next
    for (const watcher of watchers) watcher(connection)
  }
  const open = (): void => {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/events`, ['epochwise', token])
    socket.addEventListener('open', () => {
      attempt = 0
      become('connected')
    })
    socket.addEventListener('message', (message) => onEvent(JSON.parse(String(message.data)) as AppEvent))
    socket.addEventListener('close', () => {
      attempt++
      become(attempt > lostAfter ? 'lost' : 'reconnecting')
      setTimeout(open, waitBefore(attempt))
    })
  }
  open()
  return {
    watch(listener) {
      watchers.add(listener)
      listener(connection)
      return () => watchers.delete(listener)
    },
  }
}

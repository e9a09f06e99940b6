/**
 * The thread that computes. Native calls block the thread they are made on; so that pause and stop are answered while
 * one runs, they are made here, and the trainer's main thread only listens and decides.
 */
import type { MessagePort } from 'node:worker_threads'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import type { ErrorData } from '../../src-shared/errors'
import { fromErrorData, toErrorData } from '../../src-shared/errors'
import type { EngineShelf } from '../engines/choose/shelf'
import { Desk } from './desk'

/** The desk's methods, asked for by name. */
type Name = 'warm' | 'open' | 'advance' | 'tryRates' | 'measure' | 'diagnose' | 'selfTest'
type Request = { id: number; name: Name; input: unknown[] }
type Answer = { id: number } & ({ ok: true; value: unknown } | { ok: false; error: ErrorData })

/** The main thread's handle on the computing thread. */
export type Computing = {
  call<N extends Name>(name: N, ...input: Parameters<Desk[N]>): ReturnType<Desk[N]>
}

/** @param script the trainer itself, which runs `compute` when it finds itself in a thread */
export function startComputing(script: URL): Computing {
  // TensorFlow is told its threads by the environment, which only a shared one reaches.
  const worker = new Worker(script, { env: SHARE_ENV })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  worker.on('message', (answer: Answer) => {
    const asker = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.ok) asker?.resolve(answer.value)
    else asker?.reject(fromErrorData(answer.error))
  })
  worker.on('error', (error) => {
    for (const asker of waiting.values()) asker.reject(error)
    waiting.clear()
  })
  function call<N extends Name>(name: N, ...input: Parameters<Desk[N]>): ReturnType<Desk[N]> {
    const answered = new Promise<unknown>((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, name, input } satisfies Request)
    })
    return answered as ReturnType<Desk[N]>
  }
  return { call }
}

/** In the thread: answers calls one after the other. */
export function compute(port: MessagePort, shelf: EngineShelf): void {
  const desk = new Desk(shelf)
  let queue = Promise.resolve()
  port.on('message', (request: Request) => {
    queue = queue.then(async () => port.postMessage(await answer(desk, request)))
  })
}

async function answer(desk: Desk, { id, name, input }: Request): Promise<Answer> {
  try {
    const handler = desk[name].bind(desk) as (...input: unknown[]) => Promise<unknown>
    return { id, ok: true, value: await handler(...input) }
  } catch (error) {
    console.error(error)
    return { id, ok: false, error: toErrorData(error) }
  }
}

/** Long works that a person can follow and cancel. */
import type { TaskProgress } from '../../src-shared/project'
import { EpochwiseError } from '../../src-shared/errors'

type Tell = (progress: TaskProgress) => void
export type TaskTools = {
  signal: AbortSignal
  progress: (share: number | null, detail: string) => void
  /** From here on nothing can be taken back: a cancel is no longer heard. @throws the signal's reason */
  settle: () => void
}

export class Tasks {
  readonly #running = new Map<string, AbortController>()
  /** What was cancelled and still winds down. */
  readonly #left = new Set<Promise<unknown>>()
  #count = 0

  /** Tells the beginning, the way and, whatever happens, the end. @throws EpochwiseError task.cancelled */
  run<T>(kind: string, label: string, tell: Tell, work: (tools: TaskTools) => Promise<T>): Promise<T> {
    return this.#follow(kind, label, tell, (tools) => work(tools))
  }

  /**
   * Like `run`, but a cancel is answered at once, until `work` calls `settle`: it is left to wind down behind, and what
   * it gives in the end is nobody's. For works within which a native call may take seconds to hear of it.
   */
  runLeaving<T>(kind: string, label: string, tell: Tell, work: (tools: TaskTools) => Promise<T>): Promise<T> {
    return this.#follow(kind, label, tell, (tools, settled) => {
      const working = work(tools)
      const winding = working.catch(() => undefined).finally(() => this.#left.delete(winding))
      this.#left.add(winding)
      return Promise.race([working, cancelled(tools.signal, settled)])
    })
  }

  /** Resolves when nothing that was cancelled is at work any more. */
  async wound(): Promise<void> {
    while (this.#left.size > 0) await Promise.all(this.#left)
  }

  async #follow<T>(
    kind: string,
    label: string,
    tell: Tell,
    work: (tools: TaskTools, settled: () => boolean) => Promise<T>,
  ): Promise<T> {
    const id = `${kind}-${++this.#count}`
    const controller = new AbortController()
    const { signal } = controller
    let [ended, settled] = [false, false]
    const say = (share: number | null, detail: string, done = false): void => {
      if (!ended) tell({ id, label, share, detail, done })
    }
    const settle = (): void => {
      signal.throwIfAborted()
      settled = true
    }
    this.#running.set(id, controller)
    say(0, '')
    try {
      return await work({ signal, progress: say, settle }, () => settled)
    } catch (error) {
      if (signal.aborted) throw new EpochwiseError('task.cancelled', `${label} was cancelled.`)
      throw error
    } finally {
      this.#running.delete(id)
      say(1, '', true)
      ended = true
    }
  }

  /** A task that has ended meanwhile is no mistake. */
  cancel(id: string): void {
    this.#running.get(id)?.abort()
  }
}

/** Rejects when the signal is aborted before the work is settled. */
function cancelled(signal: AbortSignal, settled: () => boolean): Promise<never> {
  return new Promise((_, reject) => {
    const hear = (): void => {
      if (!settled()) reject(new EpochwiseError('task.cancelled', 'Cancelled.'))
    }
    if (signal.aborted) hear()
    signal.addEventListener('abort', hear, { once: true })
  })
}

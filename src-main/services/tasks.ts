/** Long works that a person can follow and cancel. */
import type { TaskProgress } from '../../src-shared/project'
import { EpochwiseError } from '../../src-shared/errors'

type Tell = (progress: TaskProgress) => void
export type TaskTools = { signal: AbortSignal; progress: (share: number | null, detail: string) => void }

export class Tasks {
  readonly #running = new Map<string, AbortController>()
  #count = 0

  /** Tells the beginning, the way and, whatever happens, the end. @throws EpochwiseError task.cancelled */
  async run<T>(kind: string, label: string, tell: Tell, work: (tools: TaskTools) => Promise<T>): Promise<T> {
    const id = `${kind}-${++this.#count}`
    const controller = new AbortController()
    const say = (share: number | null, detail: string, done = false): void => tell({ id, label, share, detail, done })
    this.#running.set(id, controller)
    say(0, '')
    try {
      return await work({ signal: controller.signal, progress: say })
    } catch (error) {
      if (controller.signal.aborted) throw new EpochwiseError('task.cancelled', `${label} was cancelled.`)
      throw error
    } finally {
      this.#running.delete(id)
      say(1, '', true)
    }
  }

  /** A task that has ended meanwhile is no mistake. */
  cancel(id: string): void {
    this.#running.get(id)?.abort()
  }
}

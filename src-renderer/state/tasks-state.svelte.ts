/** Long works under way, for the status bar; a finished one leaves by itself. */
import type { Client } from '../../src-shared/client'
import type { TaskProgress } from '../../src-shared/project'

export class TasksState {
  #tasks = $state.raw<TaskProgress[]>([])
  #cancelling = $state.raw<readonly string[]>([])

  constructor(readonly client: Client) {}

  get tasks(): readonly TaskProgress[] {
    return this.#tasks
  }

  isCancelling(id: string): boolean {
    return this.#cancelling.includes(id)
  }

  take(progress: TaskProgress): void {
    const others = this.#tasks.filter((task) => task.id !== progress.id)
    this.#tasks = progress.done ? others : [...others, progress]
  }

  /** After a lost connection nobody knows what went on. */
  forget(): void {
    this.#tasks = []
    this.#cancelling = []
  }

  async cancel(id: string): Promise<void> {
    this.#cancelling = [...this.#cancelling, id]
    await this.client.send('app.cancelTask', { id })
  }
}

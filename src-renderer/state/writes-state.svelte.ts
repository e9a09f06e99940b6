/** Changes on their way to the file: "saving" is shown while there are any, and a training waits for them. */
import type { Transport } from '../../src-shared/client'
import type { Reply } from '../../src-shared/errors'

const writing = /^(table\.(change|insertRows|deleteRows|undo|redo)|column\.set|recipe\.(change|reset))$/

export class WritesState {
  #pending = $state(0)
  #all: Promise<unknown> = Promise.resolve()

  constructor(readonly transport: Transport) {}

  get saving(): boolean {
    return this.#pending > 0
  }

  /** Resolves once everything that was written so far has been answered. */
  async answered(): Promise<void> {
    await this.#all
  }

  async send(command: string, input: unknown): Promise<Reply<unknown>> {
    const sending = this.transport.send(command, input)
    if (!writing.test(command)) return sending
    this.#pending++
    this.#all = Promise.all([this.#all, sending])
    const reply = await sending
    this.#pending--
    return reply
  }
}

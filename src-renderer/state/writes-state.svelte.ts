/** Changes on their way to the file: "saving" is shown while there are any, and a training waits for them. */
import type { Transport } from '../../src-shared/client'
import type { Reply } from '../../src-shared/errors'

/** Everything that is asked of a table, a column or the recipe changes it, but for these. */
const reading =
  /^(table\.(import|exportFile|page|locate|next|copy|history)|column\.(values|previewKind|checkExpression)|recipe\.check)$/
const writing = /^(table|column|recipe)\./

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
    if (!writing.test(command) || reading.test(command)) return sending
    this.#pending++
    this.#all = Promise.all([this.#all, sending])
    const reply = await sending
    this.#pending--
    return reply
  }
}

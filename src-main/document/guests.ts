/** Connections lent to others: the file cannot be let go while one of them reads it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { DuckDBConnection } from '@duckdb/node-api'

/** How long a close waits for those who read, in milliseconds. */
const patience = 5000

export class Guests {
  readonly #open = new Set<DuckDBConnection>()
  #waiting: (() => void)[] = []

  /** The same connection; its closing is noticed. */
  admit(connection: DuckDBConnection): DuckDBConnection {
    const disconnect = connection.disconnectSync.bind(connection)
    const leave = (): void => {
      if (!this.#open.delete(connection)) return
      disconnect()
      if (this.#open.size === 0) for (const go of this.#waiting.splice(0)) go()
    }
    connection.disconnectSync = leave
    connection.closeSync = leave
    this.#open.add(connection)
    return connection
  }

  /** Resolves when the last has gone. */
  gone(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /**
   * The project closes: whoever still reads is interrupted until it has gone. Their connections are theirs to close:
   * closing one in the middle of its query blocks this thread for ever.
   */
  async dismiss(): Promise<void> {
    const until = Date.now() + patience
    while (this.#open.size > 0 && Date.now() < until) {
      for (const connection of this.#open) connection.interrupt()
      await Promise.race([this.gone(), sleep(10)])
    }
  }
}

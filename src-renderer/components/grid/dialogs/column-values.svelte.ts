/** The values of a column with their counts, the most frequent first, by the letters that are typed. */
import type { Client } from '../../../../src-shared/client'
import type { ValueCount } from '../../../../src-shared/table'
import { EpochwiseError } from '../../../../src-shared/errors'

const most = 200

export class ColumnValues {
  #found = $state.raw<readonly ValueCount[]>([])
  /** Different values that fit, found or not. */
  #total = $state<number | null>(null)
  #refused = $state<string | null>(null)
  #asked = 0

  constructor(
    readonly client: Client,
    readonly columnId: number,
  ) {}

  get found(): readonly ValueCount[] {
    return this.#found
  }

  get total(): number | null {
    return this.#total
  }

  get refused(): string | null {
    return this.#refused
  }

  async search(text: string): Promise<void> {
    const asked = ++this.#asked
    try {
      const { values, total } = await this.client.send('column.values', {
        columnId: this.columnId,
        search: text,
        limit: most,
      })
      if (asked !== this.#asked) return
      this.#found = values
      this.#total = total
      this.#refused = null
    } catch (error) {
      if (!(error instanceof EpochwiseError)) throw error
      if (asked === this.#asked) this.#refused = error.message
    }
  }
}

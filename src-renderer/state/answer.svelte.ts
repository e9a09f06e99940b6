/** One question to the host, asked anew when what it depends on changes; the last answer stays until the next has come. */
import { EpochwiseError } from '../../src-shared/errors'

export class Answer<T> {
  #value = $state.raw<T | null>(null)
  #failed = $state<string | null>(null)
  #waiting = $state(false)
  /** What the last question depended on; null: none was asked. */
  #key: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  get value(): T | null {
    return this.#value
  }

  /** Why there is no fresh answer, for a person. */
  get failed(): string | null {
    return this.#failed
  }

  get waiting(): boolean {
    return this.#waiting
  }

  /** The same key asks nothing, unless the last question failed. `after`: milliseconds to wait for a newer question. */
  ask(key: string, question: () => Promise<T>, after = 0): void {
    if (key === this.#key && this.#failed === null) return
    this.#key = key
    this.#failed = null
    this.#waiting = true
    clearTimeout(this.#timer)
    if (after === 0) void this.#send(key, question)
    else this.#timer = setTimeout(() => void this.#send(key, question), after)
  }

  /** An answer that came another way. */
  take(value: T): void {
    this.#value = value
  }

  /** Of another table: what was known says nothing any more. */
  forget(): void {
    clearTimeout(this.#timer)
    this.#key = null
    this.#value = null
    this.#failed = null
    this.#waiting = false
  }

  async #send(key: string, question: () => Promise<T>): Promise<void> {
    try {
      const value = await question()
      // An answer to a question that was overtaken is for nobody.
      if (key !== this.#key) return
      this.#value = value
    } catch (error) {
      if (key !== this.#key) return
      this.#failed = error instanceof EpochwiseError ? error.message : 'This could not be computed.'
    }
    this.#waiting = false
  }
}

/**
 * The last replies, by the number that a page gives to each of its calls: a page whose connection broke asks again with
 * the same number, and gets the reply that went astray. So nothing is done twice.
 */
import type { Reply } from '../../../src-shared/errors'

/** A page gives up sooner. */
const keptMilliseconds = 15_000
/** Of a browser there are six calls at a time. */
const mostKept = 64

export class Answered {
  /** Those under way too; the oldest first. */
  readonly #replies = new Map<string, Promise<Reply<unknown>>>()
  readonly #done = new Set<string>()

  /** Does `work` where the number is new or absent; waits for the reply, or gives it again, where it is known. */
  once(call: string | undefined, work: () => Promise<Reply<unknown>>): Promise<Reply<unknown>> {
    if (call === undefined) return work()
    const known = this.#replies.get(call)
    if (known !== undefined) return known
    const reply = work()
    this.#replies.set(call, reply)
    void reply.then(
      () => this.#keep(call),
      () => this.#forget(call),
    )
    return reply
  }

  #keep(call: string): void {
    this.#done.add(call)
    setTimeout(() => this.#forget(call), keptMilliseconds).unref()
    const [oldest] = this.#done
    if (this.#done.size > mostKept) this.#forget(oldest!)
  }

  #forget(call: string): void {
    this.#replies.delete(call)
    this.#done.delete(call)
  }
}

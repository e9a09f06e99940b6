/** The rows of each step, padded with −1 to whole batches, from the epoch's seeded order. */
import { epochOrder } from '../program/random'
import type { TrainingShape } from './training-shape'

export class EpochOrders {
  #latest: { epoch: number; order: Int32Array } | null = null

  constructor(
    private readonly shape: TrainingShape,
    private readonly seed: number,
  ) {}

  /** [steps, batch] */
  epoch(epoch: number): Int32Array {
    if (this.#latest?.epoch === epoch) return this.#latest.order
    const { rows, steps, batchSize } = this.shape
    const order = new Int32Array(steps * batchSize).fill(-1)
    order.set(epochOrder(rows, this.seed, epoch))
    this.#latest = { epoch, order }
    return order
  }

  /** [epochs, steps, batch] */
  epochs(first: number, count: number): Int32Array {
    const { steps, batchSize } = this.shape
    const orders = new Int32Array(count * steps * batchSize)
    for (let i = 0; i < count; i++) orders.set(this.epoch(first + i), i * steps * batchSize)
    return orders
  }
}

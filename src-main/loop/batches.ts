/** Which training rows a step takes: a pure function of the seed and the epoch, the same that the engines use. */
import type { StepRows, TrainingData, TrainingSpec } from '../engines/engine'
import { outputsOf } from '../program/network'
import { epochOrder } from '../program/random'

export class Batches {
  readonly rows: number
  readonly batchSize: number
  readonly stepsPerEpoch: number
  #latest: { epoch: number; order: Int32Array } | null = null

  constructor(
    private readonly spec: TrainingSpec,
    private readonly data: TrainingData,
  ) {
    this.rows = data.features.length / spec.network.inputs
    this.batchSize = Math.min(spec.batchSize, this.rows)
    this.stepsPerEpoch = Math.ceil(this.rows / this.batchSize)
  }

  /** Their numbers among the training rows, in the batch's order. Full batches stand in the table's own order. */
  numbers(epoch: number, position: number): Int32Array {
    if (this.stepsPerEpoch === 1) return Int32Array.from({ length: this.rows }, (_, i) => i)
    if (this.#latest?.epoch !== epoch) {
      this.#latest = { epoch, order: epochOrder(this.rows, this.spec.seed, epoch) }
    }
    return this.#latest.order.slice(position * this.batchSize, (position + 1) * this.batchSize)
  }

  pick(numbers: Int32Array): StepRows {
    const { features, targets, weights } = this.data
    return {
      features: gatherRows(features, this.spec.network.inputs, numbers),
      targets: gatherRows(targets, outputsOf(this.spec.network), numbers),
      weights: weights === null ? null : gatherRows(weights, 1, numbers),
      rows: numbers.length,
    }
  }

  /** At most `most` of all training rows, evenly spread. */
  spread(most: number): Int32Array {
    const count = Math.min(most, this.rows)
    return Int32Array.from({ length: count }, (_, i) => Math.floor((i * this.rows) / count))
  }
}

function gatherRows(values: Float32Array, width: number, numbers: Int32Array): Float32Array {
  const picked = new Float32Array(numbers.length * width)
  numbers.forEach((row, i) => picked.set(values.subarray(row * width, (row + 1) * width), i * width))
  return picked
}

/** How many threads an engine gets: more only where a single product is large enough to be worth dividing. */
import { availableParallelism } from 'node:os'
import type { Network } from '../program/network'
import { parameterLayout } from '../program/network'

/** Multiplications of one layer for one batch from which on a second thread pays. Measured; see `threadsFor`. */
const worthDividing = 16_000_000

export function mostThreads(): number {
  return Math.max(1, availableParallelism())
}

/**
 * A function of the shapes and the machine alone, never of timing: sums may be grouped differently with another number
 * of threads, and the same seed must give the same bytes.
 */
export function threadsFor(network: Network, batchSize: number): number {
  const weights = parameterLayout(network).entries.filter(({ shape }) => shape.length === 2)
  const largest = Math.max(0, ...weights.map(({ size }) => batchSize * size))
  return largest >= worthDividing ? mostThreads() : 1
}

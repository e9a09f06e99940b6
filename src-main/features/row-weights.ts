/** How much each training row counts: what its weight column says, times what its class does; 1 on average. */
import { EpochwiseError } from '../../src-shared/errors'
import { parts } from './split'
import type { UsableRows } from './usable-rows'

/**
 * balanced: a row of a class counts `rows / (classes · rows of the class)`, so that every class counts the same (King
 * and Zeng 2001; scikit-learn's `balanced`). A class without training rows counts 1.
 */
export function balancedWeights(places: Float64Array, part: Uint8Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  let rows = 0
  for (let i = 0; i < places.length; i++) {
    if (part[i] !== parts.training) continue
    counts[places[i]!]!++
    rows++
  }
  const present = counts.filter((count) => count > 0).length
  return counts.map((count) => (count === 0 ? 1 : rows / (present * count)))
}

/** Row by row; null: all count the same. @throws EpochwiseError train.weight where no training row counts */
export function rowWeights(
  { weights, targets, part }: UsableRows,
  classWeights: readonly number[] | null,
): Float64Array | null {
  if (weights === null && classWeights === null) return null
  const own = new Float64Array(part.length)
  let [sum, rows] = [0, 0]
  for (let i = 0; i < own.length; i++) {
    own[i] = (weights?.[i] ?? 1) * (classWeights === null ? 1 : classWeights[targets[0]![i]!]!)
    if (part[i] !== parts.training) continue
    sum += own[i]!
    rows++
  }
  if (sum === 0) {
    const message =
      'Every training row has the weight 0, so there is nothing to learn from. Mend the weights, or give the column another role.'
    throw new EpochwiseError('train.weight', message)
  }
  return own.map((weight) => (weight * rows) / sum)
}

/** The numbers 0, 1, 2 … as uint32: places of rows and units. No gradient. */
import type { Tensor } from '../trace'
import { apply } from '../trace'

/**
 * As many as the first axis of x is long, or `size` of them → uint32 [size]. Where the size is known it depends on nothing,
 * and stands at the program's top level.
 */
export function range(x: Tensor, size = x.shape[0]!): Tensor {
  const output = { type: 'uint32', shape: [size] } as const
  if (typeof size === 'string') return apply({ kind: 'range', size }, [x], output, null)
  return x.scope.root.add({ kind: 'range', size }, [], [output], null)[0]!
}

/**
 * The loop: carried values go around, scanned tensors are handed in one slice a turn, results are stacked.
 *
 * It turns as often as the scanned tensors' first axis is long, so the number of turns is the caller's to choose.
 */
import type { Tensor } from '../trace'
import { applyMany, block, innermost, Scope } from '../trace'
import { words } from './shape'

export type Turn = {
  /** The carried values for the next turn, in the order they were given. */
  carried: readonly Tensor[]
  /** Values to stack along a new first axis. */
  stacked: readonly Tensor[]
}

/** No gradient: training differentiates inside the loop's body, never through the loop. */
export function loop(
  carried: readonly Tensor[],
  scanned: readonly Tensor[],
  body: (carried: readonly Tensor[], slices: readonly Tensor[]) => Turn,
): { carried: readonly Tensor[]; stacked: readonly Tensor[] } {
  const scope = new Scope(innermost([...carried, ...scanned]))
  const turns = scanned[0]!.shape[0]!
  const state = carried.map((tensor) => scope.tensor(tensor.type, tensor.shape))
  const slices = scanned.map((tensor) => scope.tensor(tensor.type, tensor.shape.slice(1)))
  const turn = body(state, slices)
  turn.carried.forEach((tensor, i) => {
    const before = carried[i]!
    if (words(before.shape) !== words(tensor.shape))
      throw new Error(`A carried value changed its shape: ${words(tensor.shape)}.`)
  })
  const outputs = applyMany(
    {
      kind: 'loop',
      carried: carried.length,
      body: block(scope, [...state, ...slices], [...turn.carried, ...turn.stacked]),
    },
    [...carried, ...scanned],
    [
      ...carried.map(({ type, shape }) => ({ type, shape })),
      ...turn.stacked.map(({ type, shape }) => ({ type, shape: [turns, ...shape] })),
    ],
    null,
  )
  return { carried: outputs.slice(0, carried.length), stacked: outputs.slice(carried.length) }
}
